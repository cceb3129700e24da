import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { migrate } from '../../src/adapters/postgres/migrate.ts';
import { SILENT_LOGGER } from '../../src/domain/ports/logger.ts';

export interface TestDatabase {
  /** Connection string of a database of its own, as its owner. */
  readonly url: string;
  drop(): Promise<void>;
}

/** The tenant that test databases are migrated for. */
export const TEST_TENANT = 'marquee';

/** A fresh, migrated database, copied from the template in some 50 ms. Call once a test file and drop it in afterAll. */
export async function createTestDatabase(): Promise<TestDatabase> {
  return createDatabase(process.env.MARQUEE_TEST_TEMPLATE ?? missing());
}

/** The same without any schema: for what migrates by itself. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  return createDatabase('template0');
}

/** Called once by global-setup.ts. */
export async function createTemplate(serverUrl: string): Promise<{ name: string; drop(): Promise<void> }> {
  const name = `marquee_template_${randomBytes(4).toString('hex')}`;
  await administer(serverUrl, `CREATE DATABASE ${name}`);
  await migrate({
    connectionString: databaseUrl(serverUrl, name),
    tenant: TEST_TENANT,
    dryRun: false,
    logger: SILENT_LOGGER,
  });
  return { name, drop: () => administer(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function createDatabase(template: string): Promise<TestDatabase> {
  const serverUrl = process.env.MARQUEE_TEST_DATABASE_URL ?? missing();
  const name = `marquee_test_${randomBytes(6).toString('hex')}`;
  await administer(serverUrl, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  return {
    url: databaseUrl(serverUrl, name),
    drop: () => administer(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

async function administer(serverUrl: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function databaseUrl(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

function missing(): never {
  throw new Error('No test database server: run the tests by npm test, whose global setup starts one.');
}
