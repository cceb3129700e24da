import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { PoolClient } from 'pg';
import { createLogStore } from '../../../../src/adapters/postgres/log/log-store.ts';
import { createPool } from '../../../../src/adapters/postgres/pool.ts';
import { refusedPartOf } from '../../../../src/domain/dead-letter.ts';
import type { ViewerEvent } from '../../../../src/domain/event.ts';
import { SILENT_LOGGER } from '../../../../src/domain/ports/logger.ts';
import type { UserChange } from '../../../../src/domain/user-change.ts';
import { createTestDatabase, TEST_TENANT, type TestDatabase } from '../../../support/database.ts';
import { aDecision, anEvent, recommendationIdAt, userKeyFor } from '../../../support/log-fixtures.ts';
import { collect, openStores, type Stores } from '../../../support/postgres-stores.ts';

const APP = { origins: ['app'] };
const AT_MS = Date.UTC(2026, 5, 1, 12);
/** What only Postgres knows to refuse. */
const REFUSED = 'refused-by-postgres';

const aChange = (n: number, differences: Partial<UserChange> = {}): UserChange =>
  ({
    kind: 'attributes',
    changeId: `change-${n}`,
    userKey: userKeyFor(n),
    changedAtMs: AT_MS,
    origin: 'app',
    attributes: { region: 'SE', language: null, maturity: null, labels: [] },
    ...differences,
  }) as UserChange;

