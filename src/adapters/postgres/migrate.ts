import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runner } from 'node-pg-migrate';
import { Client } from 'pg';
import { MarqueeError } from '../../domain/errors.ts';
import type { Logger } from '../../domain/ports/logger.ts';
import { grantServiceRights } from './service-rights.ts';
import { tenantSchema } from './tenant-schema.ts';

export interface MigrateOptions {
  readonly connectionString: string;
  readonly tenant: string;
  /** Only tells what would be run. */
  readonly dryRun: boolean;
  readonly logger: Logger;
}

/**
 * Brings the tenant's schema up to date, making it if absent; returns the names of the migrations that were (or would be) run.
 * All or nothing. Several processes may call it at once: they wait for each other. Connects as the owner of the schema.
 */
export async function migrate(options: MigrateOptions): Promise<readonly string[]> {
  const schema = tenantSchema(options.tenant);
  if (options.dryRun) return withClient(options.connectionString, (client) => pending(client, schema));
  const names = await withClient(options.connectionString, async (client) => {
    if (!(await mayMigrate(client, schema))) return upToDate(await pending(client, schema));
    const applied = await run(client, schema, options.logger);
    await grantServiceRights(client, options.tenant, options.logger);
    return applied.map((migration) => migration.name);
  });
  if (names.length > 0)
    options.logger.info({ schema, migrations: names }, 'The database schema was brought up to date.');
  return names;
}

const MIGRATIONS_DIRECTORY = join(import.meta.dirname, '..', '..', '..', 'migrations');
const MIGRATIONS_TABLE = 'migrations';

function run(dbClient: Client, schema: string, logger: Logger) {
  return runner({
    dbClient,
    dir: MIGRATIONS_DIRECTORY,
    direction: 'up',
    migrationsTable: MIGRATIONS_TABLE,
    migrationsSchema: schema,
    createMigrationsSchema: true,
    schema,
    createSchema: true,
    singleTransaction: true,
    advisoryLockMode: 'wait',
    logger: {
      debug() {},
      info() {},
      warn: (message: string) => logger.warn({}, message),
      error: (message: string) => logger.warn({}, message),
    },
  });
}

async function pending(client: Client, schema: string): Promise<readonly string[]> {
  const files = await readdir(MIGRATIONS_DIRECTORY);
  const names = files.filter((file) => file.endsWith('.sql')).map((file) => file.slice(0, -'.sql'.length));
  const table = `"${schema}".${MIGRATIONS_TABLE}`;
  const { rows } = await client.query('SELECT to_regclass($1) IS NOT NULL AS present', [table]);
  if (!rows[0].present) return names.sort();
  const applied = await client.query(`SELECT name FROM ${table}`);
  const done = new Set(applied.rows.map((row) => row.name));
  return names.filter((name) => !done.has(name)).sort();
}

/** The schema's owner may, and where there is none yet whoever may make it. */
async function mayMigrate(client: Client, schema: string): Promise<boolean> {
  const { rows } = await client.query(
    "SELECT pg_has_role(session_user, nspowner, 'MEMBER') AS owned FROM pg_namespace WHERE nspname = $1",
    [schema],
  );
  return rows[0]?.owned ?? true;
}

/** For a login that is not the owner: it can serve, as long as there is nothing to migrate. */
function upToDate(missing: readonly string[]): readonly string[] {
  if (missing.length === 0) return [];
  throw new MarqueeError(
    'unavailable',
    `The database schema lacks ${missing.join(', ')}, and this login does not own it: set MIGRATE_DATABASE_URL to the owner's connection string, or run migrate with it.`,
  );
}

/** A connection of our own, closed before we go on. One that breaks fails the query on it, and not the process by its event. */
async function withClient<T>(connectionString: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString, application_name: 'marquee-migrate' });
  client.on('error', () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
