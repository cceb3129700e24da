import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createErasures } from '../../../../src/adapters/postgres/log/erasures.ts';
import type { Erasures } from '../../../../src/domain/ports/erasures.ts';
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts';
import { aDecision, anEvent, recommendationIdAt, userKeyFor } from '../../../support/log-fixtures.ts';
import { openStores, type Stores } from '../../../support/postgres-stores.ts';

const AT_MS = Date.UTC(2026, 5, 1, 12);
const RECEIPT = '01950000-0000-7000-8000-000000000001';

describe('erasures in Postgres', () => {
  let database: TestDatabase;
  let stores: Stores;
  let erasures: Erasures;
  let user = 100;
  let shippedTo = 0;
  beforeAll(async () => {
    database = await createTestDatabase();
    stores = openStores(database.url);
    erasures = createErasures({ pool: stores.pool });
  });
  afterAll(async () => {
    await stores.pool.end();
    await database.drop();
  });
  beforeEach(() => {
    user += 10;
  });

  const ship = (records: Partial<Parameters<Stores['log']['ship']>[0]>) => {
    const batch = { journalId: 'j', fromPosition: shippedTo, toPosition: ++shippedTo, decisions: [], events: [] };
    return stores.log.ship({ ...batch, ...records });
  };
  const eventBy = (n: number, atMs: number) =>
    anEvent({ eventId: `e-${n}-${atMs}`, userKey: userKeyFor(n), occurredAtMs: atMs });
  const pageOf = (n: number, atMs: number) =>
    aDecision([1], { userKey: userKeyFor(n), servedAtMs: atMs, recommendationId: recommendationIdAt(atMs, n) });
  const merge = (from: number, to: number, changedAtMs = AT_MS) =>
    ({
      kind: 'merge',
      changeId: `m-${from}-${to}-${changedAtMs}`,
      userKey: userKeyFor(to),
      fromUserKey: userKeyFor(from),
      changedAtMs,
      origin: 'app',
    }) as const;
  const profile = (n: number, changedAtMs = AT_MS) =>
    ({
      kind: 'attributes',
      changeId: `p-${n}-${changedAtMs}`,
      userKey: userKeyFor(n),
      changedAtMs,
      origin: 'app',
      attributes: { region: 'SE', language: null, maturity: null, labels: [] },
    }) as const;
  const order = (n: number, more: Partial<Parameters<Erasures['erase']>[0]> = {}) => {
    return { userKey: userKeyFor(n), erasedAtMs: AT_MS, throughNewest: false, receiptId: null, ...more };
  };
  const rowsOf = async (table: string, n: number) =>
    (await stores.pool.query(`SELECT * FROM ${table} WHERE user_key = $1`, [userKeyFor(n)])).rows.length;

  test('remove all of a user, of every age, and nothing of anybody else', async () => {
    const old = Date.UTC(1998, 1, 1);
    const all = [user, user + 1].flatMap((n) => [eventBy(n, old), eventBy(n, AT_MS - 1), eventBy(n, AT_MS)]);
    const pages = [user, user + 1].flatMap((n) => [pageOf(n, old), pageOf(n, AT_MS)]);
    await ship({ events: all, decisions: pages, userChanges: [profile(user), profile(user + 1)] });
    for (const n of [user, user + 1]) {
      await stores.pool.query(`INSERT INTO user_checkpoints VALUES ($1, '\\x00')`, [userKeyFor(n)]);
      await stores.pool.query(`INSERT INTO flagged_users VALUES ($1, 'rate', now(), 3000)`, [userKeyFor(n)]);
      await stores.pool.query(
        `INSERT INTO dead_letters (journal_id, journal_position, kind, reason, payload) VALUES ('j', 0, 'event', '', $1)`,
        [Buffer.from(JSON.stringify(eventBy(n, 1)))],
      );
    }
    const { removed, tombstones } = await erasures.erase(order(user, { receiptId: RECEIPT }));
    expect(removed).toMatchObject({
      decisions: 2,
      events: 3,
      userChanges: 1,
      userCheckpoints: 1,
      flaggedUsers: 1,
      deadLetters: 1,
    });
    expect(tombstones).toEqual([{ userKey: userKeyFor(user), erasedAtMs: AT_MS }]);
    for (const table of ['events', 'decisions', 'user_changes', 'user_checkpoints', 'flagged_users']) {
      expect([table, await rowsOf(table, user)]).toEqual([table, 0]);
      expect([table, (await rowsOf(table, user + 1)) > 0]).toEqual([table, true]);
    }
    expect((await stores.pool.query('SELECT * FROM dead_letters')).rows.length).toBe(1);
    await erasures.addToReceipt(RECEIPT, { userStates: 1 });
    const receipt = await stores.pool.query('SELECT * FROM erasure_receipts WHERE receipt_id = $1', [RECEIPT]);
    expect(receipt.rows[0].removed).toEqual({ ...removed, userStates: 1 });
  });

  test('leave what is stamped later, unless they are to go through the newest', async () => {
    await ship({
      events: [eventBy(user, AT_MS), eventBy(user, AT_MS + 1), eventBy(user, AT_MS + 60_000)],
      decisions: [pageOf(user, AT_MS + 1)],
      userChanges: [profile(user, AT_MS + 1)],
    });
    expect((await erasures.erase(order(user))).removed).toMatchObject({ events: 1, decisions: 0, userChanges: 0 });
    const through = await erasures.erase(order(user, { throughNewest: true }));
    expect(through.removed).toMatchObject({ events: 2, decisions: 1, userChanges: 1 });
    expect(through.tombstones).toEqual([{ userKey: userKeyFor(user), erasedAtMs: AT_MS + 60_000 }]);
  });

  test('are harmless again, and only ever move a tombstone on', async () => {
    await ship({ events: [eventBy(user, AT_MS)] });
    await erasures.erase(order(user));
    const earlier = await erasures.erase(order(user, { erasedAtMs: AT_MS - 5 }));
    expect([earlier.tombstones, earlier.removed.events]).toEqual([[], 0]);
    const { toNo } = await erasures.since(0);
    await erasures.erase(order(user, { erasedAtMs: AT_MS + 5 }));
    const news = await erasures.since(toNo);
    expect(news.tombstones).toEqual([{ userKey: userKeyFor(user), erasedAtMs: AT_MS + 5 }]);
    expect(await erasures.since(news.toNo)).toEqual({ toNo: news.toNo, tombstones: [], repairs: [] });
  });

  test('take everybody who was merged into the user with them, along every chain, and note the heirs for repair', async () => {
    const [known, device, olderDevice, heir, heirOfHeir] = [user, user + 1, user + 2, user + 3, user + 4];
    await ship({
      events: [known, device, olderDevice, heir, heirOfHeir].map((n) => eventBy(n, AT_MS)),
      userChanges: [
        merge(device, known),
        merge(olderDevice, device),
        merge(known, heir),
        merge(heir, heirOfHeir),
        // Whoever is one person with the user is no heir, also in a circle.
        merge(known, olderDevice),
      ],
    });
    const person = [known, device, olderDevice].map(userKeyFor);
    expect([...(await erasures.onePerson(userKeyFor(known)))].sort()).toEqual(person);
    const { toNo } = await erasures.since(0);
    expect((await erasures.erase(order(known))).removed).toMatchObject({ events: 3, userChanges: 4 });
    const news = await erasures.since(toNo);
    expect(news.tombstones.map(({ userKey }) => userKey).sort()).toEqual(person);
    expect([...news.repairs].sort((a, b) => (a.userKey < b.userKey ? -1 : 1))).toEqual(
      [heir, heirOfHeir].map((n) => ({ userKey: userKeyFor(n), inheritedUntilMs: AT_MS })),
    );
    expect(await rowsOf('user_changes', heirOfHeir)).toBe(1);
  });

  test('find merges that the log hears of late, and erase those who were merged', async () => {
    await erasures.erase(order(user));
    // As a journal that was away would have it stored.
    await stores.pool.query(
      `INSERT INTO user_changes (change_id, kind, user_key, from_user_key, changed_at, origin)
       VALUES ($1, 'merge', $2, $3, $4, 'app')`,
      [`late-${user}`, userKeyFor(user), userKeyFor(user + 1), new Date(AT_MS - 1)],
    );
    await ship({ events: [eventBy(user + 1, AT_MS - 1)] });
    const late = await erasures.withLateMerges();
    expect(late).toEqual([{ userKey: userKeyFor(user), erasedAtMs: AT_MS }]);
    const { tombstones, removed } = await erasures.erase({ ...late[0]!, throughNewest: false, receiptId: null });
    expect(tombstones).toEqual([{ userKey: userKeyFor(user + 1), erasedAtMs: AT_MS }]);
    expect(removed).toMatchObject({ events: 1, userChanges: 1 });
    expect(await erasures.withLateMerges()).toEqual([]);
  });

  test('wait for whoever is writing to the log', async () => {
    const client = await stores.pool.connect();
    await client.query('BEGIN');
    await client.query(`SELECT pg_advisory_xact_lock_shared(hashtextextended(current_schema() || '.log_writers', 0))`);
    let isErased = false;
    const erasing = erasures.erase(order(user)).then(() => {
      isErased = true;
    });
    await waiting(stores);
    expect(isErased).toBe(false);
    await client.query('COMMIT');
    client.release();
    await erasing;
  });

  test('give up on writers who do not end, instead of holding all others up', async () => {
    const client = await stores.pool.connect();
    await client.query('BEGIN');
    await client.query(`SELECT pg_advisory_xact_lock_shared(hashtextextended(current_schema() || '.log_writers', 0))`);
    const impatient = createErasures({ pool: stores.pool, lockTimeoutMs: 20 });
    await expect(impatient.erase(order(user))).rejects.toMatchObject({ code: 'unavailable' });
    await client.query('COMMIT');
    client.release();
    await impatient.erase(order(user));
  });

  test('knows every column of the schema that holds a user’s key', async () => {
    const { rows } = await stores.pool.query(
      `SELECT DISTINCT c.table_name || '.' || c.column_name AS name
       FROM information_schema.columns c
       JOIN information_schema.tables t USING (table_schema, table_name)
       WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND c.column_name ~ 'user_key'
         AND c.table_name !~ '_([0-9]{8}|history)$'
       ORDER BY 1`,
    );
    // A new one? Teach src/adapters/postgres/log/erasures.ts to delete from it, and say so here.
    expect(rows.map((row) => row.name)).toEqual([
      'dead_letters.user_key',
      'decisions.user_key',
      // Tombstones and receipts: what is left of the user on purpose.
      'erasure_receipts.user_key',
      'erasures.user_key',
      'events.user_key',
      'feature_samples.user_key',
      'flagged_users.user_key',
      // Heirs alone.
      'state_repairs.user_key',
      'user_changes.from_user_key',
      'user_changes.user_key',
      'user_checkpoints.user_key',
      // Through the store of the user states.
      'user_states.user_key',
      'viewing_hours.user_key',
    ]);
  });
});

/** Until somebody in the database waits for a lock. */
async function waiting({ pool }: Stores): Promise<void> {
  for (;;) {
    const { rows } = await pool.query(
      `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    if (rows.length > 0) return;
  }
}
