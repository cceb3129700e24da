import { cpus, loadavg } from 'node:os';
import type { Pool } from 'pg';
import { type ReportQuestion, runReport } from '../src/reports/run-report.ts';
import { openEmptyLog } from './empty-log.ts';
import { syntheticItems } from './synthetic/catalogue.ts';
import { createTastes } from './synthetic/tastes.ts';

export interface ReportsBenchOptions {
  readonly impressions: number;
  readonly items: number;
  readonly say: (line: string) => void;
}

export interface ReportsBench {
  readonly impressions: number;
  readonly pages: number;
  readonly users: number;
  readonly events: number;
  /** Rolling all of it up at once. */
  readonly rollUpSeconds: number;
  readonly reports: readonly ReportTime[];
  readonly machine: { cpu: string; cores: number; node: string; load: number };
}

interface ReportTime {
  readonly report: string;
  readonly rows: number;
  readonly source: string;
  /** The first time it is asked, and the median of three more. */
  readonly firstSeconds: number;
  readonly seconds: number;
}

const DAYS = 14;
const SLOTS_A_PAGE = 160;
const PAGES_A_USER = 6;
const DAY_MS = 86_400_000;

const ASKED: readonly (Pick<ReportQuestion, 'name' | 'by'> & Partial<ReportQuestion>)[] = [
  { name: 'ctr', by: [] },
  { name: 'ctr', by: ['day'] },
  { name: 'ctr', by: ['position'] },
  { name: 'ctr', by: ['day'], tz: 'Asia/Kolkata' },
  { name: 'ctr', by: [], compare: 'previous' },
  { name: 'ctr', by: ['surface', 'region'] },
  { name: 'ctr', by: ['arm'] },
  { name: 'ctr', by: ['row', 'surface'] },
  { name: 'funnel', by: ['day'] },
  { name: 'rows', by: [] },
  { name: 'items', by: [] },
];

/** Seconds a report takes over a log of so many impressions, of two weeks, asked for the last one. Nothing is left behind. */
export async function benchReports({ impressions, items, say }: ReportsBenchOptions): Promise<ReportsBench> {
  const { context, pool, close } = await openEmptyLog();
  try {
    // Days have partitions from today on: the log lies ahead.
    const startMs = Math.ceil(context.clock.nowMs() / DAY_MS) * DAY_MS;
    const endMs = startMs + DAYS * DAY_MS;
    await context.itemStore.upsert(syntheticItems(createTastes(items, 7), startMs, 7));
    for (let day = 0; day < DAYS; day += 3) await context.logStore.ensurePartitions(startMs + day * DAY_MS);

    const pages = Math.ceil(impressions / SLOTS_A_PAGE);
    const users = Math.ceil(pages / PAGES_A_USER);
    say(`Making ${pages} pages.`);
    const events = await makeLog(pool, { pages, users, items, startMs });
    say('Rolling them up.');
    const rollUpSeconds = await secondsOf(() => context.rollUps.rebuild());
    await pool.query('VACUUM ANALYZE');
    const reports: ReportTime[] = [];
    for (const asked of ASKED) {
      const question = { fromMs: null, toMs: endMs, tz: 'UTC', compare: null, fewestUsers: 0, ...asked };
      const ask = () => runReport({ ...question, origin: 'test' }, context.reports, endMs);
      const report = [
        asked.name,
        ...asked.by,
        ...(asked.tz ? [asked.tz] : []),
        ...(asked.compare ? ['compared'] : []),
      ].join(' ');
      const answer = { rows: 0, source: '' };
      const firstSeconds = await secondsOf(async () => {
        const { rows, definition } = await ask();
        Object.assign(answer, { rows: rows.length, source: /v_\w+/.exec(definition.notes[0]!)![0] });
      });
      const times = [await secondsOf(ask), await secondsOf(ask), await secondsOf(ask)].toSorted((a, b) => a - b);
      reports.push({ report, ...answer, firstSeconds, seconds: times[1]! });
      say(`${report}: ${times[1]} s`);
    }
    const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, node: process.version };
    const load = Number(loadavg()[0]!.toPrecision(3));
    return {
      impressions: pages * SLOTS_A_PAGE,
      pages,
      users,
      events,
      rollUpSeconds,
      reports,
      machine: { ...machine, load },
    };
  } finally {
    await close();
  }
}

