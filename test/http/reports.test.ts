import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { reportAnswer } from '../../src/http/schemas/report.ts';
import { problemOf, startApi, type TestApi } from '../support/api.ts';

describe('GET /v1/reports/{report}', () => {
  const asked: string[] = [];
  const ranges: unknown[] = [];
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi({
      reports: {
        async query(sql) {
          asked.push(sql);
          return { columns: ['served', 'ctr', 'ctr_ci95'], rows: [{ served: 8, ctr: 0.25, ctr_ci95: [0.1, 0.5] }] };
        },
        async extent(range) {
          ranges.push(range);
          return { dropped: null, pagesSinceMs: null, impressions: 0, pages: 0 };
        },
      },
    });
  });
  afterAll(() => api.close());

  test.each(['analyst', 'admin'] as const)('200 for %s: the last seven days up to now, of apps, by UTC', async (as) => {
    const { status, body } = await api.call('GET', '/v1/reports/ctr', { as });
    expect(status).toBe(200);
    expect(reportAnswer.safeParse(body).error).toBeUndefined();
    const time = { from: '2026-02-22T12:00:00.000Z', to: '2026-03-01T12:00:00.000Z' };
    expect(body).toMatchObject({ report: 'ctr', ...time, by: [], tz: 'UTC', origin: 'app', sql: asked.at(-1) });
    expect(body).toMatchObject({ columns: ['served', 'ctr', 'ctr_ci95'], rows: [{ served: 8, ctr: 0.25 }] });
    expect(body.definition.metrics.map(({ name }: { name: string }) => name)).toEqual([
      'served',
      'viewed',
      'clicked',
      'ctr',
    ]);
    expect(body.definition.notes.length).toBeGreaterThan(0);
    expect(ranges.at(-1)).toEqual({ fromMs: Date.parse(time.from), toMs: Date.parse(time.to), origin: 'app' });
  });

  test('200 for what is asked: by, zone, origin, comparison; times with offsets', async () => {
    const query =
      'from=2026-02-01T01:00:00%2B01:00&to=2026-02-03T00:00:00Z&by=day,row&by=surface&tz=Europe/Berlin&origin=simulate&compare=previous';
    const { status, body } = await api.call('GET', `/v1/reports/ctr?${query}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      by: ['day', 'row', 'surface'],
      tz: 'Europe/Berlin',
      origin: 'simulate',
      from: '2026-02-01T00:00:00.000Z',
    });
    // What it is compared with is asked for, too.
    expect(ranges.at(-1)).toMatchObject({ fromMs: Date.parse('2026-01-30T00:00:00Z') });
    expect(asked.at(-1)).toMatch(/origin = 'simulate'/);
  });

  test.each([
    'by=colour',
    'by=day,',
    'tz=Mars/Olympus',
    'tz=%2B02:00',
    'origin=nobody',
    'compare=next',
    'from=yesterday',
    'from=2026-03-02T00:00:00Z',
    'from=2026-02-02T00:00:00Z&to=2026-02-02T00:00:00Z',
    'limit=5',
  ])('400 for %s', async (query) => {
    expect(problemOf(await api.call('GET', `/v1/reports/ctr?${query}`))).toEqual({
      status: 400,
      code: 'invalid-request',
    });
  });

  test('400 for a dimension that there is not names those there are', async () => {
    const { body } = await api.call('GET', '/v1/reports/ctr?by=colour');
    expect(body.detail).toMatch(/"colour".*day, row, position, source, model, arm, surface, region/);
  });

  test.each(['app', 'editor'] as const)('403 for %s', async (as) => {
    expect(problemOf(await api.call('GET', '/v1/reports/ctr', { as }))).toEqual({ status: 403, code: 'forbidden' });
  });

  test('404 for what is no report names those there are', async () => {
    const answer = await api.call('GET', '/v1/reports/weather');
    expect(problemOf(answer)).toEqual({ status: 404, code: 'unknown-report' });
    expect(answer.body.detail).toMatch(/ctr, funnel, rows, items/);
  });
});
