import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { openAnalystLogin } from '../../../src/adapters/postgres/analyst-login.ts';
import { createReports } from '../../../src/adapters/postgres/reports/reports.ts';
import { seededRandom } from '../../../src/domain/clock.ts';
import type { Decision } from '../../../src/domain/decision.ts';
import type { ViewerEvent } from '../../../src/domain/event.ts';
import type { ReportRow, Reports } from '../../../src/domain/ports/reports.ts';
import { type ReportQuestion, runReport } from '../../../src/reports/run-report.ts';
import { createTestDatabase, TEST_TENANT, type TestDatabase } from '../../support/database.ts';
import { aDecision, anEvent, recommendationIdAt, userKeyFor } from '../../support/log-fixtures.ts';
import { openStores, type Stores } from '../../support/postgres-stores.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A Monday, and no day of the log is whole before the second. */
const FROM_MS = Date.parse('2026-03-02T05:00:00Z');
const midnight = (day: number): number => Date.parse('2026-03-02T00:00:00Z') + day * DAY_MS;
const dayOf = (day: number): string => new Date(midnight(day)).toISOString().slice(0, 10);
/** Sixty days, and twelve hours of the one that is now. */
const TODAY = 60;
const NOW_MS = midnight(TODAY) + 12.2 * HOUR_MS;
/** No page on the web for a day; a third fewer clicks on tv; pages that take long today. */
const [OUTAGE, DULL] = [57, 58];

