import type { Catalogue } from '../domain/catalogue.ts';
import { compareStamps } from './state-columns.ts';
import type { UserState } from './user-state.ts';

/**
 * Dense indices of the titles on the user's list, the one added last first. What was said last of the title or any of its episodes
 * holds, as in title-sets.ts; what was taken off and added again is new.
 */
export function listedInOrder({ listed }: UserState, catalogue: Catalogue): Int32Array {
  if (listed.length === 0) return NONE;
  const last = new Map<number, number>();
  for (let at = 0; at < listed.length; at++) {
    const dense = catalogue.denseOfItemNo(listed.itemNo[at]!);
    if (dense < 0) continue;
    const title = catalogue.titleOf[dense]!;
    const other = last.get(title);
    if (other === undefined || compareStamps(listed, at, listed, other) > 0) last.set(title, at);
  }
  const added = [...last].filter(([, at]) => listed.on[at] === 1);
  added.sort(([, a], [, b]) => compareStamps(listed, b, listed, a));
  return Int32Array.from(added, ([title]) => title);
}

const NONE = new Int32Array(0);
