import { type Catalogue, hasBit } from '../domain/catalogue.ts';
import { EVENT_TYPES } from '../domain/event.ts';
import { topByValue } from './top-by-value.ts';
import type { UserState } from './user-state.ts';

/** Watched longer ago than this, a title may be wanted again. */
const A_WHILE_MS = 30 * 86_400_000;
/** So may one that was rated five stars at any time: of five stars n are (n - 3) / 2. */
const LIKED_MOST = 0.9;
const MOST_TITLES = 200;
const NONE = new Int32Array(0);

/**
 * Dense indices of the titles that a user watched to the end and may want again: rated best, or with nothing done for 30 days; first
 * those rated best, then what lies longest back. What the user thinks little of is not among them. Titles whose events a state no longer
 * keeps (it has the newest 256) lie as far back as the oldest event that it does.
 */
export function watchedBefore(given: {
  readonly state: UserState;
  readonly catalogue: Catalogue;
  /** Bitsets of titles: watched to the end; those that may be proposed. */
  readonly watched: Uint32Array;
  readonly allowed: Uint32Array;
  readonly nowMs: number;
}): Int32Array {
  const { state, catalogue, watched, allowed, nowMs } = given;
  const { events } = state;
  if (state.watched.length === 0 || events.length === 0) return NONE;
  const lastMs = new Map<number, number>();
  const rating = new Map<number, number>();
  for (let at = events.length - 1; at >= 0; at--) {
    const dense = catalogue.denseOfItemNo(events.itemNo[at]!);
    if (dense < 0) continue;
    const title = catalogue.titleOf[dense]!;
    if (!lastMs.has(title)) lastMs.set(title, events.occurredAtMs[at]!);
    // The newest says it; NaN is an opinion taken back.
    if (EVENT_TYPES[events.type[at]!] === 'rate' && !rating.has(title)) rating.set(title, events.value[at]!);
  }
  const oldestMs = events.occurredAtMs[0]!;

  const seen = new Set<number>();
  for (const itemNo of state.watched) {
    const dense = catalogue.denseOfItemNo(itemNo);
    if (dense >= 0 && hasBit(watched, catalogue.titleOf[dense]!)) seen.add(catalogue.titleOf[dense]!);
  }
  const titles: number[] = [];
  const worth: number[] = [];
  for (const title of seen) {
    const opinion = rating.get(title) ?? Number.NaN;
    if (!hasBit(allowed, title) || opinion < 0) continue;
    const agoMs = nowMs - (lastMs.get(title) ?? oldestMs);
    if (!(opinion >= LIKED_MOST || agoMs >= A_WHILE_MS)) continue;
    titles.push(title);
    worth.push(opinion >= LIKED_MOST ? 1 + opinion : agoMs / (agoMs + A_WHILE_MS));
  }
  const found = Int32Array.from(titles);
  return found.subarray(0, topByValue(found, Float32Array.from(worth), found.length, MOST_TITLES));
}
