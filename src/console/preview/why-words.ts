import type { SlotExplanation } from '../../../clients/typescript/src/index.ts';
import type { PageSlot } from './page-marks.ts';

/** Why an item stands in a slot, as an editor reads it: one sentence first, then what led there in the order in which it happened. */
export interface SlotWords {
  readonly lead: string;
  readonly facts: readonly string[];
}

/** How things are called in sentences. */
export interface Names {
  /** The title of an item, or its id. */
  item(itemId: string): string;
  row(rowId: string): string;
  /** The words for a pin: "your draft", or how it is known. */
  pin(pinId: string): string;
}

export function slotWords(slot: PageSlot, names: Names): SlotWords {
  const { explanation, reason, position } = slot;
  const { code, seedItemId } = reason;
  const lead =
    code === 'pinned' ? pinLead(slot, names) : reasonLead(code, seedItemId === null ? null : names.item(seedItemId));
  if (explanation === undefined) return { lead, facts: [] };
  const { proposedBy, ranks, rules } = explanation;
  const facts = [
    ...proposedBy.map(({ source, rank }) => `Proposed as ${SOURCE_WORDS[source]}, ${ordinal(rank)} there.`),
    ...rankFacts(ranks, position),
    ...choiceFacts(explanation),
    ...rules.flatMap((rule) => ruleFact(rule, names) ?? []),
  ];
  return { lead, facts };
}

/** 0 -> "1st". */
export function ordinal(rank: number): string {
  const number = rank + 1;
  const ending = number % 100 >= 11 && number % 100 <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][number % 10] ?? 'th');
  return `${number}${ending}`;
}

function pinLead({ explanation }: PageSlot, names: Names): string {
  const rule = explanation?.rules.find((one) => one.rule === 'pinned');
  if (rule === undefined) return 'An editor’s pin put it here.';
  const instead = rule.displaced === null ? '' : ` ${names.item(rule.displaced)} gave way.`;
  return `${capital(names.pin(rule.pinId))} puts it here.${instead}`;
}

function reasonLead(code: PageSlot['reason']['code'], seed: string | null): string {
  const words = REASON_WORDS[code];
  return seed === null ? `${words}.` : `${words}: ${seed}.`;
}

function rankFacts({ byScore, amongFree, byValue }: SlotExplanation['ranks'], position: number): string[] {
  if (byScore === null) return [];
  const facts = [`By score it is ${ordinal(byScore)} of all that this row may show.`];
  if (amongFree !== null && byValue !== null) {
    facts.push(
      amongFree === byValue
        ? `Of what was left when slot ${position + 1} was filled it was ${ordinal(amongFree)}.`
        : `Of what was left when slot ${position + 1} was filled it was ${ordinal(amongFree)} by score, and ${ordinal(byValue)} after variety, taste and wishes.`,
    );
  }
  return facts;
}

/** What moved it beside its score. Hundredths of a standard deviation are nothing to tell. */
function choiceFacts({ chosenBy }: SlotExplanation): string[] {
  if (chosenBy === null) return [];
  const { likeness, overTaste, wishes, rules } = chosenBy;
  const told = (value: number, words: string) => (Math.abs(value) < 0.05 ? [] : [`${words} (${value.toFixed(1)} sd).`]);
  return [
    ...told(-likeness, 'Likeness to what stands before it took some off'),
    ...told(-overTaste, 'There is more of its kind above than the viewer’s taste asks for'),
    ...told(wishes, 'Wishes of the page (new titles, quality, freshness) moved it'),
    ...told(rules, rules > 0 ? 'Editors’ rules added to it' : 'Editors’ rules took some off'),
  ];
}

function ruleFact(rule: SlotExplanation['rules'][number], names: Names): string | null {
  switch (rule.rule) {
    case 'pinned':
      return null;
    case 'new-item':
      return 'It has the slot that is kept for titles that lack impressions.';
    case 'chance':
      return `Chance put it here instead of ${names.item(rule.instead)}, to learn about it.`;
    case 'boosted':
      return rule.lifted
        ? `Rule ${rule.ruleId} boosts it: without, another title would stand here.`
        : `Rule ${rule.ruleId} boosts it; it would stand here without.`;
    case 'buried':
      return `Rule ${rule.ruleId} buries it, and still it was the best.`;
    case 'capped':
      return rule.cap === 'person'
        ? `${names.item(rule.itemId)} scores higher, but its people are on the page often enough.`
        : `${names.item(rule.itemId)} scores higher, but was shown often enough without being touched.`;
    case 'stands-elsewhere':
      return `${names.item(rule.itemId)} scores higher, and stands in ${names.row(rule.rowId)} already.`;
  }
}

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

const REASON_WORDS: Readonly<Record<PageSlot['reason']['code'], string>> = {
  'similar-taste': 'It is near to what this viewer likes',
  'watched-together': 'It is watched together with what they watched',
  popular: 'It is popular',
  trending: 'More and more people watch it',
  new: 'It is new in the catalogue',
  genre: 'It is of the row’s genre',
  unfinished: 'They began it, and have not finished it',
  pinned: 'An editor’s pin put it here',
  'editors-list': 'It is on the editors’ list for when nothing else is at hand',
  'similar-title': 'It is like the title of the row',
  'popular-here': 'It is popular in this region',
  'on-your-list': 'It is on their list',
  'leaving-soon': 'Its licence ends soon',
  'watched-before': 'They watched it before',
  'more-from': 'It is by the row’s people',
  'live-now': 'It is on now',
  'starting-soon': 'It begins soon',
  collection: 'It is in the collection',
  'search-match': 'It is found by the words',
  'new-here': 'It is too new to be known, and is shown so that it can be',
};

/** What a source proposes a title as, as the end of "Proposed as ". */
export const SOURCE_WORDS: Readonly<Record<SlotExplanation['proposedBy'][number]['source'], string>> = {
  retrieval: 'near to the viewer’s taste',
  cooccurrence: 'watched together with what they watched',
  popular: 'popular',
  trending: 'trending',
  new: 'new in the catalogue',
  genre: 'of the genre',
  'continue-watching': 'unfinished',
  'because-you-watched': 'like what they watched',
  pin: 'pinned',
  fallback: 'on the list for bad times',
  similar: 'similar',
  'popular-here': 'popular in this region',
  'my-list': 'on their list',
  'leaving-soon': 'leaving soon',
  'watch-again': 'watched before',
  'more-from': 'by the row’s people',
  'live-now': 'on now',
  'starting-soon': 'beginning soon',
  collection: 'in the collection',
  search: 'found by words',
  'new-item': 'a title that lacks impressions',
};
