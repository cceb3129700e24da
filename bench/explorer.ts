import { cpus, loadavg } from 'node:os';
import type { Pool } from 'pg';
import type { ImpressionFilter, ImpressionLog, ImpressionPlace } from '../src/domain/ports/impression-log.ts';
import { openEmptyLog } from './empty-log.ts';

export interface ExplorerBenchOptions {
  readonly impressions: number;
  readonly say: (line: string) => void;
}

export interface ExplorerBench {
  readonly impressions: number;
  readonly pages: number;
  readonly users: number;
  readonly questions: readonly QuestionTime[];
  readonly machine: { cpu: string; cores: number; node: string; load: number };
}

interface QuestionTime {
  readonly question: string;
  /** Of fifty asked for. */
  readonly rows: number;
  /** Nothing is left of the fourteen days. */
  readonly complete: boolean;
  /** The first time it is asked, and the median of five more. */
  readonly firstMs: number;
  readonly ms: number;
}

const DAYS = 14;
const SLOTS_A_PAGE = 160;
const PAGES_A_USER = 6;
const ITEMS = 50_000;
const DAY_MS = 86_400_000;

/** Milliseconds that a page of the explorer takes over a log of two weeks, all of them asked for. Nothing is left behind. */
export async function benchExplorer({ impressions, say }: ExplorerBenchOptions): Promise<ExplorerBench> {
  const { context, pool, close } = await openEmptyLog();
  try {
    // Days have partitions from today on: the log lies ahead.
    const startMs = Math.ceil(context.clock.nowMs() / DAY_MS) * DAY_MS;
    for (let day = 0; day < DAYS; day += 3) await context.logStore.ensurePartitions(startMs + day * DAY_MS);
    await context.itemNumbers.resolve(Array.from({ length: ITEMS }, (_, n) => `item-${n + 1}`));

    const pages = Math.ceil(impressions / SLOTS_A_PAGE);
    const users = Math.ceil(pages / PAGES_A_USER);
    say(`Making ${pages} pages.`);
    await makeLog(pool, { pages, users, startMs });
    say('Rolling them up.');
    await context.rollUps.rebuild();
    await pool.query('VACUUM ANALYZE');

    const range = { fromMs: startMs, untilMs: startMs + DAYS * DAY_MS };
    const questions: QuestionTime[] = [];
    for (const [question, asked] of Object.entries(await questionsOf(pool, range))) {
      questions.push({ question, ...(await timesOf(context.impressionLog, { ...range, ...asked })) });
      say(`${question}: ${questions.at(-1)!.ms} ms`);
    }
    const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, node: process.version };
    const load = Number(loadavg()[0]!.toPrecision(3));
    return { impressions: pages * SLOTS_A_PAGE, pages, users, questions, machine: { ...machine, load } };
  } finally {
    await close();
  }
}

export function explorerText({ impressions, pages, users, questions, machine }: ExplorerBench): string {
  const lines = questions.map(
    ({ question, rows, complete, firstMs, ms }) =>
      `| ${question} | ${rows} | ${complete ? 'yes' : 'no'} | ${firstMs} | ${ms} |`,
  );
  return [
    `${impressions} impressions on ${pages} pages of ${users} users in ${DAYS} days, all asked for, 50 a page.`,
    `${machine.cores} cores of ${machine.cpu}, Node ${machine.node}, load ${machine.load}.`,
    '',
    '| question | rows | to the end | first, ms | warm, ms |',
    '|---|---|---|---|---|',
    ...lines,
  ].join('\n');
}

interface Asked {
  readonly filter: ImpressionFilter;
  readonly after?: ImpressionPlace;
  readonly outcomes?: boolean;
}

