import type { Decision } from '../../../../clients/typescript/src/index.ts';
import { ordinal, SOURCE_WORDS } from '../../preview/why-words.ts';
import { furthest, type Outcome } from '../log-words.ts';
import type { SlotPlace } from './decision-query.ts';

export type DecisionRow = Decision['rows'][number];
export type DecisionSlot = DecisionRow['items'][number];
type Rescored = NonNullable<Decision['rescored']>;
export type RescoredSlot = Rescored['slots'][number];

/** Why an item stood in a slot, as the log has it: one sentence first, then what else is known. */
export function slotFacts(
  slot: DecisionSlot,
  row: DecisionRow,
): { readonly lead: string; readonly facts: readonly string[] } {
  const { source, score, propensity, pinId, displaced, explored } = slot;
  const proposed = `It was ${SOURCE_WORDS[source]}.`;
  const others = row.items.filter((one) => one.pinId === null);
  const rank = others.filter((one) => one.score > score).length;
  const facts = [
    explored && pinId === null ? proposed : null,
    `Proposed by the source ${source}.`,
    pinId === null && others.length > 1
      ? `Score ${scoreText(score)}: ${rank === 0 ? 'the highest' : `the ${ordinal(rank)}`} of ${others.length} in this row.`
      : null,
    propensity < 1
      ? `Its chance to stand here was ${shareText(propensity)}, given all that was chosen before it.`
      : 'Nothing was left to chance here.',
  ];
  return {
    lead: pinId === null ? (explored ? 'Chance put it here, to learn about it.' : proposed) : pinLead(displaced),
    facts: facts.filter((fact) => fact !== null),
  };
}

/** What came of a slot at its furthest. */
export const slotOutcome = ({ outcome }: DecisionSlot): Outcome =>
  outcome === null ? { kind: 'nothing', text: 'Nothing', at: null } : furthest(outcome);

/** Each step that a slot came to, with its time where that is known. */
export function outcomeSteps({
  outcome,
}: DecisionSlot): readonly { readonly text: string; readonly at: string | null }[] {
  if (outcome === null) return [];
  const { viewedAt, clickedAt, playedAt, portion, completed, hidden } = outcome;
  const watched = portion === null ? null : `Watched to ${Math.floor(portion * 100)}%`;
  return [
    viewedAt !== null && { text: 'Viewed', at: viewedAt },
    clickedAt !== null && { text: 'Clicked', at: clickedAt },
    playedAt !== null && { text: 'Played', at: playedAt },
    watched !== null && { text: watched, at: null },
    completed && { text: 'Completed', at: null },
    hidden && { text: 'Hidden by the viewer', at: null },
  ].filter((step) => step !== false);
}

/** How the scoring of now differs from that of then, in a sentence. */
export function rescoreText({ reason, isSame, compared, different, largestDifference }: Rescored): string {
  if (reason !== null) return reason;
  if (isSame === null || compared === 0) return 'No slot of this page was ordered by a score that can be made again.';
  if (isSame) return `${slotsText(compared)} ordered by score, and the scores are the same again, to the bit.`;
  return `${different} of ${compared} slots have another score; the largest difference is ${scoreText(largestDifference)}.`;
}

/** The same of one slot: null where it was not scored again. */
export function rescoredSlotText({ served, again, missing }: RescoredSlot): string | null {
  if (again === null) return missing === 'item-gone' ? 'Its item is gone: it cannot be scored again.' : null;
  if (again.score === served.score) return `Scored again: ${scoreText(again.score)}, the same to the bit.`;
  const place =
    served.rank === null || again.rank === null || served.rank === again.rank
      ? ''
      : `; by score it would be ${ordinal(again.rank)} instead of ${ordinal(served.rank)} of its row`;
  return `Scored again: ${scoreText(again.score)} instead of ${scoreText(served.score)}${place}.`;
}

const slotsText = (count: number): string => (count === 1 ? 'One slot was' : `${count} slots were`);

export const rescoredSlot = (rescored: Rescored | null, { row, position }: SlotPlace): RescoredSlot | null =>
  rescored?.slots.find((slot) => slot.rowIndex === row && slot.position === position) ?? null;

export const scoreText = (score: number): string =>
  Math.abs(score) < 0.0005 && score !== 0 ? score.toExponential(1) : score.toFixed(3);

/** "12%", "0.3%", "under 0.1%". */
export function shareText(share: number): string {
  if (share > 0 && share < 0.001) return 'under 0.1%';
  return `${(share * 100).toFixed(share < 0.1 ? 1 : 0)}%`;
}

function pinLead(displaced: DecisionSlot['displaced']): string {
  const gaveWay = displaced === null ? '' : ` ${displaced.title ?? displaced.itemId} gave way.`;
  return `An editor’s pin put it here.${gaveWay}`;
}
