import type { SlotSuggestion, Suggestion, TagSuggestion } from '../../../clients/typescript/src/index.ts';

/** What a suggestion would do, and what speaks for it: each a sentence, with the numbers that it rests on. */
export interface SuggestionWords {
  readonly does: string;
  readonly because: string;
}

export function suggestionWords(suggestion: Suggestion, titleOf: (itemId: string) => string): SuggestionWords {
  return suggestion.kind === 'tags' ? tagWords(suggestion, titleOf) : slotWords(suggestion, titleOf);
}

function tagWords({ title, field, value, confidence, usual, neighbours }: TagSuggestion, titleOf: TitleOf) {
  const like = neighbours.slice(0, 3).map(titleOf).join(', ');
  return {
    does: `Give “${title}” the ${field === 'genres' ? 'genre' : 'tag'} ${value}`,
    because: `${percent(confidence)} of the titles like it have it, of all titles ${percent(usual)}: ${like}.`,
  };
}

function slotWords(suggestion: SlotSuggestion, titleOf: TitleOf): SuggestionWords {
  const { title, rowId, position, surface, region, insteadOf, gain, pageValue, impressions } = suggestion;
  const where = `${rowId}, slot ${position + 1}, on ${surface}${region === null ? '' : ` in ${region}`}`;
  const share = pageValue === 0 ? '' : ` (${signedPercent(gain / pageValue)})`;
  const worth = `Worth of the page: ${signed(gain)}${share}`;
  const moved = insteadOf === null ? '' : `; ${titleOf(insteadOf)} moves one slot down`;
  const short =
    impressions === null ? '' : ` It was shown ${impressions.served} times and should be ${impressions.minimum} times.`;
  return { does: `Pin “${title}” to ${where}, for a week`, because: `${worth}${moved}.${short}` };
}

type TitleOf = (itemId: string) => string;

const percent = (share: number): string => `${Math.round(share * 100)} %`;
const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toPrecision(2)}`;
const signedPercent = (share: number): string => `${share < 0 ? '−' : '+'}${(Math.abs(share) * 100).toPrecision(2)} %`;
