import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { startChild } from './child.ts';
import { openEmptyLog } from './empty-log.ts';
import type { ExportAnswer } from './processes/export.ts';

export interface ExportsBenchOptions {
  /** Of one day; one run each and format, in a process of its own. */
  readonly impressions: readonly number[];
  /** s3://bucket/prefix, of the store that AWS's variables name; null: folders alone. */
  readonly store: string | null;
  readonly say: (line: string) => void;
}

export interface ExportsBench {
  readonly runs: readonly (ExportAnswer & {
    readonly format: string;
    readonly target: string;
    readonly megabytes: number;
  })[];
  readonly machine: { readonly cpu: string; readonly cores: number; readonly node: string; readonly load: number };
}

const FORMATS = ['parquet', 'ndjson'] as const;
const DAY_MS = 86_400_000;
const SLOTS_A_PAGE = 160;
const ITEMS = 5_000;

/** Memory and time of exports of one day that grows: its file is the largest thing that an export makes. Nothing is left of it but what is in the store. */
export async function benchExports({ impressions, store, say }: ExportsBenchOptions): Promise<ExportsBench> {
  const load = Number(loadavg()[0]!.toPrecision(3));
  const folder = await mkdtemp(join(tmpdir(), 'marquee-bench-exports-'));
  const { context, pool, close } = await openEmptyLog();
  try {
    const startMs = Math.ceil(context.clock.nowMs() / DAY_MS) * DAY_MS;
    await context.logStore.ensurePartitions(startMs);
    await context.itemNumbers.resolve(Array.from({ length: ITEMS }, (_, n) => `item-${n + 1}`));
    const settings = { ...awsVariables(), DATABASE_URL: context.connectionString, DATA_DIR: folder, MIGRATE: '0' };
    const runs: ExportsBench['runs'][number][] = [];
    let pages = 0;
    for (const count of impressions) {
      say(`Making ${count} impressions.`);
      const all = Math.ceil(count / SLOTS_A_PAGE);
      await makePages(pool, pages + 1, all, startMs);
      pages = all;
      for (const format of FORMATS) {
        for (const target of store === null ? ['folder'] : ['folder', 'store']) {
          const out = target === 'folder' ? join(folder, 'out') : `${store}/${count}`;
          const child = startChild('export', settings);
          const answer = await child.ask<ExportAnswer>('export', { out, format }).finally(() => child.stop());
          const bytes = target === 'folder' ? await sizeOf(out) : runs.at(-1)!.megabytes * 1024 ** 2;
          await rm(join(folder, 'out'), { recursive: true, force: true });
          runs.push({ ...answer, format, target, megabytes: bytes / 1024 ** 2 });
          say(`${answer.rows} rows as ${format} to a ${target}: ${answer.seconds.toFixed(1)} s`);
        }
      }
    }
    return { runs, machine: { cpu: cpus()[0]!.model, cores: cpus().length, node: process.version, load } };
  } finally {
    await close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The table of docs/performance.md. */
export function exportsText({ runs, machine }: ExportsBench): string {
  const rows = runs.map(
    ({ rows: count, format, target, megabytes, seconds, cpuSeconds, idleMegabytes, peakMegabytes }) =>
      `| ${count} | ${format} | ${target} | ${megabytes.toFixed(0)} | ${seconds.toFixed(1)} | ${cpuSeconds.toFixed(1)} | ${idleMegabytes.toFixed(0)} | ${peakMegabytes.toFixed(0)} |`,
  );
  return [
    `${machine.cores} cores of ${machine.cpu}, Node ${machine.node}, load ${machine.load} before.`,
    '',
    '| impressions of one day | format | to a | file, MB | seconds | CPU, s | memory before, MB | at its height, MB |',
    '|---|---|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

const awsVariables = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => /^(AWS|S3)_/.test(name)));

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.parentPath.includes('day='));
  const sizes = await Promise.all(files.map(({ parentPath, name }) => stat(join(parentPath, name))));
  return sizes.reduce((sum, { size }) => sum + size, 0);
}

/** Pages $1 up to $2 of the day at $3, of 160 titles that nothing repeats, so that files do not shrink to nothing. */
async function makePages(pool: Pool, first: number, last: number, startMs: number): Promise<void> {
  await pool.query(PAGES, [first, last, new Date(startMs), SLOTS_A_PAGE, ITEMS]);
  await pool.query('VACUUM ANALYZE decisions');
}

const PAGES = `
INSERT INTO decisions (recommendation_id, served_at, user_key, origin, route, surface, region, maturity, rung, retrieval_version,
  ranker_version, arms, snapshot_versions, random_seed, took_ms, row_ids, withheld, item_no, row_index, position, source, score,
  propensity, explored, pin_no, displaced_item_no, journal_id, journal_position)
SELECT md5(n::text)::uuid, $3::timestamptz + n * interval '1 ms', md5('user' || n % 10000)::uuid, 'app', 'home', 'tv', 'SE', 'adult', 'R0',
  'bench', 'bench', '{}', '{}', 1, 2, ARRAY['genre:1', 'genre:2', 'genre:3', 'genre:4', 'genre:5', 'genre:6', 'genre:7', 'genre:8'], '[]',
  s.item_no, s.row_index, s.position, s.source, s.score, s.one, s.explored, s.none, s.none, 'bench', 0
FROM generate_series($1::integer, $2::integer) AS n
CROSS JOIN LATERAL (
  SELECT array_agg(1 + floor(random() * $5::integer)::integer) AS item_no, array_agg((slot / 20)::smallint) AS row_index,
    array_agg((slot % 20)::smallint) AS position, array_agg((slot / 20 % 3)::smallint) AS source,
    array_agg(random()::real) AS score, array_agg(1::real) AS one, array_agg(false) AS explored, array_agg(0) AS none
  FROM generate_series(0, $4::integer - 1) AS slot WHERE n > 0
) AS s`;