describe('what the log refuses', () => {
  let database: TestDatabase;
  let stores: Stores;
  let position = 0;

  beforeAll(async () => {
    database = await createTestDatabase();
    stores = openStores(database.url);
    await stores.owner.query(`
      ALTER TABLE events ADD CONSTRAINT events_refused CHECK (session_id <> '${REFUSED}');
      ALTER TABLE decisions ADD CONSTRAINT decisions_refused CHECK (surface <> '${REFUSED}');
      ALTER TABLE user_changes ADD CONSTRAINT changes_refused CHECK (change_id <> '${REFUSED}')`);
  });
  beforeEach(async () => {
    await stores.owner.query(`TRUNCATE events, decisions, user_changes, item_stats, event_days, journal_offsets, dead_letters,
      erasures, flagged_users`);
    position = 0;
  });
  afterAll(async () => {
    await stores.pool.end();
    await database.drop();
  });

  async function ship(records: Partial<Parameters<Stores['log']['ship']>[0]>, log = stores.log) {
    const batch = { journalId: 'j', fromPosition: position, toPosition: position + 1, decisions: [], events: [] };
    const report = await log.ship({ ...batch, ...records });
    position++;
    return { ...report, deadLetters: Object.fromEntries(report.deadLetters) };
  }
  const rows = async (sql: string) => (await stores.pool.query(sql)).rows;
  const letters = () => rows('SELECT kind, reason, sqlstate, resolved_at FROM v_dead_letters ORDER BY dead_letter_no');
  const storedEvents = async () => (await rows('SELECT event_id FROM events')).map(({ event_id }) => event_id).sort();
  const usesCounted = async () => (await rows('SELECT coalesce(sum(uses), 0)::integer AS n FROM item_stats'))[0].n;
  const plays = (count: number, bad: readonly number[] = []): ViewerEvent[] =>
    Array.from({ length: count }, (_, n) =>
      anEvent({
        eventId: `e-${n}`,
        type: 'play',
        itemId: `film-${n % 9}`,
        userKey: userKeyFor(n),
        sessionId: bad.includes(n) ? REFUSED : null,
      }),
    );

  test('rows that only Postgres refuses are found, first, last and side by side; all others are stored and counted', async () => {
    const bad = [0, 17, 18, 499, 999];
    const pages = Array.from({ length: 40 }, (_, n) =>
      aDecision([1], { recommendationId: recommendationIdAt(AT_MS, n), surface: n % 20 === 3 ? REFUSED : 'tv' }),
    );
    const userChanges = [aChange(1), aChange(2, { changeId: REFUSED }), aChange(3)];
    const report = await ship({ events: plays(1000, bad), decisions: pages, userChanges });
    expect(report).toMatchObject({ decisions: 38, events: 995 });
    expect(report.deadLetters).toEqual({ decision: 2, event: 5, 'user-change': 1 });
    expect(await storedEvents()).toEqual(
      plays(1000)
        .map(({ eventId }) => eventId)
        .filter((_, n) => !bad.includes(n))
        .sort(),
    );
    expect(await usesCounted()).toBe(995);
    expect(await stores.stats.eventDays(['app'])).toMatchObject([{ events: 995 }]);
    expect(await collect(stores.log.decisions(APP))).toHaveLength(38);
    expect((await rows('SELECT change_id FROM user_changes')).map(({ change_id }) => change_id)).toEqual([
      'change-1',
      'change-3',
    ]);
    expect(await stores.log.offset('j')).toBe(1);
    for (const { sqlstate, reason } of await letters()) {
      expect(sqlstate).toBe('23514');
      expect(reason).toMatch(/violates check constraint "\w+_refused"$/);
    }
    // In the order of a hash of what they hold.
    const parts = (await stores.deadLetters.open(0, 8)).map((letter) => refusedPartOf(letter));
    for (const n of [3, 23]) expect(parts).toContainEqual({ kind: 'decision', value: pages[n] });
    expect(await rows('SELECT DISTINCT journal_id, journal_position FROM dead_letters')).toEqual([
      { journal_id: 'j', journal_position: 0 },
    ]);
  });

  test('finding a few takes a few dozen statements, not one a row', async () => {
    let attempts = 0;
    const pool = createPool({ connectionString: database.url, tenant: TEST_TENANT, logger: SILENT_LOGGER });
    pool.on('connect', (client) => {
      const query = client.query.bind(client) as (...args: unknown[]) => unknown;
      const counting = (...args: unknown[]) => {
        if (args[0] === 'SAVEPOINT attempt') attempts++;
        return query(...args);
      };
      Object.assign(client as PoolClient, { query: counting });
    });
    const log = createLogStore({ ...stores, pool });
    await ship({ events: plays(1000) }, log);
    expect(attempts).toBe(1);
    attempts = 0;
    const again = plays(1000, [3, 400, 800]).map((event) => ({ ...event, eventId: `again-${event.eventId}` }));
    await ship({ events: again }, log);
    await pool.end();
    expect(attempts).toBeLessThanOrEqual(1 + 3 * 2 * Math.ceil(Math.log2(1000)));
    expect(await usesCounted()).toBe(1997);
  });

  test('a value that cannot even be sent to Postgres goes the same way, and no reason quotes it', async () => {
    const secret = 'no-user-key';
    const report = await ship({
      events: [...plays(3), anEvent({ eventId: 'odd', userKey: secret })],
      decisions: [aDecision([1]), aDecision([1], { recommendationId: secret })],
      userChanges: [aChange(1), aChange(2, { userKey: secret })],
    });
    expect(report).toMatchObject({ decisions: 1, events: 3, deadLetters: { event: 1, decision: 1, 'user-change': 1 } });
    const found = await letters();
    expect(found.map(({ sqlstate }) => sqlstate)).toEqual(expect.arrayContaining(['22000', '22P02']));
    expect(JSON.stringify(found)).not.toContain(secret);
  });

  test('a failure that passes keeps the whole batch, poison and all, for another try', async () => {
    const pool = createPool({
      connectionString: database.url,
      tenant: TEST_TENANT,
      logger: SILENT_LOGGER,
      statementTimeoutMs: 300,
    });
    const log = createLogStore({ ...stores, pool });
    const other = await stores.pool.connect();
    await other.query('BEGIN; LOCK TABLE item_stats IN ACCESS EXCLUSIVE MODE');
    try {
      await expect(ship({ events: plays(10, [4]) }, log)).rejects.toMatchObject({ code: '57014' });
    } finally {
      await other.query('ROLLBACK');
      other.release();
    }
    expect([await stores.log.offset('j'), await letters(), await storedEvents()]).toEqual([0, [], []]);
    await pool.end();
    expect(await ship({ events: plays(10, [4]) })).toMatchObject({ events: 9, deadLetters: { event: 1 } });
  });

  test('another event of an id on the same day is kept out of the log and kept whole; the same one sent again is nothing new', async () => {
    const first = anEvent({ eventId: 'same', type: 'play', properties: { a: 1, b: 'x' } });
    const others: ViewerEvent[] = [
      { ...first, type: 'click' },
      { ...first, userKey: userKeyFor(2) },
      { ...first, occurredAtMs: first.occurredAtMs + 1 },
      { ...first, itemId: 'film-2' },
      { ...first, properties: { a: 2, b: 'x' } },
      { ...first, properties: null },
    ];
    expect(await ship({ events: [first] })).toMatchObject({ events: 1, deadLetters: {} });
    expect(await ship({ events: others })).toMatchObject({ events: 0, deadLetters: { 'conflicting-event': 6 } });
    const again = [first, ...others].map((event) => ({ ...event, receivedAtMs: event.receivedAtMs + 9000 }));
    expect(await ship({ events: again })).toMatchObject({ events: 0, deadLetters: { 'conflicting-event': 6 } });
    expect(await rows('SELECT type, user_key FROM v_events')).toEqual([{ type: 'play', user_key: userKeyFor(1) }]);
    expect(await usesCounted()).toBe(1);
    const kept = await rows('SELECT payload, user_key FROM v_dead_letters ORDER BY dead_letter_no');
    const payloads = kept.map(({ payload }) => JSON.parse(payload.toString()));
    expect(payloads).toHaveLength(6);
    for (const other of others) expect(payloads).toContainEqual(other);
    expect(kept.filter(({ user_key }) => user_key === userKeyFor(2))).toHaveLength(1);
  });

  test('of two events of one id in a batch the first stays; on another day it is another event', async () => {
    const first = anEvent({ eventId: 'twice', occurredAtMs: AT_MS });
    const second = { ...first, itemId: 'film-2' };
    const nextDay = { ...first, occurredAtMs: AT_MS + 86_400_000 };
    const report = await ship({ events: [first, second, first, nextDay, nextDay] });
    expect(report).toMatchObject({ events: 2, deadLetters: { 'conflicting-event': 1 } });
    const [letter] = await rows('SELECT payload FROM dead_letters');
    expect(JSON.parse(letter.payload.toString())).toEqual(second);
    // Whichever of the two is sent again.
    await ship({ events: [second, first, second] });
    expect(await rows('SELECT count(*)::integer AS n FROM dead_letters')).toEqual([{ n: 1 }]);
  });

  test('replicas that store conflicting events at once keep one event and one letter', async () => {
    const a = Array.from({ length: 200 }, (_, n) =>
      anEvent({ eventId: `id-${n}`, type: 'play', itemId: `film-${n % 5}` }),
    );
    const b = a.map((event): ViewerEvent => ({ ...event, type: 'complete', portion: 1 })).reverse();
    const others = Array.from({ length: 4 }, () => openStores(database.url));
    await Promise.all(
      others.map(({ log }, n) =>
        log.ship({ journalId: `r${n}`, fromPosition: 0, toPosition: 1, decisions: [], events: n % 2 === 0 ? a : b }),
      ),
    );
    await Promise.all(others.map(({ pool }) => pool.end()));
    expect(await usesCounted()).toBe(200);
    expect(await rows('SELECT kind, count(*)::integer AS n FROM dead_letters GROUP BY kind')).toEqual([
      { kind: 'conflicting-event', n: 200 },
    ]);
  });

  test('of an erased user nothing is stored that lies before the erasure, not even as a dead letter', async () => {
    await stores.pool.query('INSERT INTO erasures (user_key, erased_at) VALUES ($1, to_timestamp($2))', [
      userKeyFor(1),
      AT_MS / 1000,
    ]);
    const event = (eventId: string, occurredAtMs: number, differences: Partial<ViewerEvent> = {}) =>
      anEvent({ eventId, occurredAtMs, type: 'play', ...differences });
    const report = await ship({
      events: [
        event('before', AT_MS - 1),
        event('at', AT_MS),
        event('refused', AT_MS - 5, { sessionId: REFUSED }),
        event('after', AT_MS + 1),
        event('other', AT_MS - 1, { userKey: userKeyFor(2) }),
      ],
      decisions: [aDecision([1], { servedAtMs: AT_MS }), aDecision([2], { servedAtMs: AT_MS + 1 })],
      userChanges: [
        aChange(1, { changedAtMs: AT_MS }),
        aChange(3, { kind: 'merge', changeId: 'from', fromUserKey: userKeyFor(1), changedAtMs: AT_MS }),
        // Tells whom else to erase.
        aChange(1, { kind: 'merge', changeId: 'into', fromUserKey: userKeyFor(4), changedAtMs: AT_MS }),
      ],
    });
    expect(report).toMatchObject({ events: 2, decisions: 1, deadLetters: {} });
    expect(await storedEvents()).toEqual(['after', 'other']);
    expect(await usesCounted()).toBe(2);
    expect((await rows('SELECT change_id FROM user_changes')).map(({ change_id }) => change_id)).toEqual(['into']);
  });

  test('flagged users are in the log and in no roll-up', async () => {
    await stores.owner.query(
      `INSERT INTO flagged_users (user_key, reason, hour, events) VALUES ($1, 'too many', now(), 5000)`,
      [userKeyFor(1)],
    );
    await ship({ events: plays(4) });
    expect(await storedEvents()).toHaveLength(4);
    expect(await usesCounted()).toBe(3);
    expect(await stores.stats.eventDays(['app'])).toMatchObject([{ events: 3 }]);
  });

  test('a letter tried again stays the same letter while it is refused, and is stored once when it is not', async () => {
    await ship({ events: plays(3, [1]) });
    const [letter] = await stores.deadLetters.open(0, 10);
    const event = plays(3, [1])[1]!;
    const retry = (sessionId: string | null) =>
      stores.deadLetters.retry(letter!, { decisions: [], events: [{ ...event, sessionId }] });
    expect(await retry(REFUSED)).toBe('refused');
    expect(await letters()).toMatchObject([{ sqlstate: '23514', resolved_at: null }]);
    expect(await Promise.all([retry(null), retry(null)])).toEqual(['stored', 'stored']);
    expect(await usesCounted()).toBe(3);
    expect(await letters()).toMatchObject([{ resolved_at: expect.any(Date) }]);
    expect(await stores.deadLetters.open(0, 10)).toEqual([]);
  });
});
