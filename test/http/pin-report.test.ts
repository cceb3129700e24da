import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type * as z from 'zod';
import type { PinReportTime } from '../../src/domain/ports/pin-reports.ts';
import { pinReport } from '../../src/http/schemas/pin-report.ts';
import { pinCost } from '../../src/reports/pin-cost/pin-cost.ts';
import { NOW_MS, problemOf, startApi, type TestApi } from '../support/api.ts';
import { type PinnedWorld, pinnedRows } from '../support/pinned-rows.ts';

const WORLD: PinnedWorld = {
  seed: 1,
  users: 40,
  pages: 2,
  slots: 4,
  attraction: [0.5, 0.4, 0.4, 0.3, 0.3],
  bias: (position) => 1 / (1 + position),
  pinned: 0.4,
  position: 1,
  explored: 0.3,
};

describe('the report of a pin', () => {
  const counts = { served: 9, viewed: 7, clicked: 2, played: 1, displaced: 8, withheld: { watched: 3 } };
  const displacedItems = [{ itemId: 'i2', times: 8, expectedClicks: null }];
  const { slots } = pinnedRows(WORLD);
  const { slots: fewSlots } = pinnedRows({ ...WORLD, users: 18 });
  const asked: PinReportTime[] = [];
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi({
      pinReports: {
        async read(pinId, when) {
          asked.push(when);
          return pinId === 'p1' ? { users: 20, ...counts, displacedItems: [{ itemId: 'i2', times: 8 }] } : null;
        },
        async readSlots(pinId, when) {
          expect([pinId, when]).toEqual(['p1', asked.at(-1)]);
          return slots;
        },
      },
    });
  });
  afterAll(() => api.close());

  test.each(['editor', 'analyst'] as const)('200 for %s: the last seven days of apps', async (as) => {
    const { status, body } = await api.call('GET', '/v1/pins/p1/report', { as });
    expect(status).toBe(200);
    expect(pinReport.safeParse(body).error).toBeUndefined();
    const [from, to] = ['2026-02-22T12:00:00.000Z', '2026-03-01T12:00:00.000Z'];
    const { cost, ...was } = body as z.infer<typeof pinReport>;
    expect(was).toEqual({ pinId: 'p1', from, to, origin: 'app', ...counts, displacedItems, notes: [] });
    const { expectedOf: _, ...estimated } = await pinCost(slots, counts.displaced);
    expect(cost).toEqual(estimated);
    expect(cost).toMatchObject({ trustworthy: false, impressions: 40, users: 20, sampleShare: 1 });
    expect(cost.clicks.total).toBeCloseTo((cost.clicks.net! * counts.displaced) / 1000, 10);
    expect(asked.at(-1)).toEqual({ fromMs: Date.parse(from), toMs: NOW_MS, origin: 'app' });
  });

  test('with SUPPRESS_SMALL_COUNTS audiences of fewer than ten are not told of, nor what fewer than ten did', async () => {
    const few = await startApi({
      given: { suppressSmallCounts: true },
      pinReports: {
        async read(pinId, when) {
          expect(when.fewestUsers).toBe(10);
          return { users: pinId === 'p1' ? 20 : 9, ...counts, displacedItems: [{ itemId: 'i2', times: 8 }] };
        },
        readSlots: async (pinId) =>
          pinId === 'p1'
            ? { ...slots, surfaces: ['tv', 'web'], surface: slots.user.map((user) => (user < 10 ? 1 : 0)) }
            : fewSlots,
      },
    });
    try {
      const { body } = await few.call('GET', '/v1/pins/p1/report', { as: 'analyst' });
      const enough = body as z.infer<typeof pinReport>;
      expect(enough).toMatchObject({ ...counts, cost: { users: 20 } });
      expect(enough.cost.audiences.map(({ by, value }) => [by, value])).toEqual([
        ['surface', 'tv'],
        ['region', 'SE'],
        ['region', null],
      ]);
      expect(enough.notes.join(' ')).toMatch(/audiences of fewer than 10 users/);
      const { body: untold } = await few.call('GET', '/v1/pins/p2/report', { as: 'analyst' });
      expect(pinReport.safeParse(untold).error).toBeUndefined();
      expect(untold).toMatchObject({
        ...{ served: 0, viewed: 0, clicked: 0, played: 0, displaced: 0, displacedItems: [] },
        cost: { trustworthy: false, impressions: 0, users: 0, audiences: [], clicks: { net: null, total: null } },
      });
      expect((untold as typeof enough).notes.join(' ')).toMatch(/Fewer than 10 users were served it/);
    } finally {
      await few.close();
    }
  });

  test('of the time and origin that are asked for', async () => {
    const query = 'from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00%2B00:00&origin=simulate';
    expect((await api.call('GET', `/v1/pins/p1/report?${query}`)).status).toBe(200);
    const [fromMs, toMs] = [Date.parse('2026-01-01T00:00Z'), Date.parse('2026-02-01T00:00Z')];
    expect(asked.at(-1)).toEqual({ fromMs, toMs, origin: 'simulate' });
  });

  test.each([
    'from=2026-01-01T00:00:00Z',
    'from=2026-03-01T12:00:00Z',
    'from=2026-02-02T00:00:00Z&to=2026-02-01T00:00:00Z',
    'from=yesterday',
    'origin=import,app',
    'by=day',
  ])('400 for %s', async (query) => {
    const answer = await api.call('GET', `/v1/pins/p1/report?${query}`);
    expect(problemOf(answer)).toEqual({ status: 400, code: 'invalid-request' });
  });

  test('404 for what never was a pin', async () => {
    expect(problemOf(await api.call('GET', '/v1/pins/p2/report'))).toEqual({ status: 404, code: 'unknown-pin' });
  });
});
