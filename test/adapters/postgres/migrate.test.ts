import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { migrate } from '../../../src/adapters/postgres/migrate.ts';
import { SILENT_LOGGER } from '../../../src/domain/ports/logger.ts';
import { createEmptyDatabase, type TestDatabase } from '../../support/database.ts';

describe('migrate', () => {
  let database: TestDatabase;
  let client: Client;

  beforeAll(async () => {
    database = await createEmptyDatabase();
    client = new Client({ connectionString: database.url });
    await client.connect();
  });

  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  const options = (tenant: string, dryRun = false) => ({
    connectionString: database.url,
    tenant,
    dryRun,
    logger: SILENT_LOGGER,
  });

  test('a dry run names every migration and changes nothing', async () => {
    const files = (await readdir('migrations')).map((file) => file.replace('.sql', '')).sort();
    expect(await migrate(options('dry', true))).toEqual(files);
    const { rows } = await client.query("SELECT 1 FROM pg_namespace WHERE nspname = 'dry'");
    expect(rows).toEqual([]);
  });

  test('two processes that migrate at once do each step once', async () => {
    const runs = await Promise.all([migrate(options('both')), migrate(options('both'))]);
    expect(runs.map((run) => run.length).sort()).toEqual([0, (await readdir('migrations')).length]);
    expect(await migrate(options('both', true))).toEqual([]);
  });

  test('a tenant whose name is not a plain identifier is refused before anything reaches the database', async () => {
    for (const tenant of ['x; DROP SCHEMA both', 'Upper', 'pg_catalog', '', '1st', 'a"b']) {
      await expect(migrate(options(tenant))).rejects.toMatchObject({ code: 'bad-argument' });
    }
  });
});
