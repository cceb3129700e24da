import type { PageContext } from '../page-context.ts';
import { listSource } from './source.ts';

/** Released within this time before the newest release: on an old catalogue the newest films are still new. */
const NEW_WITHIN_MS = 2 * 365 * 86_400_000;

export const newReleases = listSource('new', releasedLately);

function releasedLately({ snapshot, nowMs }: PageContext): Int32Array {
  const { byRelease } = snapshot.lists;
  const { releasedAtMs } = snapshot.catalogue;
  // Newest first: what is announced for later comes before what is out.
  const from = firstWhere(byRelease, (dense) => releasedAtMs[dense]! <= nowMs);
  if (from === byRelease.length) return byRelease.subarray(from);
  const newestMs = releasedAtMs[byRelease[from]!]!;
  return byRelease.subarray(
    from,
    firstWhere(byRelease, (dense) => releasedAtMs[dense]! < newestMs - NEW_WITHIN_MS),
  );
}

/** First index of the list where the test holds, by bisection: it must not hold before and not fail after. */
function firstWhere(list: Int32Array, test: (dense: number) => boolean): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (test(list[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}
