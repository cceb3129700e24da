import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client, type Pool } from 'pg';
import { createLogRetention } from '../../../src/adapters/postgres/log/log-retention.ts';
import { migrate } from '../../../src/adapters/postgres/migrate.ts';
import { createPool } from '../../../src/adapters/postgres/pool.ts';
import { warnOfRights } from '../../../src/adapters/postgres/service-role.ts';
import type { Logger } from '../../../src/domain/ports/logger.ts';
import { SILENT_LOGGER } from '../../../src/domain/ports/logger.ts';
import { createTestDatabase, TEST_TENANT, type TestDatabase } from '../../support/database.ts';
import { aDecision, anEvent } from '../../support/log-fixtures.ts';
import { openStores, type Stores } from '../../support/postgres-stores.ts';

const DENIED = { code: '42501' };
const ALL = 'DELETE, INSERT, SELECT, UPDATE';
const ADDED_TO = 'INSERT, SELECT';
const KEPT = 'INSERT, SELECT, UPDATE';

/** Every table there is. One that is new stands here once somebody has decided what the service may do to it. */
const RIGHTS = {
  api_keys: ALL,
  audit_log: ADDED_TO,
  dead_letters: KEPT,
  decisions: ADDED_TO,
  editorial_objects: ALL,
  erasure_receipts: KEPT,
  erasures: KEPT,
  event_days: ALL,
  events: ADDED_TO,
  feature_samples: ADDED_TO,
  flagged_users: ALL,
  funnel_stats: ALL,
  installation: 'SELECT',
  item_exposure: ALL,
  item_funnel: ALL,
  item_ids: ALL,
  item_stats: ALL,
  items: ALL,
  journal_offsets: ALL,
  log_checkpoint: ALL,
  log_followers: ALL,
  migrations: 'SELECT',
  model_refusals: ALL,
  models: ALL,
  objectives: ALL,
  outcomes: ALL,
  page_funnel: ALL,
  people: ALL,
  pins: ALL,
  region_plays: ALL,
  row_funnel: ALL,
  snapshot_versions: ALL,
  state_repairs: ALL,
  suggestion_labels: ADDED_TO,
  suggestions: ALL,
  switches: ALL,
  templates: ALL,
  training_runs: ALL,
  user_changes: ADDED_TO,
  user_checkpoints: ALL,
  user_states: ALL,
  viewing_hours: ALL,
  waiting_outcomes: ALL,
};

