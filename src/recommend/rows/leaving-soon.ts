import { hasBit } from '../../domain/catalogue.ts';
import { topByValue } from '../../features/top-by-value.ts';
import type { PageContext } from '../page-context.ts';
import { singleRow } from './row-family.ts';

const SOON_MS = 30 * 86_400_000;
/** Titles looked at, the soonest first, and how many of them, those used most, are worth a word. */
const LOOKED_AT = 2000;
const WORTH_IT = 50;

/**
 * What the request's audience may see for at most 30 days more, the soonest to go first; of many, what is used most. Evidence: the
 * licence ends, and no other follows it.
 */
export const leavingSoon = singleRow('leaving-soon', 'leaving-soon', (context) => {
  const titles = leaving(context);
  return titles.length === 0
    ? null
    : { title: 'Leaving soon', titleParams: { days: '30' }, sources: ['leaving-soon'], titles };
});

function leaving({ eligible, open, nowMs, stats }: PageContext): Int32Array {
  const { titles, untilMs } = eligible.leaving();
  const places: number[] = [];
  for (let at = 0; at < titles.length && places.length < LOOKED_AT; at++) {
    if (untilMs[at]! > nowMs + SOON_MS) break;
    if (hasBit(open, titles[at]!)) places.push(at);
  }
  const kept = Int32Array.from(places);
  const uses = Float32Array.from(places, (at) => stats.uses[titles[at]!]!);
  const count = topByValue(kept, uses, kept.length, WORTH_IT);
  // Back in the order in which they go.
  return kept
    .subarray(0, count)
    .sort()
    .map((at) => titles[at]!);
}
