import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runner } from 'node-pg-migrate';
import { Client } from 'pg';
import type { Logger } from '../../domain/ports/logger.ts';
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
  if (options.dryRun) return pending(options.connectionString, schema);
  const applied = await withClient(options.connectionString, (dbClient) => run(dbClient, schema, options.logger));
  const names = applied.map((migration) => migration.name);
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

async function pending(connectionString: string, schema: string): Promise<readonly string[]> {
  const files = await readdir(MIGRATIONS_DIRECTORY);
  const names = files.filter((file) => file.endsWith('.sql')).map((file) => file.slice(0, -'.sql'.length));
  return withClient(connectionString, async (client) => {
    const table = `"${schema}".${MIGRATIONS_TABLE}`;
    const { rows } = await client.query('SELECT to_regclass($1) IS NOT NULL AS present', [table]);
    if (!rows[0].present) return names.sort();
    const applied = await client.query(`SELECT name FROM ${table}`);
    const done = new Set(applied.rows.map((row) => row.name));
    return names.filter((name) => !done.has(name)).sort();
  });
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