describe('rights of the service in the database', () => {
  let database: TestDatabase;
  let stores: Stores;
  /** A login that is a member of the role and nothing else. */
  let member: Pool;
  const login = `marquee_member_${randomBytes(6).toString('hex')}`;
  let memberUrl: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    stores = openStores(database.url);
    await stores.owner.query(`CREATE ROLE ${login} LOGIN PASSWORD 'x' IN ROLE marquee_service`);
    const url = new URL(database.url);
    url.username = login;
    url.password = 'x';
    memberUrl = url.href;
    member = createPool({ connectionString: memberUrl, tenant: TEST_TENANT, logger: SILENT_LOGGER, rights: 'login' });
  });
  afterAll(async () => {
    await member.end();
    await stores.owner.query(`DROP ROLE ${login}`);
    await stores.pool.end();
    await database.drop();
  });

  test('each table has the rights that were decided for it, and each partition none', async () => {
    const { rows } = await stores.owner.query(`
      SELECT c.relname, c.relispartition, (SELECT string_agg(a.privilege_type, ', ' ORDER BY a.privilege_type)
        FROM aclexplode(c.relacl) a WHERE a.grantee = 'marquee_service'::regrole) AS rights
      FROM pg_class c WHERE c.relnamespace = 'marquee'::regnamespace AND c.relkind IN ('r', 'p')`);
    expect(
      Object.fromEntries(rows.filter((row) => !row.relispartition).map((row) => [row.relname, row.rights])),
    ).toEqual(RIGHTS);
    const partitions = rows.filter((row) => row.relispartition);
    expect(partitions.length).toBeGreaterThan(6);
    expect(partitions.filter((row) => row.rights !== null)).toEqual([]);
  });

  test.each(['the pool of the service', 'a login that is only a member'])(
    '%s cannot change audit and log',
    async (who) => {
      const pool = who === 'the pool of the service' ? stores.pool : member;
      // Made by the service itself, as the upkeep does.
      await pool.query("SELECT ensure_partitions((now() AT TIME ZONE 'UTC')::date, 5)");
      const { rows } = await stores.owner.query<{ name: string }>(`
      SELECT c.relname AS name FROM pg_class c WHERE c.relnamespace = 'marquee'::regnamespace AND c.relkind IN ('r', 'p')
        AND (c.relname = 'audit_log' OR c.relname ~ '^(decisions|events)(_|$)')`);
      expect(rows.map((row) => row.name)).toEqual(expect.arrayContaining(['audit_log', 'decisions', 'events_history']));
      expect(rows.length).toBeGreaterThan(12);
      for (const { name } of rows) {
        const column = name === 'audit_log' ? 'reason' : 'origin';
        for (const sql of [
          `UPDATE ${name} SET ${column} = 'x'`,
          `DELETE FROM ${name}`,
          `TRUNCATE ${name}`,
          `ALTER TABLE ${name} ADD COLUMN x text`,
          `DROP TABLE ${name}`,
          `DO 'BEGIN LOCK TABLE ${name} IN ACCESS EXCLUSIVE MODE; END'`,
          `CREATE TRIGGER x BEFORE INSERT ON ${name} FOR EACH ROW EXECUTE FUNCTION refuse_change()`,
        ]) {
          await expect(pool.query(sql).then(() => sql)).rejects.toMatchObject(DENIED);
        }
      }
      for (const sql of [
        'CREATE TABLE x ()',
        'DELETE FROM user_changes',
        'DELETE FROM erasures',
        'DELETE FROM migrations',
      ]) {
        await expect(pool.query(sql)).rejects.toMatchObject(DENIED);
      }
    },
  );

  test('a member who resets his role has no more rights than before; the owner is again who he is', async () => {
    const asked = async (pool: Pool) => {
      const client = await pool.connect();
      try {
        await client.query('RESET ROLE; SET ROLE NONE');
        return await client.query("SELECT has_table_privilege('audit_log', 'UPDATE') AS may");
      } finally {
        client.release(true);
      }
    };
    expect((await asked(member)).rows).toEqual([{ may: false }]);
    expect((await asked(stores.pool)).rows).toEqual([{ may: true }]);
    expect((await stores.pool.query('SELECT current_user AS who')).rows).toEqual([{ who: 'marquee_service' }]);
  });

  test('erasing takes what a tombstone covers and refuses all else, whatever temporary tables say', async () => {
    const event = anEvent({ eventId: 'kept' });
    await stores.log.store({ decisions: [aDecision([1])], events: [event] });
    const client = await member.connect();
    try {
      await client.query('CREATE TEMP TABLE erasures (user_key uuid, erased_at timestamptz)');
      await client.query("INSERT INTO pg_temp.erasures VALUES ($1, 'infinity')", [event.userKey]);
      const erasing = client.query('SELECT erase_from_log($1::uuid[], now())', [[event.userKey]]);
      await expect(erasing).rejects.toMatchObject(DENIED);
      const untimed = client.query('SELECT erase_from_log($1::uuid[], NULL)', [[event.userKey]]);
      await expect(untimed).rejects.toMatchObject(DENIED);
    } finally {
      client.release(true);
    }
    expect(await stores.log.countEvents({ origins: ['app'] })).toBe(1);
  });

  test('retention drops the oldest day when it is over, and no other', async () => {
    await stores.owner.query('UPDATE installation SET first_day = first_day - 4');
    const { rows } = await stores.owner.query("SELECT first_day - date '1970-01-01' AS day FROM installation");
    const first: number = rows[0].day;
    // The history partition ends where the installation was; only events of their own days matter here.
    await stores.owner.query(
      `CREATE TABLE events_old PARTITION OF events FOR VALUES FROM ('2200-01-01') TO ('2200-01-02')`,
    );
    await stores.owner.query(`ALTER TABLE events_old RENAME TO events_20000103`);
    const drop = (day: string) => member.query('SELECT drop_log_day($1::date)', [day]);
    await expect(drop('2000-01-04')).rejects.toMatchObject(DENIED);
    await expect(member.query(`SELECT drop_log_day(date '1970-01-01' + ${first + 4})`)).rejects.toMatchObject(DENIED);
    await drop('2000-01-03');
    const tomorrow = createLogRetention({ pool: member });
    const oldest = await tomorrow.oldestDay();
    expect(oldest).toBe(first + 4);
    await expect(tomorrow.dropDay(oldest!, () => new Uint8Array())).rejects.toMatchObject(DENIED);
  });

  test('a login that is not the owner serves what is migrated, and says who must migrate the rest', async () => {
    const options = { connectionString: memberUrl, tenant: TEST_TENANT, dryRun: false, logger: SILENT_LOGGER };
    expect(await migrate(options)).toEqual([]);
    await stores.owner.query("DELETE FROM migrations WHERE name LIKE '0031%'");
    await expect(migrate(options)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('MIGRATE_DATABASE_URL'),
    });
  });

  test('who serves with rights to change the log is warned, and nobody else', async () => {
    const said: string[] = [];
    const logger: Logger = { ...SILENT_LOGGER, warn: (_, message) => said.push(message) };
    await warnOfRights(stores.pool, TEST_TENANT, logger);
    await warnOfRights(member, TEST_TENANT, logger);
    expect(said).toEqual([]);
    await warnOfRights(stores.owner, TEST_TENANT, logger);
    expect(said).toEqual([expect.stringContaining('could change the audit and the log')]);
  });

  test('where roles cannot be made, migrating succeeds and says what to do', async () => {
    const owner = `marquee_owner_${randomBytes(6).toString('hex')}`;
    const tenant = `plain_${randomBytes(4).toString('hex')}`;
    const admin = new Client({ connectionString: database.url });
    await admin.connect();
    try {
      await admin.query(`CREATE ROLE ${owner} LOGIN PASSWORD 'x'`);
      await admin.query(`GRANT CREATE, TEMP ON DATABASE ${new URL(database.url).pathname.slice(1)} TO ${owner}`);
      const url = new URL(database.url);
      url.username = owner;
      url.password = 'x';
      const said: string[] = [];
      const logger: Logger = { ...SILENT_LOGGER, warn: (_, message) => said.push(message) };
      const options = { connectionString: url.href, tenant, dryRun: false, logger };
      expect((await migrate(options)).length).toBeGreaterThan(20);
      expect(said.filter((message) => message.includes('have an administrator make it')).length).toBe(1);
      // An administrator has made it: the next migrate gives it its rights.
      await admin.query(`CREATE ROLE ${tenant}_service NOLOGIN ROLE ${owner}`);
      expect(await migrate(options)).toEqual([]);
      const { rows } = await admin.query(
        `SELECT has_table_privilege('${tenant}_service', '${tenant}.audit_log', 'INSERT') AS may`,
      );
      expect(rows).toEqual([{ may: true }]);
    } finally {
      await admin.query(
        `DROP SCHEMA IF EXISTS ${tenant} CASCADE; DROP OWNED BY ${owner} CASCADE; DROP ROLE IF EXISTS ${owner}`,
      );
      await admin.query(`DROP ROLE IF EXISTS ${tenant}_service`);
      await admin.end();
    }
  }, 60_000);
});
