import type { Pool } from 'pg';
import type { Decision } from '../../src/domain/decision.ts';
import { RUNGS, SOURCES } from '../../src/domain/page.ts';
import type { ImpressionFilter, ImpressionQuestion } from '../../src/domain/ports/impression-log.ts';
import { aDecision, recommendationIdAt, userKeyFor } from './log-fixtures.ts';

/** Numbers below n, the same for the same seed (mulberry32). */
export function dice(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * n);
  };
}

/** A page of two rows that differs from others in everything that can be asked for. */
export function aVariedPage(
  n: number,
  servedAtMs: number,
  itemNos: readonly number[],
  roll: (n: number) => number,
): Decision {
  const count = 2 + roll(5);
  const shown = Array.from({ length: count }, () => itemNos[Math.min(roll(itemNos.length), roll(itemNos.length))]!);
  const page = aDecision(shown, {
    servedAtMs,
    recommendationId: recommendationIdAt(servedAtMs, n),
    userKey: userKeyFor(roll(4)),
    origin: roll(5) === 0 ? 'simulate' : 'app',
    surface: roll(2) === 0 ? 'tv' : 'web',
    region: [null, 'SE', 'GB'][roll(3)]!,
    rung: RUNGS[roll(3)]!,
    retrievalVersion: ['v7', 'v8', null][roll(3)]!,
    rankerVersion: ['v7', 'v9', null][roll(3)]!,
    arms: [{ layout: 'a' }, { layout: 'b', order: 'a' }, {}][roll(3)] as Record<string, string>,
    rowIds: ['top-picks', 'genre:drama'],
  });
  const split = 1 + roll(count - 1);
  for (let slot = 0; slot < count; slot++) {
    page.slots.rowIndex[slot] = slot < split ? 0 : 1;
    page.slots.position[slot] = slot < split ? slot : slot - split;
    page.slots.source[slot] = roll(4);
    page.slots.explored[slot] = roll(3) === 0 ? 1 : 0;
    page.slots.pinNo[slot] = roll(4) === 0 ? 1 : 0;
    page.slots.displacedItemNo[slot] = page.slots.pinNo[slot] === 1 ? itemNos[0]! : 0;
  }
  return page;
}

/** Some of everything that can be asked for, each present with a chance of one in three. */
export function aFilter(itemIds: readonly string[], roll: (n: number) => number): ImpressionFilter {
  const all = {
    userKey: userKeyFor(roll(4)),
    itemId: itemIds[roll(itemIds.length)]!,
    rowId: ['top-picks', 'genre:drama', 'genre:none'][roll(3)]!,
    position: roll(3),
    source: SOURCES[roll(5)]!,
    model: ['v7', 'v8', 'v9'][roll(3)]!,
    arm: ['layout:a', 'a', 'order:a', 'b'][roll(4)]!,
    rung: RUNGS[roll(4)]!,
    surface: roll(2) === 0 ? 'tv' : 'web',
    region: roll(2) === 0 ? 'SE' : 'GB',
    pinned: roll(2) === 0,
    explored: roll(2) === 0,
    origin: roll(5) === 0 ? 'simulate' : 'app',
  } as const satisfies ImpressionFilter;
  return Object.fromEntries(Object.entries(all).filter(() => roll(6) === 0));
}

/** What the views that analysts read have, all of it, newest first. */
export async function allImpressions(pool: Pool): Promise<readonly ViewRow[]> {
  const { rows } = await pool.query(`SELECT i.*, o.viewed_at, o.clicked_at, o.played_at, o.portion, o.completed
    FROM v_impressions i JOIN v_outcomes o USING (impression_id)
    ORDER BY i.served_at DESC, i.recommendation_id DESC, i.row_index, i.position`);
  return rows;
}

// biome-ignore lint/suspicious/noExplicitAny: as pg gives rows.
type ViewRow = Readonly<Record<string, any>>;

/** Of these those that a question asks for, compared value by value. */
export function bruteForce(
  rows: readonly ViewRow[],
  { filter, fromMs, untilMs }: Pick<ImpressionQuestion, 'filter' | 'fromMs' | 'untilMs'>,
): readonly ViewRow[] {
  const named = {
    user_key: filter.userKey,
    item_id: filter.itemId,
    row_id: filter.rowId,
    position: filter.position,
    source: filter.source,
    rung: filter.rung,
    surface: filter.surface,
    region: filter.region,
    pinned: filter.pinned,
    explored: filter.explored,
    origin: filter.origin,
  };
  return rows.filter((row) => {
    const arms = Object.entries(row.arms).flatMap(([experiment, arm]) => [arm, `${experiment}:${arm}`]);
    return (
      row.served_at.getTime() >= fromMs &&
      row.served_at.getTime() < untilMs &&
      Object.entries(named).every(([name, value]) => value === undefined || row[name] === value) &&
      (filter.model === undefined || [row.retrieval_version, row.ranker_version].includes(filter.model)) &&
      (filter.arm === undefined || arms.includes(filter.arm))
    );
  });
}