export function reportsText({ impressions, users, reports, rollUpSeconds, machine }: ReportsBench): string {
  const lines = reports.map(
    ({ report, rows, source, firstSeconds, seconds }) =>
      `| ${report} | ${rows} | \`${source}\` | ${firstSeconds} | ${seconds} |`,
  );
  return [
    `${impressions} impressions of ${users} users in ${DAYS} days, asked for the last 7; rolled up in ${rollUpSeconds} s.`,
    `${machine.cores} cores of ${machine.cpu}, Node ${machine.node}, load ${machine.load}.`,
    '',
    '| report | rows | from | first, s | warm, s |',
    '|---|---|---|---|---|',
    ...lines,
  ].join('\n');
}

/** As many events as it made. A page is seen in forty slots; some users click much, most little. */
async function makeLog(
  pool: Pool,
  { pages, users, items, startMs }: { pages: number; users: number; items: number; startMs: number },
): Promise<number> {
  await pool.query('SELECT setseed(0.5)');
  for (let day = 0; day < DAYS; day++) {
    await pool.query(DECISIONS, [Math.ceil(pages / DAYS), users, items, new Date(startMs + day * DAY_MS)]);
  }
  const { rowCount } = await pool.query(EVENTS);
  return rowCount ?? 0;
}

/** $1 pages, $2 users, $3 items, $4 the day. Keys are hashes, ids begin with their time. */
const DECISIONS = `
INSERT INTO decisions (recommendation_id, served_at, user_key, origin, route, surface, region, maturity, rung, retrieval_version,
  ranker_version, arms, snapshot_versions, random_seed, took_ms, row_ids, withheld, item_no, row_index, position, source, score,
  propensity, explored, pin_no, displaced_item_no, journal_id, journal_position)
SELECT (lpad(to_hex((extract(epoch FROM p.at) * 1000)::bigint), 12, '0') || '7' || substr(md5(p.n || p.at::text), 1, 19))::uuid, p.at,
  md5(p.viewer::text)::uuid, 'test', 'home', (ARRAY['tv', 'web', 'mobile'])[1 + p.viewer % 3],
  (ARRAY['SE', 'DE', 'GB', 'FR', 'US'])[1 + p.viewer % 5], 'adult', 'R0', 'bench', 'bench',
  jsonb_build_object('layout', CASE p.viewer % 2 WHEN 0 THEN 'a' ELSE 'b' END), '{}', 1, 2,
  ARRAY(SELECT 'genre:' || (p.viewer + r) % 40 FROM generate_series(1, 8) AS r), '[]', s.item_no, s.row_index, s.position, s.source,
  s.score, s.one, s.explored, s.none, s.none, 'bench', 0
FROM (
  SELECT n, floor(random() * $2::integer)::integer AS viewer, $4::timestamptz + random() * interval '1 day' AS at
  FROM generate_series(1, $1::integer) AS n OFFSET 0
) AS p
CROSS JOIN LATERAL (
  SELECT array_agg(1 + floor(random() ^ 2 * $3::integer)::integer) AS item_no, array_agg((slot / 20)::smallint) AS row_index,
    array_agg((slot % 20)::smallint) AS position, array_agg((slot / 20 % 3)::smallint) AS source,
    array_agg(0.5::real) AS score, array_agg(1::real) AS one, array_agg(false) AS explored, array_agg(0) AS none
  FROM generate_series(0, ${SLOTS_A_PAGE - 1}) AS slot WHERE p.n > 0
) AS s`;

const EVENTS = `
INSERT INTO events (day, event_id, type, user_key, item_no, occurred_at, received_at, impression_ids, trigger, origin, portion)
SELECT ((d.served_at + interval '1 minute') AT TIME ZONE 'UTC')::date, d.recommendation_id || '-' || e.n, e.type, d.user_key, e.item_no,
  d.served_at + interval '1 minute', d.served_at + interval '1 minute', e.names, 'user', d.origin, NULL
FROM decisions d
CROSS JOIN LATERAL (
  SELECT row_index AS n, 'viewed' AS type, 0 AS item_no,
    array_agg(d.recommendation_id || '.' || row_index || '.' || position) AS names
  FROM unnest(d.row_index, d.position) AS s (row_index, position) WHERE position < 5 GROUP BY row_index
  UNION ALL
  SELECT 100 + slot::integer * 2 + kind, (ARRAY['click', 'play'])[1 + kind], item_no,
    ARRAY[d.recommendation_id || '.' || row_index || '.' || position]
  FROM unnest(d.item_no, d.row_index, d.position) WITH ORDINALITY AS s (item_no, row_index, position, slot)
  CROSS JOIN generate_series(0, 1) AS kind
  WHERE position < 5 AND random() < 0.004 * (1 + get_byte(uuid_send(d.user_key), 0) / 32)
) AS e`;

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return Number(((performance.now() - startedMs) / 1000).toPrecision(3));
}
