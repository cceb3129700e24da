import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { openAnalystLogin } from '../../../src/adapters/postgres/analyst-login.ts';
import { createErasures } from '../../../src/adapters/postgres/log/erasures.ts';
import { createReports } from '../../../src/adapters/postgres/reports/reports.ts';
import { seededRandom } from '../../../src/domain/clock.ts';
import type { ViewerEvent } from '../../../src/domain/event.ts';
import type { Reports } from '../../../src/domain/ports/reports.ts';
import { type ReportQuestion, runReport } from '../../../src/reports/run-report.ts';
import { engagement } from '../../../src/reports/watching/engagement.ts';
import { besideEachOther, expectBeside } from '../../support/beside.ts';
import { createTestDatabase, TEST_TENANT, type TestDatabase } from '../../support/database.ts';
import { anItem } from '../../support/items.ts';
import { anEvent, userKeyFor } from '../../support/log-fixtures.ts';
import { openStores, type Stores } from '../../support/postgres-stores.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Clocks of New York go back within. */
const FROM_MS = Date.parse('2026-09-20T00:17:23.456Z');
const DAYS = 60;
const USERS = 25;
const FLAGGED = 3;
const ERASED = 0;
/** Within an hour and a day. */
const ERASED_MS = FROM_MS + 44.3 * DAY_MS;
/** The last has no length. */
const ITEMS = [
  anItem('film', { durationS: 5400 }),
  anItem('series', { type: 'series' }),
  anItem('episode-1', { type: 'episode', seriesId: 'series', season: 1, episode: 1, durationS: 1800 }),
  anItem('episode-2', { type: 'episode', seriesId: 'series', season: 1, episode: 2, durationS: 2700 }),
  anItem('untimed', { durationS: null }),
];
const WATCHED = ITEMS.filter(({ itemId }) => itemId !== 'series');

