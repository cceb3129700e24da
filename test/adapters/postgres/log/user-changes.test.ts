import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { UserAttributes } from '../../../../src/domain/user-attributes.ts';
import type { UserChange } from '../../../../src/domain/user-change.ts';
import { createTestDatabase, TEST_TENANT, type TestDatabase } from '../../../support/database.ts';
import { anEvent, userKeyFor } from '../../../support/log-fixtures.ts';
import { collect, openStores, type Stores } from '../../../support/postgres-stores.ts';

const AT_MS = Date.UTC(2026, 5, 1, 12);
const profile: UserAttributes = { region: 'SE', language: null, maturity: 'teen', labels: ['trial', 'å'] };

const put = (changeId: string, n: number, changedAtMs: number, attributes = profile): UserChange => ({
  kind: 'attributes',
  changeId,
  userKey: userKeyFor(n),
  changedAtMs,
  origin: 'app',
  attributes,
});
const merge = (from: number, into: number, changedAtMs = AT_MS): UserChange => ({
  kind: 'merge',
  changeId: `${from}-${into}-${changedAtMs}`,
  userKey: userKeyFor(into),
  fromUserKey: userKeyFor(from),
  changedAtMs,
  origin: 'app',
});

describe('the log of what was said about users', () => {
  let database: TestDatabase;
  let stores: Stores;
  let position = 0;

  beforeAll(async () => {
    database = await createTestDatabase();
    stores = openStores(database.url);
  });
  beforeEach(() => stores.owner.query('TRUNCATE user_changes, events, item_stats, event_days'));
  afterAll(async () => {
    await stores.pool.end();
    await database.drop();
  });

  async function ship(userChanges: readonly UserChange[], users: readonly number[] = []): Promise<void> {
    const events = users.map((n) => anEvent({ eventId: `e${n}`, userKey: userKeyFor(n), occurredAtMs: AT_MS + n }));
    const journal = { journalId: 'j', fromPosition: position, toPosition: ++position };
    await stores.log.ship({ ...journal, decisions: [], events, userChanges });
  }
  const rows = async (sql: string) => (await stores.pool.query(sql)).rows;
  /** Whose each user's event is, as training sees it. */
  const owners = async (untilMs?: number) => {
    const filter = { origins: ['app'], ...(untilMs === undefined ? {} : { untilMs }) };
    const events = (await collect(stores.log.events(filter))).flat();
    return Object.fromEntries(events.map(({ eventId, userKey }) => [eventId, Number.parseInt(userKey, 16)]));
  };

  test('keeps each change once, however often and by whomever it is shipped', async () => {
    await ship([put('a', 1, AT_MS), put('a', 1, AT_MS), merge(2, 1)]);
    await ship([put('a', 1, AT_MS), merge(2, 1)]);
    expect(await rows('SELECT change_id, kind, attributes FROM user_changes ORDER BY change_id')).toEqual([
      { change_id: merge(2, 1).changeId, kind: 'merge', attributes: null },
      { change_id: 'a', kind: 'attributes', attributes: profile },
    ]);
  });

  test('is stored with the offset or not at all', async () => {
    await ship([]);
    const before = await stores.log.offset('j');
    await stores.owner.query('ALTER TABLE user_changes RENAME TO user_changes_elsewhere');
    try {
      await expect(ship([put('b', 1, AT_MS), merge(2, 1)])).rejects.toMatchObject({ code: '42P01' });
    } finally {
      await stores.owner.query('ALTER TABLE user_changes_elsewhere RENAME TO user_changes');
    }
    position--;
    expect(await stores.log.offset('j')).toBe(before);
    expect(await rows('SELECT change_id FROM user_changes')).toEqual([]);
  });

  test('v_users shows the profile put last, v_user_merges each merge, to analysts', async () => {
    await ship([
      put('a', 1, AT_MS + 5),
      put('b', 1, AT_MS, { ...profile, region: 'GB' }),
      merge(2, 1),
      merge(2, 1, AT_MS + 9),
    ]);
    expect(await rows('SELECT * FROM v_users')).toEqual([
      {
        user_key: userKeyFor(1),
        region: 'SE',
        language: null,
        maturity: 'teen',
        labels: ['trial', 'å'],
        changed_at: new Date(AT_MS + 5),
        origin: 'app',
      },
    ]);
    expect(await rows('SELECT * FROM v_user_merges')).toEqual([
      {
        from_user_key: userKeyFor(2),
        user_key: userKeyFor(1),
        merged_at: new Date(AT_MS),
        last_merged_at: new Date(AT_MS + 9),
      },
    ]);
    const may = `has_table_privilege('${TEST_TENANT}_analyst', v, 'SELECT') AS may`;
    expect(await rows(`SELECT ${may} FROM unnest(ARRAY['v_users', 'v_user_merges', 'user_changes']) AS v`)).toEqual([
      { may: true },
      { may: true },
      { may: false },
    ]);
  });

  test('events of merged users are given as those of whom they became, along chains', async () => {
    await ship([merge(2, 1), merge(3, 2), merge(4, 3), merge(4, 5, AT_MS + 1)], [1, 2, 3, 4, 5]);
    expect(await owners()).toEqual({ e1: 1, e2: 1, e3: 1, e4: 5, e5: 5 });
  });

  test('users merged in a circle are one, and who leads into it is of it', async () => {
    await ship([merge(7, 8), merge(8, 9), merge(9, 7), merge(6, 8)], [6, 7, 8, 9]);
    expect(await owners()).toEqual({ e6: 7, e7: 7, e8: 7, e9: 7 });
  });

  test('a merge that was not known yet at the time asked for does not count', async () => {
    await ship([merge(2, 1, AT_MS + 100)], [1, 2]);
    expect(await owners(AT_MS + 50)).toEqual({ e1: 1, e2: 2 });
    expect(await owners(AT_MS + 101)).toEqual({ e1: 1, e2: 1 });
  });
});
