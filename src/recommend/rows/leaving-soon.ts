import { hasBit } from '../../domain/catalogue.ts';
import type { PageContext } from '../page-context.ts';
import { singleRow } from './row-family.ts';

const SOON_MS = 30 * 86_400_000;
/** Of what leaves, those used most are worth a word. */
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

function leaving({ eligible, open, nowMs, snapshot }: PageContext): Int32Array {
  const { titles, untilMs } = eligible.leaving();
  const kept: number[] = [];
  for (const place of snapshot.lists.usedOfLeaving(eligible, nowMs + SOON_MS)) {
    if (kept.length === WORTH_IT) break;
    if (untilMs[place]! <= nowMs + SOON_MS && hasBit(open, titles[place]!)) kept.push(place);
  }
  // Back in the order in which they go.
  return Int32Array.from(kept)
    .sort()
    .map((place) => titles[place]!);
}