describe('report anomalies', () => {
  let database: TestDatabase;
  let stores: Stores;
  let reports: Reports;
  let analyst: Client;
  let log: { readonly pages: readonly Decision[]; readonly events: readonly ViewerEvent[] };

  beforeAll(async () => {
    database = await createTestDatabase();
    stores = openStores(database.url);
    reports = createReports({ pool: stores.pool, tenant: TEST_TENANT });
    const numbers = await stores.itemNumbers.resolve(['film-1', 'film-2']);
    log = someLog([...numbers]);
    const { pages, events } = log;
    await stores.log.ship({
      journalId: 'days',
      fromPosition: 0,
      toPosition: 1,
      decisions: [...pages],
      events: [...events],
    });
    while ((await stores.rollUps.run()).more);
    const url = await openAnalystLogin({ connectionString: database.url, tenant: TEST_TENANT, password: 'p' });
    analyst = new Client({ connectionString: url });
    await analyst.connect();
    await analyst.query("SET TimeZone = 'Pacific/Auckland'");
  }, 120_000);
  afterAll(async () => {
    await analyst.end();
    await stores.pool.end();
    await database.drop();
  });

  const ask = async (differences: Partial<ReportQuestion> = {}, nowMs = NOW_MS) => {
    const question: ReportQuestion = {
      name: 'anomalies',
      fromMs: midnight(TODAY - 7),
      toMs: null,
      by: [],
      tz: 'UTC',
      origin: 'app',
      compare: null,
      fewestUsers: 0,
      ...differences,
    };
    const answer = await runReport(question, reports, nowMs);
    expect((await analyst.query(answer.sql)).rows).toEqual(answer.rows);
    return answer;
  };
  const found = (rows: readonly ReportRow[]) => rows.filter((row) => row.is_anomaly === true);
  const cell = (rows: readonly ReportRow[], day: number, metric: string, of: ReportRow = {}) =>
    rows.find(
      (row) =>
        row.day === dayOf(day) &&
        row.metric === metric &&
        Object.entries(of).every(([name, value]) => row[name] === value),
    );

  test('tells value, what was expected and between what, of each metric, day and group', async () => {
    const { columns, rows } = await ask({ by: ['surface'] });
    expect(columns).toEqual(
      'day until surface metric value expected expected_lo expected_hi score p_value direction is_anomaly'.split(' '),
    );
    const days = [...new Set(rows.map(({ day }) => day))];
    expect(days).toEqual(Array.from({ length: 8 }, (_, at) => dayOf(TODAY - 7 + at)));
    expect(new Set(rows.map(({ surface }) => surface))).toEqual(new Set(['tv', 'web']));
    for (const row of rows.filter(({ score }) => score !== null) as Record<string, number>[]) {
      expect(row.expected_lo).toBeLessThanOrEqual(row.expected!);
      expect(row.expected_hi).toBeGreaterThanOrEqual(row.expected!);
      expect(row.direction).toBe(['below', null, 'above'][1 + Math.sign(row.score!)]);
    }
  });

  test('values are those that counting one by one finds', async () => {
    const { rows } = await ask({ by: ['surface'] });
    for (const day of [TODAY - 6, TODAY]) {
      const untilMs = day === TODAY ? midnight(TODAY) + 12 * HOUR_MS : midnight(day + 1);
      const pages = log.pages.filter(
        (page) => page.surface === 'tv' && page.servedAtMs >= midnight(day) && page.servedAtMs < untilMs,
      );
      const ids = new Set(pages.map(({ recommendationId }) => recommendationId));
      const clicked = log.events.filter(
        ({ type, impressionIds }) => type === 'click' && ids.has(impressionIds[0]!.split('.')[0]!),
      );
      const served = pages.reduce((sum, page) => sum + page.slots.itemNo.length, 0);
      expect(cell(rows, day, 'served', { surface: 'tv' })!.value).toBe(served);
      expect(cell(rows, day, 'ctr', { surface: 'tv' })!.value).toBeCloseTo(clicked.length / served, 12);
      expect(cell(rows, day, 'degraded_share', { surface: 'tv' })!.value).toBeCloseTo(
        pages.filter(({ rung }) => rung !== 'R0').length / pages.length,
        12,
      );
    }
  });

  test('finds a surface that was away for a day, clicks down by a third, and pages that take long today', async () => {
    const bySurface = (await ask({ by: ['surface'] })).rows;
    expect(cell(bySurface, OUTAGE, 'served', { surface: 'web' })).toMatchObject({
      value: 0,
      direction: 'below',
      is_anomaly: true,
    });
    expect(cell(bySurface, DULL, 'ctr', { surface: 'tv' })).toMatchObject({ direction: 'below', is_anomaly: true });
    expect(cell(bySurface, DULL, 'ctr', { surface: 'web' })).toMatchObject({ is_anomaly: false });
    expect(cell(bySurface, TODAY, 'p95_ms', { surface: 'tv' })).toMatchObject({
      until: '12:00',
      direction: 'above',
      is_anomaly: true,
    });
    const whole = found((await ask()).rows).map(({ day, metric }) => `${day} ${metric}`);
    expect(whole).toEqual(expect.arrayContaining([`${dayOf(DULL)} ctr`, `${dayOf(TODAY)} p95_ms`]));
  });

  test('today is held against the same hours of the days before, and by what came of pages not at all', async () => {
    const { rows } = await ask();
    const today = rows.filter(({ day }) => day === dayOf(TODAY));
    expect(new Set(today.map(({ until }) => until))).toEqual(new Set(['12:00']));
    const served = cell(rows, TODAY, 'served') as { value: number; expected: number };
    expect(served.value / served.expected).toBeGreaterThan(0.65);
    expect(served.value / served.expected).toBeLessThan(1.5);
    const unjudged = today.filter(({ score }) => score === null).map(({ metric }) => metric);
    expect(unjudged).toEqual(
      ['viewed', 'ctr', 'play_rate', 'completion_rate', 'watched_hours'].filter((name) => unjudged.includes(name)),
    );
    expect(unjudged).toContain('ctr');
    expect(today.find(({ metric }) => metric === 'ctr')).toMatchObject({ is_anomaly: null });
    // Six hours after its end a day is judged by that, too.
    const later = (await ask({ toMs: midnight(TODAY) }, midnight(TODAY) + 6 * HOUR_MS)).rows;
    expect(cell(later, TODAY - 1, 'ctr')!.is_anomaly).not.toBeNull();
    const sooner = (await ask({ toMs: midnight(TODAY) }, midnight(TODAY) + 5 * HOUR_MS)).rows;
    expect(cell(sooner, TODAY - 1, 'ctr')!.is_anomaly).toBeNull();
  });

  test('without weeks before there is nothing to expect, and so no anomaly', async () => {
    const { rows } = await ask({ fromMs: midnight(3), toMs: midnight(10) });
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.map(({ expected, is_anomaly }) => [expected, is_anomaly])).toEqual(rows.map(() => [null, null]));
  });

  test('days are those of the zone', async () => {
    const { rows } = await ask({ tz: 'Europe/Berlin' });
    expect(rows.at(-1)).toMatchObject({ day: dayOf(TODAY), until: '14:00' });
    expect((await ask({ tz: 'Asia/Kolkata' })).rows.at(-1)).toMatchObject({ day: dayOf(TODAY), until: '17:30' });
  });

  test.each(['row', 'surface', 'region', 'source', 'model'])(
    'by %s every group is judged beside the others',
    async (by) => {
      const { rows } = await ask({ by: [by] });
      expect(rows.filter(({ score }) => score !== null).length).toBeGreaterThan(20);
    },
  );

  test('days of few users are left out where that is asked for; a day without any is not', async () => {
    const { rows, definition } = await ask({ by: ['surface'], fewestUsers: 10 });
    expect(cell(rows, OUTAGE, 'served', { surface: 'web' })).toMatchObject({ value: 0, is_anomaly: true });
    expect(definition.notes.join(' ')).toMatch(/fewer than 10 users/);
    expect((await ask({ by: ['surface'], fewestUsers: 1_000 })).rows.every(({ value }) => value === 0)).toBe(true);
  });

  test('by two at a time is refused', async () => {
    await expect(ask({ by: ['row', 'source'] })).rejects.toMatchObject({ code: 'invalid-request' });
  });
});

