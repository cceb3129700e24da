import { hasBit } from '../../domain/catalogue.ts';
import type { ItemExposure } from '../../domain/item-exposure.ts';
import { sourceNo } from '../../domain/page.ts';
import type { NewItems } from '../../domain/page-template.ts';
import { isOff } from '../../domain/switches.ts';
import { sortByValue } from '../../features/sort-by-value.ts';
import type { CandidateSet } from '../candidate-set.ts';
import type { PageContext } from '../page-context.ts';
import type { RowDraft } from '../row-draft.ts';

/** Of the new titles that lack impressions so many are proposed to a page: the least shown that are open to its user. */
const MOST = 16;
/** Titles looked at for them. */
const LOOKS = 256;
const DAY_MS = 86_400_000;

/** New titles that still lack impressions, for the one slot of the row that they may have. They do not join its pool. */
export type NewItemProposer = (context: PageContext, row: RowDraft, candidates: CandidateSet) => void;

export function createNewItemProposer(): NewItemProposer {
  // Of each exposure, by the settings that they are for: made once, however many pages use them.
  const listsOf = new WeakMap<ItemExposure, Map<string, Int32Array>>();

  function shortOf(exposure: ItemExposure, { minimum, days }: NewItems, nowMs: number): Int32Array {
    const lists = listsOf.get(exposure) ?? new Map<string, Int32Array>();
    listsOf.set(exposure, lists);
    const key = `${minimum} ${days}`;
    const list = lists.get(key) ?? listShort(exposure, minimum, nowMs - days * DAY_MS);
    lists.set(key, list);
    return list;
  }

  return (context, row, candidates) => {
    const { snapshot, template, nowMs, open, catalogue } = context;
    const { exposure, switches } = snapshot;
    const { newItems } = template;
    if (newItems.minimum <= 0 || newItems.share <= 0 || exposure.addedAtMs.length === 0) return;
    if (isOff(switches, 'exploration', nowMs)) return;
    const short = shortOf(exposure, newItems, nowMs);
    if (short.length > 0 && row.newcomers.length === 0) row.newcomers = new Int32Array(MOST);
    const oldestMs = nowMs - newItems.days * DAY_MS;
    for (let at = 0; at < Math.min(short.length, LOOKS) && row.newcomerCount < MOST; at++) {
      const dense = short[at]!;
      // The list may be older than the page: an item of it may be too old by now, or have become an episode of a series.
      if (exposure.addedAtMs[dense]! < oldestMs || catalogue.titleOf[dense] !== dense) continue;
      if (hasBit(open, dense)) row.newcomers[row.newcomerCount++] = candidates.propose(dense, sourceNo('new-item'));
    }
  };
}

/** Titles that are new and lack impressions, the least shown first. */
function listShort({ served, addedAtMs }: ItemExposure, minimum: number, oldestMs: number): Int32Array {
  const found: number[] = [];
  for (let dense = 0; dense < addedAtMs.length; dense++) {
    if (addedAtMs[dense]! >= oldestMs && (served[dense] ?? 0) < minimum) found.push(dense);
  }
  const short = Int32Array.from(found);
  const lacking = Float32Array.from(short, (dense) => minimum - (served[dense] ?? 0));
  sortByValue(short, lacking, short.length);
  return short;
}
