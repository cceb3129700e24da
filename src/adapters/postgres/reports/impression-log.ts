import type { Pool } from 'pg';
import type { Clock } from '../../../domain/clock.ts';
import {
  type ImpressionLog,
  type ImpressionPlace,
  type ImpressionQuestion,
  WHOLE_PAGE,
} from '../../../domain/ports/impression-log.ts';
import type { ExportedRow } from '../../../domain/ports/log-export.ts';
import { AS_EXPORTED } from '../log/log-export.ts';
import { farther, impressions, type Statement, type Stretch } from './impression-sql.ts';
import { itemHours, type Spans } from './item-hours.ts';

/**
 * Steps down the log by windows of pages: the next so many of the time index, or of the user's own, and what the filter lets through of
 * them. A window has an end, so that no filter, however little it finds, makes a statement that reads on and on; windows grow while
 * they are quick.
 */
export function createImpressionLog({ pool, clock }: { pool: Pool; clock: Clock }): ImpressionLog {
  const ask = async (statement: Statement): Promise<unknown[][]> =>
    (await pool.query({ ...statement, values: [...statement.values], rowMode: 'array', types: AS_EXPORTED })).rows;

  async function itemNoOf(itemId: string): Promise<number | null> {
    const { rows } = await pool.query('SELECT item_no FROM item_ids WHERE item_id = $1', [itemId]);
    return rows[0]?.item_no ?? null;
  }

  async function spansOf({ filter, fromMs, untilMs }: ImpressionQuestion, itemNo: number | null): Promise<Spans> {
    const whole = [{ fromUs: fromMs * 1000, untilUs: untilMs * 1000 }];
    if (itemNo === null) return whole;
    return (await itemHours(pool, { itemNo, origin: filter.origin, fromMs, untilMs })) ?? whole;
  }

  return {
    async read(question) {
      const { filter, limit, after, budgetMs } = question;
      const startedMs = clock.monotonicMs();
      const itemNo = filter.itemId === undefined ? null : await itemNoOf(filter.itemId);
      if (filter.itemId !== undefined && itemNo === null) return { rows: [], next: null };

      const found: ExportedRow[] = [];
      let window = FIRST_WINDOW;
      const spans = await spansOf(question, itemNo);
      for (const [at, { fromUs, untilUs }] of spans.entries()) {
        // The place before which nothing of the span is left to read.
        let place: ImpressionPlace | null = startOf(untilUs, after);
        while (place !== null && place.servedAtUs >= fromUs) {
          const windowStartedMs = clock.monotonicMs();
          const stretch: Stretch = { fromUs, untilUs, after: place, userKey: filter.userKey };
          const end = placeOf((await ask(farther(stretch, window)))[0]);
          const wanted = { ...question, limit: limit - found.length + 1 };
          const rows = await ask(impressions(stretch, end, itemNo, wanted));
          const fitting = rows.slice(0, limit - found.length);
          found.push(...fitting.map((row) => row.slice(0, -PLACE_COLUMNS)));
          // One row more than fits: there is a next page, and it begins behind the last that fits.
          if (rows.length > fitting.length) return { rows: found, next: placeOf(fitting.at(-1)) };
          place = end === null ? null : { ...end, slot: WHOLE_PAGE };
          const nowMs = clock.monotonicMs();
          const isEnough = found.length === limit || nowMs - startedMs >= budgetMs;
          const isLast = place === null && at === spans.length - 1;
          if (isEnough && !isLast) return { rows: found, next: place ?? below(fromUs) };
          window = nextWindow(window, nowMs - windowStartedMs, budgetMs - (nowMs - startedMs));
        }
      }
      return { rows: found, next: null };
    },
  };
}

/** Pages. The first is for who takes what comes first; the last is what a statement reads in some tenths of a second. */
const FIRST_WINDOW = 32;
const LAST_WINDOW = 4096;
/** What a window may be expected to take. */
const WINDOW_MS = 250;
const PLACE_COLUMNS = 3;

function nextWindow(window: number, tookMs: number, leftMs: number): number {
  const inTime = (Math.min(WINDOW_MS, leftMs) / Math.max(1, tookMs)) * window;
  return Math.ceil(Math.min(window * 4, Math.max(1, inTime), LAST_WINDOW));
}

/** No page has the least id, so nothing is passed by standing there. */
const LEAST_ID = '00000000-0000-0000-0000-000000000000';
const GREATEST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** Past all of a span: whoever goes on there does not look at it again. */
const below = (fromUs: number): ImpressionPlace => ({
  servedAtUs: fromUs - 1,
  recommendationId: GREATEST_ID,
  slot: 0,
});

/** From the end of a span, or from where the question goes on if that lies further down. */
function startOf(untilUs: number, after: ImpressionPlace | null): ImpressionPlace {
  if (after !== null && after.servedAtUs < untilUs) return after;
  return { servedAtUs: untilUs, recommendationId: LEAST_ID, slot: 0 };
}

function placeOf(row: readonly unknown[] | undefined): ImpressionPlace | null {
  if (row === undefined) return null;
  const [servedAtUs, recommendationId, slot] = row.length === 2 ? [...row, 0] : row.slice(-PLACE_COLUMNS);
  return { servedAtUs: Number(servedAtUs), recommendationId: String(recommendationId), slot: Number(slot) };
}
