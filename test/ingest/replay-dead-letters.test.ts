import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createMemoryUserStateStore } from '../../src/adapters/memory/user-state-store.ts';
import { deadLetterOf } from '../../src/domain/dead-letter.ts';
import { impressionIdOf } from '../../src/domain/decision.ts';
import { SILENT_LOGGER } from '../../src/domain/ports/logger.ts';
import type { UserStateStore } from '../../src/domain/ports/user-state-store.ts';
import type { UserChange } from '../../src/domain/user-change.ts';
import { decodeUserState } from '../../src/features/user-state-codec.ts';
import { encodeEvents } from '../../src/ingest/journal-records.ts';
import { readRecords } from '../../src/ingest/read-records.ts';
import { replayDeadLetters } from '../../src/ingest/replay-dead-letters.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { aDecision, anEvent, userKeyFor } from '../support/log-fixtures.ts';
import { poisonCorpus } from '../support/poison.ts';
import { collect, openStores, type Stores } from '../support/postgres-stores.ts';

const APP = { origins: ['app'] };
const AT_MS = Date.UTC(2026, 5, 1, 12);
const REFUSED = 'refused-for-now';

describe('replaying dead letters', () => {
  let database: TestDatabase;
  let stores: Stores;
  let userStates: UserStateStore;
  let position = 0;

  beforeAll(async () => {
    database = await createTestDatabase();
    stores = openStores(database.url);
  });
  beforeEach(async () => {
    await stores.owner.query(`TRUNCATE events, decisions, user_changes, item_stats, event_days, dead_letters, journal_offsets;
      ALTER TABLE events DROP CONSTRAINT IF EXISTS refused;
      ALTER TABLE events ADD CONSTRAINT refused CHECK (session_id <> '${REFUSED}');
      ALTER TABLE decisions DROP CONSTRAINT IF EXISTS refused;
      ALTER TABLE decisions ADD CONSTRAINT refused CHECK (surface <> '${REFUSED}');
      ALTER TABLE user_changes DROP CONSTRAINT IF EXISTS refused;
      ALTER TABLE user_changes ADD CONSTRAINT refused CHECK (change_id <> '${REFUSED}')`);
    userStates = createMemoryUserStateStore();
    position = 0;
  });
  afterAll(async () => {
    await stores.pool.end();
    await database.drop();
  });

  async function ship(records: Partial<Parameters<Stores['log']['ship']>[0]>) {
    const batch = { journalId: 'j', fromPosition: position, toPosition: ++position, decisions: [], events: [] };
    return stores.log.ship({ ...batch, ...records });
  }
  const replay = (nowMs = AT_MS) =>
    replayDeadLetters({
      ...stores,
      logStore: stores.log,
      userStates,
      clock: { nowMs: () => nowMs, monotonicMs: () => 0 },
      logger: SILENT_LOGGER,
    });
  const mend = () =>
    stores.owner.query(`ALTER TABLE events DROP CONSTRAINT refused; ALTER TABLE decisions DROP CONSTRAINT refused;
      ALTER TABLE user_changes DROP CONSTRAINT refused`);
  const openLetters = async () => (await stores.deadLetters.open(0, 100)).map(({ kind, reason }) => ({ kind, reason }));
  /** All that a replay may change. */
  const everything = async () => {
    const tables = ['events', 'decisions', 'user_changes', 'item_stats', 'event_days'];
    const stored = await Promise.all(
      tables.map(async (table) => (await stores.pool.query(`SELECT * FROM ${table} ORDER BY 1, 2`)).rows),
    );
    const letters = await stores.pool.query(
      'SELECT dead_letter_no, kind, reason, resolved_at FROM dead_letters ORDER BY 1',
    );
    const states = await userStates.readMany([1, 2, 3, 4].map(userKeyFor));
    return [...stored, letters.rows, states];
  };

  test('once the cause is mended stores all of it, in the log, the roll-ups and the user states; twice changes nothing', async () => {
    const page = aDecision([77, 78], { surface: REFUSED });
    const change: UserChange = {
      kind: 'attributes',
      changeId: REFUSED,
      userKey: userKeyFor(3),
      changedAtMs: AT_MS,
      origin: 'app',
      attributes: { region: 'SE', language: null, maturity: 'teen', labels: ['a'] },
    };
    const seen = impressionIdOf(page.recommendationId, 0, 1);
    const events = [
      anEvent({ eventId: 'play', type: 'play', occurredAtMs: AT_MS, sessionId: REFUSED }),
      anEvent({
        eventId: 'seen',
        type: 'viewed',
        itemId: null,
        impressionIds: [seen],
        userKey: userKeyFor(2),
        sessionId: REFUSED,
      }),
      anEvent({ eventId: 'fine', type: 'play', occurredAtMs: AT_MS }),
    ];
    await ship({ decisions: [page], events, userChanges: [change] });
    expect(await openLetters()).toHaveLength(4);
    expect(await replay()).toEqual({ stored: 0, stillRefused: 4, conflicting: 0 });
    expect(await openLetters()).toHaveLength(4);

    await mend();
    expect(await replay()).toEqual({ stored: 4, stillRefused: 0, conflicting: 0 });
    expect(await collect(stores.log.decisions(APP))).toEqual([page]);
    expect((await collect(stores.log.events(APP))).map(({ eventId }) => eventId).sort()).toEqual([
      'fine',
      'play',
      'seen',
    ]);
    const { rows } = await stores.pool.query('SELECT sum(uses)::integer AS uses FROM item_stats');
    expect(rows).toEqual([{ uses: 2 }]);
    const stateOf = async (n: number) => decodeUserState((await userStates.read(userKeyFor(n)))!.bytes);
    expect((await stateOf(1)).events.length).toBe(1);
    expect([...(await stateOf(2)).views.itemNo]).toEqual([78]);
    expect((await stateOf(3)).attributes).toMatchObject({ region: 'SE', labels: ['a'] });

    const before = await everything();
    expect(await replay()).toEqual({ stored: 0, stillRefused: 0, conflicting: 0 });
    expect(await everything()).toEqual(before);
    // And when the journal that held them is restored from a copy.
    await ship({ events });
    expect((await everything()).slice(0, 5)).toEqual(before.slice(0, 5));
  });

  test('a record that this release can read is taken apart: the good parts are stored, the bad are letters of their own', async () => {
    const mixed = [anEvent({ eventId: 'good' }), { ...anEvent({ eventId: 'bad' }), portion: 7 }];
    const record = deadLetterOf({ kind: 'record', payload: encodeEvents(mixed) }, 'of a later release');
    await ship({ refused: [record] });
    expect(await replay()).toEqual({ stored: 0, stillRefused: 1, conflicting: 0 });
    expect(await stores.log.countEvents(APP)).toBe(1);
    expect(await openLetters()).toEqual([{ kind: 'event', reason: 'portion must be from 0 to 1, or null.' }]);
  });

  test('what lay too far ahead is stored when its day has come near', async () => {
    const early = anEvent({ eventId: 'early', occurredAtMs: AT_MS + 10 * 86_400_000 });
    await ship(readRecords([encodeEvents([early])], AT_MS));
    expect(await replay()).toEqual({ stored: 0, stillRefused: 1, conflicting: 0 });
    expect(await replay(AT_MS + 8 * 86_400_000)).toEqual({ stored: 1, stillRefused: 0, conflicting: 0 });
    expect(await stores.log.countEvents(APP)).toBe(1);
  });

  test('conflicting events are counted and left alone; a letter that turns out to be one goes on as one', async () => {
    const first = anEvent({ eventId: 'same', occurredAtMs: AT_MS });
    await ship({ events: [first, { ...first, itemId: 'film-2' }] });
    await ship({ events: [{ ...first, itemId: 'film-3', sessionId: REFUSED }] });
    expect(await replay()).toEqual({ stored: 0, stillRefused: 1, conflicting: 1 });
    await mend();
    expect(await replay()).toEqual({ stored: 0, stillRefused: 0, conflicting: 2 });
    expect(await replay()).toEqual({ stored: 0, stillRefused: 0, conflicting: 2 });
    expect(await stores.log.countEvents(APP)).toBe(1);
  });

  test('two replays at once store each letter once', async () => {
    const events = Array.from({ length: 30 }, (_, n) =>
      anEvent({ eventId: `e${n}`, type: 'play', sessionId: REFUSED }),
    );
    await ship({ events });
    await mend();
    const done = await Promise.all([replay(), replay()]);
    expect(done.map(({ stillRefused }) => stillRefused)).toEqual([0, 0]);
    const { rows } = await stores.pool.query('SELECT sum(uses)::integer AS uses FROM item_stats');
    expect(rows).toEqual([{ uses: 30 }]);
    expect(await openLetters()).toEqual([]);
  });

  test('of every kind of poison the same letter stays, open, whatever number of times it is tried', async () => {
    const refused = poisonCorpus().flatMap(({ payload }) => readRecords([payload], AT_MS).refused);
    await ship({ refused });
    const before = await everything();
    expect(await replay()).toEqual({ stored: 0, stillRefused: refused.length, conflicting: 0 });
    expect(await everything()).toEqual(before);
  });
});
