import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createFolderTarget } from '../../src/adapters/files/folder-target.ts';
import { createParquetFile } from '../../src/adapters/parquet/parquet-file.ts';
import { createErasures } from '../../src/adapters/postgres/log/erasures.ts';
import { createLogExport } from '../../src/adapters/postgres/log/log-export.ts';
import { openS3Target } from '../../src/adapters/s3/s3-target.ts';
import { exportFolder, type FolderOptions } from '../../src/commands/export-folder.ts';
import type { ExportTarget, S3Settings } from '../../src/domain/ports/export-target.ts';
import type { Exported } from '../../src/domain/ports/log-export.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { aDecision, anEvent, recommendationIdAt, userKeyFor } from '../support/log-fixtures.ts';
import { openStores, type Stores } from '../support/postgres-stores.ts';
import { refusal, startS3Proxy, withConditions } from '../support/s3-proxy.ts';
import { S3_START_MS, type S3Server, startS3 } from '../support/s3-server.ts';

/** The log in a real store: what is brought back from it is what a folder would have, and what SQL says. */
const DAY_MS = 86_400_000;
const FIRST_MS = Date.UTC(2026, 5, 1, 9);
const CLOCK = { nowMs: () => FIRST_MS + 9 * DAY_MS, monotonicMs: () => 0 };
const WHOLE: FolderOptions = {
  from: Number.NEGATIVE_INFINITY,
  to: Number.POSITIVE_INFINITY,
  format: 'parquet',
};
const NEW: FolderOptions = { ...WHOLE, sinceWatermark: true };

