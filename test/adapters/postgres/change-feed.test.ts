import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createChangeFeed } from '../../../src/adapters/postgres/change-feed.ts';
import { migrate } from '../../../src/adapters/postgres/migrate.ts';
import { SNAPSHOT_PARTS, type SnapshotPart } from '../../../src/domain/ports/change-feed.ts';
import { SILENT_LOGGER } from '../../../src/domain/ports/logger.ts';
import { createTestDatabase, TEST_TENANT, type TestDatabase } from '../../support/database.ts';
import { anItem } from '../../support/items.ts';
import { anEvent } from '../../support/log-fixtures.ts';
import { aChange, aPinDraft } from '../../support/pin-drafts.ts';
import { collect, openStores, type Stores } from '../../support/postgres-stores.ts';

describe('change feed and tenants', () => {
  let database: TestDatabase;
  let stores: Stores;

  beforeAll(async () => {
    database = await createTestDatabase();
    stores = openStores(database.url);
  });

  afterAll(async () => {
    await stores.pool.end();
    await database.drop();
  });

  const feedOf = (tenant: string, { pool }: Stores) =>
    createChangeFeed({ pool, connectionString: database.url, tenant, logger: SILENT_LOGGER });

  /** Parts as they are announced, and a promise of the moment when one has been. */
  function listening() {
    const heard: SnapshotPart[] = [];
    let wake = () => {};
    return {
      heard,
      listener: (part: SnapshotPart) => {
        heard.push(part);
        wake();
      },
      async until(done: () => boolean) {
        while (!done()) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      },
    };
  }

  test('each kind of change is announced as its part, after its version has grown', async () => {
    const feed = feedOf(TEST_TENANT, stores);
    const { heard, listener, until } = listening();
    const subscription = await feed.subscribe(listener);
    const before = await feed.versions();
    await stores.pins.create(aPinDraft('film-1'), aChange(0));
    await until(() => heard.includes('pins'));
    expect((await feed.versions()).pins).toBe(before.pins + 1);
    await stores.items.upsert([anItem('film-1')]);
    await until(() => heard.includes('catalogue'));
    const play = anEvent({ eventId: 'e', type: 'play' });
    await stores.log.ship({ journalId: 'j', fromPosition: 0, toPosition: 1, decisions: [], events: [play] });
    await until(() => heard.includes('stats'));
    expect(heard).toEqual(['pins', 'catalogue', 'stats']);
    await subscription.close();
  });

  test('what changes nothing announces nothing', async () => {
    await stores.items.upsert([anItem('same')]);
    const feed = feedOf(TEST_TENANT, stores);
    const before = await feed.versions();
    await stores.items.upsert([anItem('same')]);
    await stores.items.remove('nobody', { atMs: 0, actor: 'key-1', reason: '' });
    expect(await feed.versions()).toEqual(before);
  });

  test('after a lost connection it listens again by itself and announces every part', async () => {
    const feed = feedOf(TEST_TENANT, stores);
    const { heard, listener, until } = listening();
    const subscription = await feed.subscribe(listener);
    for (let loss = 1; loss <= 2; loss++) {
      heard.length = 0;
      const cut = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE application_name = 'marquee-changes' AND datname = current_database()`;
      expect((await stores.owner.query(cut)).rowCount).toBe(1);
      await until(() => SNAPSHOT_PARTS.every((part) => heard.includes(part)));
      heard.length = 0;
      await stores.pins.create(aPinDraft('film-1'), aChange(0));
      await until(() => heard.includes('pins'));
    }
    await subscription.close();
  });

  test('all who listen share one connection, from the first to the last', async () => {
    const feed = feedOf(TEST_TENANT, stores);
    const connections = async () =>
      (
        await stores.owner.query(
          `SELECT 1 FROM pg_stat_activity WHERE application_name = 'marquee-changes' AND datname = current_database()`,
        )
      ).rows.length;
    for (let round = 0; round < 2; round++) {
      const both = [listening(), listening()] as const;
      const [first, second] = await Promise.all(both.map(({ listener }) => feed.subscribe(listener)));
      expect(await connections()).toBe(1);
      await first!.close();
      await stores.pins.create(aPinDraft('film-1'), aChange(0));
      await both[1].until(() => both[1].heard.includes('pins'));
      expect(both[0].heard).toEqual([]);
      await second!.close();
      await second!.close();
      while ((await connections()) > 0);
    }
  });

  test('a pool outlives the loss of all its connections', async () => {
    const other = openStores(database.url);
    await other.items.count();
    const { rows } = await other.pool.query('SELECT pg_backend_pid() AS pid');
    await stores.owner.query('SELECT pg_terminate_backend($1)', [rows[0].pid]);
    // The loss may still be on its way while the next statement is sent: that one may fail, the one after it may not.
    await other.items.count().catch(() => {});
    expect(await other.items.count()).toBeGreaterThanOrEqual(0);
    await other.pool.end();
  });

  test('two tenants in one database see nothing of each other', async () => {
    await migrate({ connectionString: database.url, tenant: 'other', dryRun: false, logger: SILENT_LOGGER });
    const other = openStores(database.url, 'other');
    const { heard, listener, until } = listening();
    const subscription = await feedOf(TEST_TENANT, stores).subscribe(listener);
    await stores.owner.query('TRUNCATE events');
    const counts = [await stores.items.count(), (await stores.pins.current(0)).length];
    await other.items.upsert([anItem('theirs')]);
    await other.pins.create(aPinDraft('theirs'), aChange(0));
    const event = anEvent({ eventId: 'theirs', itemId: 'theirs', type: 'play' });
    await other.log.ship({ journalId: 'j', fromPosition: 0, toPosition: 7, decisions: [], events: [event] });
    expect([await stores.items.count(), (await stores.pins.current(0)).length]).toEqual(counts);
    expect(await collect(stores.log.events({ origins: ['app'] }))).toEqual([]);
    expect(await stores.log.offset('j')).toBe(1);
    expect(await other.log.offset('j')).toBe(7);
    await stores.items.upsert([anItem('ours')]);
    await until(() => heard.length > 0);
    expect(heard).toEqual(['catalogue']);
    const { rows } = await other.pool.query("SELECT 1 FROM pg_roles WHERE rolname = 'other_analyst'");
    expect(rows).toHaveLength(1);
    await subscription.close();
    await other.pool.end();
  });
});
