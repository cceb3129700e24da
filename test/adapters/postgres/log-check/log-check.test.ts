import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createErasures } from '../../../../src/adapters/postgres/log/erasures.ts';
import { createLogCheck } from '../../../../src/adapters/postgres/log-check/log-check.ts';
import { checkLog } from '../../../../src/reports/log-health/check-log.ts';
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts';
import { aDecision, anEvent, recommendationIdAt, userKeyFor } from '../../../support/log-fixtures.ts';
import { openStores, type Stores } from '../../../support/postgres-stores.ts';
import { TRUNCATE_LOG } from '../../../support/rolled-up.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const NOON_MS = Date.UTC(2026, 5, 1, 12);
const RANGE = { fromMs: NOON_MS - HOUR_MS, untilMs: NOON_MS + 3 * HOUR_MS, maxBytes: 2 ** 30 };
const OPTIONS = { ...RANGE, nowMs: NOON_MS + 48 * HOUR_MS, hours: 4 };

describe('the log, asked whether it agrees with itself', () => {
  let database: TestDatabase;
  let stores: Stores;
  let numbers: Int32Array;
  let position = 0;

  beforeAll(async () => {
    database = await createTestDatabase();
    stores = openStores(database.url);
    numbers = await stores.itemNumbers.resolve(['film-1', 'film-2', 'film-3']);
  });
  beforeEach(async () => {
    await stores.owner.query(`${TRUNCATE_LOG}, dead_letters, erasures`);
  });
  afterAll(async () => {
    await stores.pool.end();
    await database.drop();
  });

  const pageAt = (servedAtMs: number, n = 0) =>
    aDecision([...numbers], {
      servedAtMs,
      recommendationId: recommendationIdAt(servedAtMs, n),
      userKey: userKeyFor(n + 1),
    });
  async function store(
    decisions: readonly ReturnType<typeof aDecision>[],
    events: readonly ReturnType<typeof anEvent>[] = [],
  ) {
    await stores.log.ship({ journalId: 'j', fromPosition: position, toPosition: ++position, decisions, events });
    while ((await stores.rollUps.run()).more);
  }
  /** Ten pages a minute over two hours, each clicked. */
  async function aGoodLog() {
    const pages = Array.from({ length: 1200 }, (_, n) => pageAt(NOON_MS + n * 6000, n));
    const events = pages.map(({ recommendationId, servedAtMs, userKey }, n) =>
      anEvent({
        eventId: `click-${n}`,
        userKey,
        occurredAtMs: servedAtMs + 1000,
        impressionIds: [`${recommendationId}.0.1`],
      }),
    );
    await store(pages, events);
  }
  const health = (options = {}) => checkLog(createLogCheck(stores), { ...OPTIONS, ...options });
  async function findings(options = {}) {
    const { parts } = await health(options);
    return parts.flatMap(({ findings: some }) => some.filter(({ isWrong }) => isWrong));
  }

  test('a log as the service writes it has no findings, all of it looked at', async () => {
    await aGoodLog();
    const answer = await health();
    expect(answer.findings).toBe(0);
    const said = answer.parts.flatMap(({ findings: some }) => some.map(({ sentence }) => sentence));
    expect(said).toContain('looked at all 1200 pages');
    expect(said).toContain('looked at all 1200 events, naming 1200 impressions');
    expect(said).toContain('looked at all 1200 outcomes');
    expect(said).toContain('counted again: 2 of 2 whole hours');
    expect(said).toContain('they are level with the log');
  });

  test('an empty log has none either', async () => {
    expect(await findings()).toEqual([]);
  });

  test('events that name pages and slots that are not there are found, and what was received just now is waited for', async () => {
    const there = pageAt(NOON_MS);
    const away = recommendationIdAt(NOON_MS + 5000, 9);
    const named = (eventId: string, impressionId: string) =>
      anEvent({ eventId, occurredAtMs: NOON_MS + MINUTE_MS, impressionIds: [impressionId] });
    await store(
      [there],
      [
        named('e1', `${there.recommendationId}.0.2`),
        named('e2', `${there.recommendationId}.0.3`),
        named('e3', `${away}.0.0`),
        named('e4', 'no-impression'),
      ],
    );
    const check = createLogCheck(stores);
    const settledMs = NOON_MS + HOUR_MS;
    expect(await check.events({ ...RANGE, settledMs })).toMatchObject({
      rows: 4,
      share: 1,
      named: 4,
      unknownPages: { count: 2, examples: [`${away}.0.0`, 'no-impression'] },
      unknownSlots: { count: 1, examples: [`${there.recommendationId}.0.3`] },
    });
    expect(await check.events({ ...RANGE, settledMs: NOON_MS })).toMatchObject({
      named: 0,
      unknownPages: { count: 0 },
    });
    expect(await findings()).toHaveLength(2);
  });

  test('a page that is not where its id says is found by its id', async () => {
    const page = { ...pageAt(NOON_MS), recommendationId: recommendationIdAt(Date.UTC(2001, 1, 1)) };
    const event = anEvent({ eventId: 'e', occurredAtMs: NOON_MS + 1, impressionIds: [`${page.recommendationId}.0.0`] });
    await store([page], [event]);
    expect(await findings()).toEqual([]);
  });

  test('impressions of days that were dropped by age are not missed', async () => {
    const old = recommendationIdAt(NOON_MS - 5 * 86_400_000);
    await store([], [anEvent({ eventId: 'e', occurredAtMs: NOON_MS, impressionIds: [`${old}.0.0`] })]);
    expect(await findings()).toHaveLength(1);
    const { rows } = await stores.owner.query('SELECT first_day::text AS day FROM installation');
    await stores.owner.query(`UPDATE installation SET first_day = '2026-01-01'`);
    await stores.owner.query(`INSERT INTO log_checkpoint (events_before) VALUES ('2026-05-31')`);
    try {
      expect(await findings()).toEqual([]);
    } finally {
      await stores.owner.query('DELETE FROM log_checkpoint');
      await stores.owner.query('UPDATE installation SET first_day = $1', [rows[0].day]);
    }
  });

  test('pages in the log twice, arrays of different lengths and slots in one place are found', async () => {
    await store([pageAt(NOON_MS, 1), pageAt(NOON_MS, 2), pageAt(NOON_MS, 3), pageAt(NOON_MS, 4)]);
    const change = (n: number, sql: string) =>
      stores.owner.query(`UPDATE decisions SET ${sql} WHERE recommendation_id = $1`, [recommendationIdAt(NOON_MS, n)]);
    await stores.owner.query(`INSERT INTO decisions SELECT * FROM decisions WHERE recommendation_id = $1`, [
      recommendationIdAt(NOON_MS, 1),
    ]);
    await change(2, 'score = score[1:2]');
    await change(3, 'position = array_fill(0::smallint, ARRAY[3])');
    await change(4, "row_ids = '{}'");
    expect(await createLogCheck(stores).pages(RANGE)).toMatchObject({
      rows: 5,
      repeated: { count: 2 },
      unequal: { count: 1, examples: [recommendationIdAt(NOON_MS, 2)] },
      crooked: { count: 2, examples: [recommendationIdAt(NOON_MS, 3), recommendationIdAt(NOON_MS, 4)] },
    });
  });

  test('an event sent again with another timestamp, one of the future, and late ones are told', async () => {
    const day = 86_400_000;
    const one = (eventId: string, occurredAtMs: number, lateMs: number) =>
      anEvent({ eventId, occurredAtMs, receivedAtMs: occurredAtMs + lateMs });
    await store(
      [],
      [
        one('twice', NOON_MS, 0),
        one('twice', NOON_MS - day, 0),
        one('early', NOON_MS, -HOUR_MS),
        one('late', NOON_MS, 2 * HOUR_MS),
        one('old', NOON_MS, 2 * day),
      ],
    );
    expect(await createLogCheck(stores).events({ ...RANGE, settledMs: NOON_MS + 9 * day })).toMatchObject({
      rows: 4,
      repeated: { count: 1, examples: ['twice'] },
      early: { count: 1, examples: ['early'] },
      lateByHour: 2,
      lateByDay: 1,
    });
  });

  test('outcomes of pages that are gone are found', async () => {
    await aGoodLog();
    await stores.owner.query('DELETE FROM decisions WHERE recommendation_id = $1', [recommendationIdAt(NOON_MS)]);
    expect(await createLogCheck(stores).outcomes(RANGE)).toMatchObject({
      rows: 1200,
      orphaned: { count: 1, examples: [`${recommendationIdAt(NOON_MS)}.0.1`] },
    });
  });

  test('an outage is found to the minute', async () => {
    await aGoodLog();
    await stores.owner.query('DELETE FROM decisions WHERE served_at >= $1 AND served_at < $2', [
      new Date(NOON_MS + 20 * MINUTE_MS),
      new Date(NOON_MS + 30 * MINUTE_MS),
    ]);
    const found = (await findings({ hours: 0 })).find(({ sentence }) => sentence.startsWith('times without'));
    expect(found?.count).toBe(1);
    expect(found?.examples[0]).toMatch(/^2026-06-01T12:20Z to 2026-06-01T12:30Z, about \d+ usual$/);
  });

  test('roll-ups that do not say what the log says are found, and not after an erasure took rows away', async () => {
    await aGoodLog();
    await stores.owner.query('UPDATE funnel_stats SET clicked = clicked - 1 WHERE hour = $1 AND position = 1', [
      new Date(NOON_MS),
    ]);
    const check = createLogCheck(stores);
    expect(await check.recount(NOON_MS)).toMatchObject({
      kept: 1800,
      keptByItem: 1800,
      counted: 1800,
      tooLow: 1,
      tooHigh: 0,
      erasedSince: 0,
    });
    await stores.owner.query('UPDATE funnel_stats SET clicked = clicked + 2 WHERE hour = $1 AND position = 1', [
      new Date(NOON_MS),
    ]);
    expect(await check.recount(NOON_MS)).toMatchObject({ tooLow: 0, tooHigh: 1 });
    expect(await findings()).toHaveLength(1);
    const order = { userKey: userKeyFor(1), erasedAtMs: NOON_MS + HOUR_MS, receiptId: null, throughNewest: false };
    await createErasures(stores).erase(order);
    expect(await check.recount(NOON_MS)).toMatchObject({ counted: 1797, erasedSince: 1 });
    expect(await findings()).toEqual([]);
  });

  test('an event that no outcome tells of is found', async () => {
    await aGoodLog();
    await stores.owner.query('DELETE FROM outcomes WHERE recommendation_id = $1', [recommendationIdAt(NOON_MS)]);
    expect((await createLogCheck(stores).recount(NOON_MS)).uncounted).toEqual({ count: 1, examples: ['click-0'] });
  });

  test('of more than may be read a sample is, and its share is said', async () => {
    await aGoodLog();
    const { rows, share } = await createLogCheck(stores).pages({ ...RANGE, maxBytes: 100_000 });
    expect(share).toBeLessThan(0.5);
    expect(rows).toBeLessThan(1200);
    const said = (await health({ maxBytes: 100_000 })).parts.flatMap(({ findings: some }) =>
      some.map(({ sentence }) => sentence),
    );
    expect(said.filter((sentence) => /a sample, [\d.]+% of the blocks/.test(sentence)).length).toBeGreaterThan(0);
  });

  test('open dead letters are findings, but for conflicting events', async () => {
    const letter = (kind: string) =>
      stores.owner.query(
        `INSERT INTO dead_letters (journal_id, journal_position, kind, reason, payload, content_key) VALUES ('j', 0, $1, 'why', '', sha256($1::text::bytea))`,
        [kind],
      );
    await letter('conflicting-event');
    expect(await findings()).toEqual([]);
    await letter('event');
    expect(await findings()).toEqual([
      { isWrong: true, count: 1, sentence: 'open dead letters of kind event, whenever they came', examples: [] },
    ]);
  });

  test('what takes too long is given up, and nobody knows', async () => {
    const busy = await stores.owner.connect();
    try {
      await busy.query('BEGIN; LOCK TABLE outcomes IN ACCESS EXCLUSIVE MODE');
      const { parts } = await checkLog(createLogCheck({ ...stores, timeoutMs: 300 }), OPTIONS);
      const unknown = parts.filter(({ findings: some }) =>
        some.some(({ sentence }) => sentence.startsWith('not known: ')),
      );
      expect(unknown.map(({ name }) => name)).toEqual(['outcomes']);
    } finally {
      await busy.query('ROLLBACK');
      busy.release();
    }
  });
});
