import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type * as z from 'zod';
import type { PinReportTime } from '../../src/domain/ports/pin-reports.ts';
import { pinReport } from '../../src/http/schemas/pin-report.ts';
import { pinCost } from '../../src/reports/pin-cost.ts';
import { NOW_MS, problemOf, startApi, type TestApi } from '../support/api.ts';
import { pinnedRows } from '../support/pinned-rows.ts';

describe('the report of a pin', () => {
  const counts = { served: 9, viewed: 7, clicked: 2, played: 1, displaced: 8, withheld: { watched: 3 } };
  const displacedItems = [{ itemId: 'i2', times: 8, expectedClicks: null }];
  const { slots } = pinnedRows({
    seed: 1,
    users: 40,
    pages: 2,
    slots: 4,
    attraction: [0.5, 0.4, 0.4, 0.3, 0.3],
    bias: (position) => 1 / (1 + position),
    pinned: 0.4,
    position: 1,
    explored: 0.3,
  });
  const asked: PinReportTime[] = [];
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi({
      pinReports: {
        async read(pinId, when) {
          asked.push(when);
          return pinId === 'p1' ? { ...counts, displacedItems: [{ itemId: 'i2', times: 8 }] } : null;
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
    expect(was).toEqual({ pinId: 'p1', from, to, origin: 'app', ...counts, displacedItems });
    const { expectedOf: _, ...estimated } = await pinCost(slots, counts.displaced);
    expect(cost).toEqual(estimated);
    expect(cost).toMatchObject({ trustworthy: false, impressions: 40, users: 20, sampleShare: 1 });
    expect(cost.clicks.total).toBeCloseTo((cost.clicks.net! * counts.displaced) / 1000, 10);
    expect(asked.at(-1)).toEqual({ fromMs: Date.parse(from), toMs: NOW_MS, origin: 'app' });
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