describe('report engagement', () => {
  let database: TestDatabase;
  let stores: Stores;
  let reports: Reports;
  let analyst: Client;
  let events: readonly ViewerEvent[];

  beforeAll(async () => {
    database = await createTestDatabase();
    stores = openStores(database.url);
    reports = createReports({ pool: stores.pool, tenant: TEST_TENANT });
    await stores.items.upsert(ITEMS);
    events = await shipped(someEvents());
    await stores.pool.query(
      `INSERT INTO flagged_users (user_key, reason, hour, events, flagged_at) VALUES ($1, 'event-rate', now(), 3000, now())`,
      [userKeyFor(FLAGGED)],
    );
    const url = await openAnalystLogin({ connectionString: database.url, tenant: TEST_TENANT, password: 'p' });
    analyst = new Client({ connectionString: url });
    await analyst.connect();
    await analyst.query("SET TimeZone = 'Pacific/Auckland'");
  });
  afterAll(async () => {
    await analyst.end();
    await stores.pool.end();
    await database.drop();
  });

  /** In any order and some twice, rolled up on the way; a user is erased and comes back. Returns what is left. */
  async function shipped(all: readonly ViewerEvent[]): Promise<readonly ViewerEvent[]> {
    for (let batch = 0; batch < 6; batch++) {
      const again = all.slice(0, batch * 300).filter((_, n) => n % 7 === batch);
      const some = [...all.slice(batch * 300, batch * 300 + 300), ...again];
      await stores.log.ship({
        journalId: 'engaged',
        fromPosition: batch,
        toPosition: batch + 1,
        decisions: [],
        events: some,
      });
      if (batch % 2 === 1) await rollUp();
      if (batch !== 3) continue;
      const order = { userKey: userKeyFor(ERASED), erasedAtMs: ERASED_MS, throughNewest: false, receiptId: null };
      await createErasures({ pool: stores.pool }).erase(order);
    }
    await rollUp();
    return all.filter(({ userKey, occurredAtMs }) => userKey !== userKeyFor(ERASED) || occurredAtMs > ERASED_MS);
  }
  const rollUp = async () => {
    while ((await stores.rollUps.run()).more);
  };

  const ask = (differences: Partial<ReportQuestion>) => {
    const question: ReportQuestion = {
      name: 'engagement',
      fromMs: FROM_MS + 40 * DAY_MS,
      toMs: FROM_MS + 50 * DAY_MS,
      by: [],
      tz: 'UTC',
      origin: 'app',
      compare: null,
      fewestUsers: 0,
      ...differences,
    };
    return runReport(question, reports, question.toMs!).then((answer) => ({ ...answer, question }));
  };

  test('random questions over random events equal what counting one by one finds, and the SQL returns the rows', async () => {
    const random = seededRandom(20_261_124);
    for (let n = 0; n < 40; n++) {
      const begin = random() * (DAYS - 12);
      // To the millisecond, and as the console asks: from a full hour.
      const fromMs = n % 5 === 0 ? Date.parse('2026-10-20T22:00:00Z') : Math.floor(FROM_MS + begin * DAY_MS);
      const answer = await ask({
        fromMs,
        toMs: Math.floor(fromMs + (n % 9 === 0 ? 33 : random() < 0.2 ? 0.02 : 0.3 + random() * 11) * DAY_MS),
        by: random() < 0.5 ? ['day'] : [],
        tz: ['UTC', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland'][n % 4]!,
        origin: random() < 0.8 ? 'app' : 'test',
      });
      const { question, rows, sql } = answer;
      const expected = counted(events, question);
      expect({ question, days: rows.map((row) => row.day ?? '') }).toEqual({
        question,
        days: Object.keys(expected).toSorted(),
      });
      for (const row of rows) {
        const sums = expected[(row.day as string | undefined) ?? '']!;
        expect({ question, row }).toEqual({
          question,
          row: expect.objectContaining({ ...sums, hours: expect.closeTo(sums.hours, 8) }),
        });
        expectRatios(row as Record<string, number | null>);
      }
      expect((await analyst.query(sql)).rows.map(withNumbers)).toEqual(rows);
    }
  }, 120_000);

  test('days add up to the time: hours do, since what was seen before is not counted again', async () => {
    const [whole] = (await ask({})).rows;
    const days = (await ask({ by: ['day'] })).rows;
    expect(days.reduce((sum, { hours }) => sum + (hours as number), 0)).toBeCloseTo(whole!.hours as number, 8);
    expect(whole!.hours).toBeGreaterThan(1);
  });

  test('beside the time before: what each says alone, days beside the days that much earlier', async () => {
    for (const [days, by] of [
      [10, []],
      [3, []],
      [7, ['day']],
      [9, ['day']],
    ] as const) {
      const toMs = FROM_MS + 55.2 * DAY_MS;
      const lengthMs = days * DAY_MS;
      const range = { fromMs: toMs - lengthMs, toMs, by };
      const compared = await ask({ ...range, compare: 'previous' });
      const now = await ask(range);
      const before = await ask({ fromMs: toMs - 2 * lengthMs, toMs: toMs - lengthMs, by });
      const pairs = besideEachOther(now.rows, before.rows, by, days);
      expectBeside(compared.rows, pairs, { by, metrics: engagement.metrics }, expect);
      expect(compared.rows[0]!.previous_viewers).toBeGreaterThan(0);
      expect((await analyst.query(compared.sql)).rows.map(withNumbers)).toEqual(compared.rows);
    }
  });

  test('report viewers says the same of viewers: in all, by day, compared, and where few are not told', async () => {
    const toMs = FROM_MS + 55.2 * DAY_MS;
    // Of a row that says who comes back to a day on which nobody watched there is no viewer to tell of.
    const some = (row: Readonly<Record<string, unknown>>) =>
      ['viewers', 'previous_viewers'].some((name) => (row[name] ?? 0) !== 0);
    for (const [n, [days, by]] of (
      [
        [10, []],
        [0.4, []],
        [9, ['day']],
        [12.3, ['day']],
      ] as const
    ).entries()) {
      for (const compare of [null, 'previous', 'week'] as const) {
        for (const fewestUsers of [0, 8]) {
          const zone = ['UTC', 'America/New_York', 'Asia/Kolkata'][n % 3]!;
          const range = { fromMs: Math.floor(toMs - days * DAY_MS), toMs, by, compare, fewestUsers, tz: zone };
          const expected = (await ask(range)).rows.filter(some);
          const { rows, sql, columns } = await ask({ ...range, name: 'viewers' });
          const told = expected.map((row) => Object.fromEntries(columns.map((column) => [column, row[column]])));
          expect({ range, rows }).toEqual({ range, rows: told });
          expect((await analyst.query(sql)).rows.map(withNumbers)).toEqual(rows);
          expect({ range, isTold: rows.length > 0 || fewestUsers > 0 }).toEqual({ range, isTold: true });
        }
      }
    }
    expect((await ask({ name: 'viewers', by: ['day'], fewestUsers: USERS + 1 })).rows).toEqual([]);
    expect((await ask({ name: 'viewers', fromMs: toMs - 400 * DAY_MS, toMs: toMs - 390 * DAY_MS })).rows).toEqual([]);
  });

  test('days of few users are left out where that is asked for', async () => {
    const all = (await ask({ by: ['day'] })).rows;
    const some = await ask({ by: ['day'], fewestUsers: 8 });
    expect(some.rows.map((row) => row.day)).toEqual(
      all.filter(({ viewers }) => (viewers as number) >= 8).map((row) => row.day),
    );
    for (const row of some.rows) {
      const { day7_before, day7_return, hours } = all.find(({ day }) => day === row.day)!;
      const isTold = (day7_before as number) >= 8;
      expect(row).toMatchObject({
        hours,
        day7_before: isTold ? day7_before : null,
        day7_return: isTold ? day7_return : null,
      });
    }
    const crowd = await ask({ by: ['day'], fewestUsers: USERS + 1 });
    expect(crowd.rows).toEqual([]);
    expect(crowd.definition.notes.join(' ')).toMatch(/fewer than 26 viewers/);
  });

  test('nobody watched: no row of a day, and no number without what it would be of', async () => {
    const nobody = { fromMs: FROM_MS - 90 * DAY_MS, toMs: FROM_MS - 80 * DAY_MS };
    expect((await ask({ ...nobody, by: ['day'] })).rows).toEqual([]);
    expect((await ask(nobody)).rows).toEqual([]);
  });
});

/** Users who watch a little of this and that, some nearly every day and some hardly ever. */
function someEvents(): readonly ViewerEvent[] {
  const random = seededRandom(9);
  return Array.from({ length: 1800 }, (_, n) => {
    const user = Math.floor(USERS * random() ** 2);
    const type = (['play', 'progress', 'progress', 'complete', 'click'] as const)[Math.floor(random() * 5)]!;
    return anEvent({
      eventId: `e${n}`,
      type,
      userKey: userKeyFor(user),
      itemId: WATCHED[Math.floor(random() * WATCHED.length)]!.itemId,
      occurredAtMs: Math.floor(FROM_MS + random() * DAYS * DAY_MS),
      portion: type === 'progress' || (type === 'complete' && random() < 0.5) ? random() : null,
      trigger: random() < 0.1 ? 'preview' : 'user',
      origin: random() < 0.85 ? 'app' : 'test',
    });
  });
}

const NONE = {
  viewers: 0,
  viewer_weeks: 0,
  viewer_titles: 0,
  hours: 0,
  day7_before: 0,
  day7_returned: 0,
  day28_before: 0,
  day28_returned: 0,
};
type Sums = typeof NONE;

/** The same, event by event: by day, or by ''. */
function counted(events: readonly ViewerEvent[], question: ReportQuestion): Record<string, Sums> {
  const [fromMs, toMs] = [question.fromMs!, question.toMs!];
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: question.tz, dateStyle: 'short' });
  const dayOf = (ms: number) => format.format(ms);
  const viewing = events
    .filter(
      ({ type, trigger, origin, userKey, occurredAtMs }) =>
        type !== 'click' &&
        trigger !== 'preview' &&
        origin === question.origin &&
        userKey !== userKeyFor(FLAGGED) &&
        occurredAtMs >= Math.floor((fromMs - 29 * DAY_MS) / HOUR_MS) * HOUR_MS &&
        occurredAtMs < toMs,
    )
    .toSorted((a, b) => a.occurredAtMs - b.occurredAtMs);
  const groups: Record<string, Sums & { readonly seen: Set<string> }> = {};
  const groupOf = (day: string) => {
    const key = question.by.length > 0 ? day : '';
    groups[key] ??= { ...NONE, seen: new Set() };
    return groups[key];
  };
  const furthest = new Map<string, number>();
  for (const { userKey, itemId, type, portion, occurredAtMs } of viewing) {
    const reached = portion ?? (type === 'complete' ? 1 : 0);
    const before = furthest.get(`${userKey} ${itemId}`) ?? 0;
    furthest.set(`${userKey} ${itemId}`, Math.max(before, reached));
    if (occurredAtMs < fromMs) continue;
    const item = ITEMS.find((one) => one.itemId === itemId)!;
    const group = groupOf(dayOf(occurredAtMs));
    const count = (name: 'viewers' | 'viewer_weeks' | 'viewer_titles', what: string) => {
      if (!group.seen.has(`${name} ${what}`)) group[name]++;
      group.seen.add(`${name} ${what}`);
    };
    group.hours += (Math.max(0, reached - before) * (item.durationS ?? 0)) / 3600;
    count('viewers', userKey);
    count('viewer_weeks', `${userKey} ${Math.floor((occurredAtMs - fromMs) / (7 * DAY_MS))}`);
    count('viewer_titles', `${userKey} ${item.seriesId ?? itemId}`);
  }
  const active = new Set(viewing.map(({ userKey, occurredAtMs }) => `${userKey} ${dayOf(occurredAtMs)}`));
  // A day is whole when neither end of the time is within it.
  const days = new Set<string>();
  for (let ms = fromMs; ms < toMs; ms += DAY_MS / 48) days.add(dayOf(ms));
  for (const day of days) {
    if (day === dayOf(fromMs - 1) || day === dayOf(toMs)) continue;
    for (const back of [7, 28] as const) {
      const then = new Date(Date.parse(day) - back * DAY_MS).toISOString().slice(0, 10);
      for (let user = 0; user < USERS; user++) {
        if (!active.has(`${userKeyFor(user)} ${then}`)) continue;
        groupOf(day)[`day${back}_before`]++;
        if (active.has(`${userKeyFor(user)} ${day}`)) groupOf(day)[`day${back}_returned`]++;
      }
    }
  }
  return Object.fromEntries(Object.entries(groups).map(([key, { seen: _, ...sums }]) => [key, sums]));
}

function expectRatios(row: Readonly<Record<string, number | null>>): void {
  for (const [ratio, above, below] of [
    ['hours_per_viewer_week', 'hours', 'viewer_weeks'],
    ['titles_per_viewer', 'viewer_titles', 'viewers'],
    ['day7_return', 'day7_returned', 'day7_before'],
    ['day28_return', 'day28_returned', 'day28_before'],
  ] as const) {
    const interval = row[`${ratio}_ci95`] as unknown as readonly [number, number] | null;
    if (row[below] === 0) {
      expect([row[ratio], interval]).toEqual([null, null]);
      continue;
    }
    expect(row[ratio]).toBeCloseTo(row[above]! / row[below]!, 12);
    expect(interval![0]).toBeLessThanOrEqual(row[ratio]! + 1e-9);
    expect(interval![1]).toBeGreaterThanOrEqual(row[ratio]! - 1e-9);
  }
}

const withNumbers = (row: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === 'string' && name !== 'day' ? Number(value) : value,
    ]),
  );