describe('the log, exported to a store', () => {
  let server: S3Server;
  let database: TestDatabase;
  let stores: Stores;
  let numbers: Int32Array;
  let root: string;
  let bucket: string;
  let duckdb: Awaited<ReturnType<DuckDBInstance['connect']>>;
  let position = 0;

  beforeAll(async () => {
    server = await startS3({ anyStore: true });
    bucket = await server.createBucket();
    database = await createTestDatabase();
    stores = openStores(database.url);
    numbers = await stores.itemNumbers.resolve(['film-1', 'film-2', 'film-3']);
    root = mkdtempSync(join(tmpdir(), 'marquee-s3-export-'));
    duckdb = await (await DuckDBInstance.create(':memory:')).connect();
    await store([0, 1, 2]);
  }, S3_START_MS);
  afterAll(async () => {
    duckdb.closeSync();
    rmSync(root, { recursive: true });
    await stores.pool.end();
    await database.drop();
    await server.stop();
  });

  /** 20 pages of three titles a day, and a click on each. */
  async function store(days: readonly number[]): Promise<void> {
    const decisions = days.flatMap((day) =>
      Array.from({ length: 20 }, (_, n) => {
        const servedAtMs = FIRST_MS + day * DAY_MS + n * 60_000;
        const recommendationId = recommendationIdAt(servedAtMs, position * 1000 + n);
        return aDecision([...numbers], { servedAtMs, recommendationId, userKey: userKeyFor(1 + (n % 5)) });
      }),
    );
    const events = decisions.map(({ servedAtMs, userKey, recommendationId }, n) => {
      const impressionIds = [`${recommendationId}.0.0`];
      return anEvent({ eventId: `e${position}-${n}`, userKey, occurredAtMs: servedAtMs + 1000, impressionIds });
    });
    await stores.log.ship({ journalId: 'j', fromPosition: position, toPosition: ++position, decisions, events });
  }

  const at = (prefix: string, settings: S3Settings = server.settings): ExportTarget =>
    openS3Target(`s3://${bucket}/${prefix}`, settings, { spoolParent: root });
  const said: string[] = [];
  const exportTo = (target: ExportTarget, what: Exported, options: FolderOptions) => {
    const deps = { logExport: createLogExport(stores), clock: CLOCK, loadParquet: async () => createParquetFile };
    return exportFolder({ stderr: (text) => void said.push(text) }, deps, target, what, options);
  };
  /** The copy, on this machine, where DuckDB can read it without an extension. */
  async function bringBack(prefix: string): Promise<string> {
    const folder = mkdtempSync(join(root, 'copy-'));
    for (const [path, bytes] of await server.objects(bucket, `${prefix}/`)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), bytes);
    }
    return folder;
  }
  const read = async (sql: string) => (await duckdb.runAndReadAll(sql)).getRowObjectsJson();
  const inPostgres = async (sql: string) => (await stores.pool.query(sql)).rows;
  const parquet = (folder: string, what: Exported) =>
    `read_parquet('${folder}/day=*/${what}*.parquet', hive_partitioning = true)`;

  test('is, object by object, the bytes that a folder has', async () => {
    const folder = join(root, 'folder');
    for (const what of ['impressions', 'events'] as const) {
      await exportTo(createFolderTarget(folder), what, WHOLE);
      await exportTo(at('whole'), what, WHOLE);
    }
    const files = (readdirSync(folder, { recursive: true }) as string[]).filter((name) => name.endsWith('.parquet'));
    const objects = await server.objects(bucket, 'whole/');
    expect([...objects.keys()].filter((name) => name.endsWith('.parquet')).sort()).toEqual(files.sort());
    expect(files).toHaveLength(7);
    for (const name of files) expect(objects.get(name)!.equals(readFileSync(join(folder, name)))).toBe(true);
    const manifest = JSON.parse(objects.get('_marquee/events.parquet.json')!.toString());
    expect(manifest).toMatchObject({ kind: 'whole', pending: null, runs: [{ rows: 60, files: 3 }] });
  });

  test('grows by what is new, and DuckDB reads from it what SQL says', async () => {
    for (const what of ['impressions', 'events'] as const) await exportTo(at('lake'), what, NEW);
    const before = await server.objects(bucket, 'lake/');
    await store([1, 3]);
    for (const what of ['impressions', 'events'] as const) await exportTo(at('lake'), what, NEW);
    const after = await server.objects(bucket, 'lake/');
    for (const [path, bytes] of before) {
      if (path.startsWith('day=')) expect(after.get(path)!.equals(bytes)).toBe(true);
    }
    const folder = await bringBack('lake');
    for (const [what, time, id] of [
      ['impressions', 'served_at', 'impression_id'],
      ['events', 'occurred_at', 'event_id'],
    ] as const) {
      const counts = `count(*)::text AS n, count(DISTINCT ${id})::text AS ids, sum(stored_in)::text AS stored`;
      const theirs = await read(
        `SELECT day::text AS day, ${counts} FROM ${parquet(folder, what)} GROUP BY 1 ORDER BY 1`,
      );
      const ours = await inPostgres(
        `SELECT (${time} AT TIME ZONE 'UTC')::date::text AS day, ${counts} FROM v_${what} GROUP BY 1 ORDER BY 1`,
      );
      expect(theirs).toEqual(ours);
      expect(ours).toHaveLength(4);
    }
  });

  test('goes on where the store went away, with the rows that it began with', async () => {
    let isAway = false;
    const proxy = await startS3Proxy(server, ({ url }) => {
      // The first day has come to its place; of the second nothing does, nor any word that it failed.
      if (decodeURIComponent(url.pathname).includes('day=2026-06-02')) isAway = true;
      return isAway ? refusal(503, 'ServiceUnavailable') : null;
    });
    const failed = exportTo(at('broken', proxy.settings), 'events', NEW);
    await expect(failed).rejects.toMatchObject({ code: 'unavailable' });
    await proxy.close();
    const days = async () =>
      [...(await server.objects(bucket, 'broken/')).keys()].filter((path) => path.startsWith('day='));
    expect((await days()).map((path) => path.slice(0, 14))).toEqual(['day=2026-06-01']);
    await store([0]);
    said.length = 0;
    await exportTo(at('broken'), 'events', NEW);
    expect(said.join('')).toContain('after 2026-06-01');
    await exportTo(at('broken'), 'events', NEW);
    const ids = await read(`SELECT event_id FROM ${parquet(await bringBack('broken'), 'events')} ORDER BY 1`);
    expect(ids).toEqual(await inPostgres('SELECT event_id FROM v_events ORDER BY event_id COLLATE "C"'));
    expect(readdirSync(root).filter((name) => name.startsWith('marquee-export-'))).toEqual([]);
  });

  test('two at once, where writes have conditions: whoever is refused, the copy has each row once', async () => {
    const proxy = await startS3Proxy(server, withConditions(server));
    const rivals = await Promise.allSettled([1, 2].map(() => exportTo(at('rivals', proxy.settings), 'events', NEW)));
    await proxy.close();
    const refused = rivals.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    for (const error of refused) expect(error).toMatchObject({ code: 'already-running' });
    await exportTo(at('rivals'), 'events', NEW);
    const ids = await read(`SELECT event_id FROM ${parquet(await bringBack('rivals'), 'events')} ORDER BY 1`);
    expect(ids).toEqual(await inPostgres('SELECT event_id FROM v_events ORDER BY event_id COLLATE "C"'));
  });

  test('an erasure reaches it by its tombstones', async () => {
    const order = { userKey: userKeyFor(3), erasedAtMs: FIRST_MS + 30 * DAY_MS, receiptId: null, throughNewest: false };
    await createErasures(stores).erase(order);
    for (const what of ['impressions', 'events'] as const) await exportTo(at('lake'), what, NEW);
    const folder = await bringBack('lake');
    const erased = `read_parquet('${folder}/_marquee/erased.parquet')`;
    for (const [what, time] of [
      ['impressions', 'served_at'],
      ['events', 'occurred_at'],
    ] as const) {
      const [all] = await read(
        `SELECT count(*)::int AS n FROM ${parquet(folder, what)} WHERE user_key = '${userKeyFor(3)}'`,
      );
      expect(all!.n).toBeGreaterThan(0);
      const left = await read(
        `SELECT count(*)::text AS n FROM ${parquet(folder, what)} AS log ANTI JOIN ${erased} AS e
          ON log.user_key = e.user_key AND log.${time} <= e.erased_at`,
      );
      expect(left).toEqual(await inPostgres(`SELECT count(*)::text AS n FROM v_${what}`));
    }
  });
});