async function questionsOf(pool: Pool, { fromMs, untilMs }: { fromMs: number; untilMs: number }) {
  const { rows: viewers } = await pool.query(`SELECT replace(user_key::text, '-', '') AS key FROM decisions
    GROUP BY user_key ORDER BY count(*), user_key LIMIT 1`);
  const { rows: shown } = await pool.query(`SELECT i.item_id, sum(f.served) AS served FROM item_funnel f
    JOIN item_ids i USING (item_no) GROUP BY 1 ORDER BY 2 DESC, 1`);
  const halfway = {
    servedAtUs: ((fromMs + untilMs) / 2) * 1000,
    recommendationId: '00000000-0000-0000-0000-000000000000',
    slot: 0,
  };
  return {
    'no filter': { filter: {} },
    'no filter, with outcomes': { filter: {}, outcomes: true },
    'no filter, halfway down': { filter: {}, after: halfway },
    'userKey, a few pages': { filter: { userKey: viewers[0].key } },
    [`itemId, shown ${shown[0].served} times`]: { filter: { itemId: shown[0].item_id } },
    [`itemId, shown ${shown.at(-1).served} times`]: { filter: { itemId: shown.at(-1).item_id } },
    'rowId, on every fifth page': { filter: { rowId: 'genre:7' } },
    'rowId, on one page in 5,000': { filter: { rowId: 'rare' } },
    'rowId that there is not': { filter: { rowId: 'none' } },
    'explored, which nothing is': { filter: { explored: true } },
    'position that there is not': { filter: { position: 99 } },
  } satisfies Record<string, Asked>;
}

async function timesOf(log: ImpressionLog, asked: Asked & { readonly fromMs: number; readonly untilMs: number }) {
  const answer = { rows: 0, complete: false };
  const ask = async (): Promise<number> => {
    const startedMs = performance.now();
    const page = await log.read({ after: null, outcomes: false, ...asked, limit: 50, budgetMs: 2_000 });
    Object.assign(answer, { rows: page.rows.length, complete: page.next === null });
    return Number((performance.now() - startedMs).toPrecision(3));
  };
  const firstMs = await ask();
  const times = [await ask(), await ask(), await ask(), await ask(), await ask()].toSorted((a, b) => a - b);
  return { ...answer, firstMs, ms: times[2]! };
}

async function makeLog(
  pool: Pool,
  { pages, users, startMs }: { pages: number; users: number; startMs: number },
): Promise<void> {
  await pool.query('SELECT setseed(0.5)');
  for (let day = 0; day < DAYS; day++) {
    await pool.query(DECISIONS, [Math.ceil(pages / DAYS), users, ITEMS, new Date(startMs + day * DAY_MS)]);
  }
}

/** $1 pages, $2 users, $3 items, $4 the day. Keys are hashes; most of what is shown is of few items. */
const DECISIONS = `
INSERT INTO decisions (recommendation_id, served_at, user_key, origin, route, surface, region, maturity, rung, retrieval_version,
  ranker_version, arms, snapshot_versions, random_seed, took_ms, row_ids, withheld, item_no, row_index, position, source, score,
  propensity, explored, pin_no, displaced_item_no, journal_id, journal_position)
SELECT md5(p.n || p.at::text)::uuid, p.at, md5(p.viewer::text)::uuid, 'app', 'home', 'tv', 'SE', 'adult', 'R0', 'bench', 'bench', '{}',
  '{}', 1, 2, ARRAY(SELECT CASE WHEN r = 8 AND p.n % 5000 = 7 THEN 'rare' ELSE 'genre:' || (p.viewer + r) % 40 END
    FROM generate_series(1, 8) AS r), '[]',
  s.item_no, s.row_index, s.position, s.source, s.score, s.one, s.explored, s.none, s.none, 'bench', 0
FROM (
  SELECT n, floor(random() * $2::integer)::integer AS viewer, $4::timestamptz + n * (interval '1 day' / $1::integer) - interval '1 ms' AS at
  FROM generate_series(1, $1::integer) AS n OFFSET 0
) AS p
CROSS JOIN LATERAL (
  SELECT array_agg(1 + floor(random() ^ 4 * $3::integer)::integer) AS item_no, array_agg((slot / 20)::smallint) AS row_index,
    array_agg((slot % 20)::smallint) AS position, array_agg((slot / 20 % 3)::smallint) AS source,
    array_agg(random()::real) AS score, array_agg(1::real) AS one, array_agg(false) AS explored, array_agg(0) AS none
  FROM generate_series(0, ${SLOTS_A_PAGE - 1}) AS slot WHERE p.n > 0
) AS s`;
