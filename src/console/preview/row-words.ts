import type { PageExplanation, Preview } from '../../../clients/typescript/src/index.ts';
import { rowName } from '../pins/row-options.ts';
import type { PageRow } from './page-marks.ts';

/** Why a row stands where it stands, and what orders it. */
export function rowWords({ explanation }: PageRow, place: number): readonly string[] {
  if (explanation === undefined) return [];
  const { chosen, order, candidates } = explanation;
  const { proposed, allowed } = candidates;
  return [
    chosen === null
      ? 'A pin inserted this row.'
      : `It stands at place ${place + 1}, chosen by its value ${number(chosen.value)}: what it shows is worth ${number(chosen.worth)}, ${affinityWords(chosen.affinity)}, ${likenessWords(chosen.likeness)}.`,
    `${ORDER_WORDS[order]} ${allowed === proposed ? `${proposed} titles were proposed, all of which may be shown.` : `Of ${proposed} titles proposed ${allowed} may be shown.`}`,
  ];
}

/** A row that was planned and is not on the page, and why. */
export function passedOverText({ rowId, value, reason }: PageExplanation['passedOver'][number]): string {
  return `${rowName(rowId)} (value ${number(value)}): ${PASSED_OVER_WORDS[reason]}.`;
}

/** What groups of features are called. An unknown one is called by its name: a package may bring its own. */
export function groupName(group: string): string {
  return GROUP_NAMES[group] ?? group;
}

export type WithheldReason = NonNullable<Preview['pins'][number]['withheld']>;

/** Why a pin that was due does not stand, as the end of "It is withheld: ". */
export const WITHHELD_WORDS: Readonly<Record<WithheldReason, string>> = {
  'not-eligible': 'the item may not be shown here: licence, region, maturity or a block',
  watched: 'this viewer has watched it, and the pin says to withhold it then',
  hidden: 'this viewer has hidden it',
  'row-absent': 'this page has no such row',
  'lost-to-pin': 'another pin has the slot',
  'shown-above': 'the title stands further up on the page already',
  filtered: 'the page was asked for without such items',
  'blocked-by-rule': 'a rule blocks it for this viewer',
};

const number = (value: number): string => value.toFixed(3);
const affinityWords = (affinity: number): string =>
  Math.abs(affinity - 1) < 0.05
    ? 'such rows are touched as often as expected'
    : `such rows are touched ${affinity.toFixed(1)} times as often as expected`;
const likenessWords = (likeness: number): string =>
  likeness < 0.05
    ? 'and it is unlike the rows above'
    : `and likeness to the rows above (${Math.round(likeness * 100)}%) takes some off`;

const ORDER_WORDS = {
  score: 'It is ordered by score.',
  proposed: 'It keeps the order of its source.',
  matches: 'It is ordered by how well titles match, then by score.',
  near: 'It is ordered by likeness and score together.',
} as const;

const PASSED_OVER_WORDS = {
  'not-enough': 'it has too few titles',
  limit: 'the template has no more rows of its kind',
  'no-place': 'the page is full',
  'switched-off': 'it is switched off',
  'gave-way': 'a pin inserted another row',
} as const;

const GROUP_NAMES: Readonly<Record<string, string>> = {
  cooccurrence: 'Watched together',
  similarity: 'Near to their taste',
  popularity: 'Popularity',
  genre: 'Genres they like',
  release: 'Age',
  viewer: 'The viewer',
  fatigue: 'Shown before',
  progress: 'What they began',
  region: 'Region',
  daypart: 'Time of day',
  language: 'Language',
};