/** 25 pages a day, more in the evening and at weekends; of two rows, with what was planted. */
function someLog(items: readonly number[]) {
  const random = seededRandom(20_261_127);
  const pages: Decision[] = [];
  const events: ViewerEvent[] = [];
  for (let atMs = FROM_MS; atMs < NOW_MS; ) {
    const day = Math.floor((atMs - midnight(0)) / DAY_MS);
    const eager = day % 7 > 4 ? 1.5 : 1;
    atMs += Math.floor((-Math.log(1 - random()) * DAY_MS) / (90 * eager));
    const surface = random() < 0.6 ? 'tv' : 'web';
    if (surface === 'web' && day === OUTAGE) continue;
    const recommendationId = recommendationIdAt(atMs, pages.length);
    const userKey = userKeyFor(1 + Math.floor(400 * random()));
    const page = aDecision(
      [0, 1, 0, 1, 0, 1, 0, 1, 0, 1].map((at) => items[at]!),
      {
        recommendationId,
        servedAtMs: atMs,
        userKey,
        surface,
        region: random() < 0.5 ? 'SE' : 'DE',
        rung: random() < 0.01 ? 'R3' : 'R0',
        rowIds: ['top-picks', 'popular'],
        arms: {},
        tookMs: Math.exp(1 + 0.4 * random()) * (day === TODAY ? 3 : 1),
      },
    );
    for (let slot = 0; slot < 10; slot++) {
      page.slots.rowIndex[slot] = slot < 5 ? 0 : 1;
      page.slots.position[slot] = slot % 5;
      page.slots.source[slot] = slot < 5 ? 0 : 2;
      if (random() >= (surface === 'tv' && day === DULL ? 0.2 : 0.4)) continue;
      const impressionIds = [`${recommendationId}.${slot < 5 ? 0 : 1}.${slot % 5}`];
      const eventId = `${pages.length}.${slot}`;
      events.push(anEvent({ eventId, userKey, occurredAtMs: atMs + 1_000, impressionIds, itemId: 'film-1' }));
      if (random() < 0.5)
        events.push(
          anEvent({ eventId: `${eventId}.p`, type: 'play', userKey, occurredAtMs: atMs + 2_000, impressionIds }),
        );
    }
    pages.push(page);
  }
  return { pages, events };
}
