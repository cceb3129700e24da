import { hash } from 'node:crypto';
import type { Surface } from './audience.ts';
import type { Item, Maturity } from './item.ts';
import type { Objectives } from './objectives.ts';

/** What an editor may be told to do: an item in a slot, a new item in a slot, a tag on an item. */
export const SUGGESTION_KINDS = ['slots', 'new-items', 'tags'] as const;
export type SuggestionKind = (typeof SUGGESTION_KINDS)[number];

interface Suggested {
  /** The same for the same deed: what accepting it would do. */
  readonly suggestionId: string;
  /** What a verdict is about, which holds for every suggestion of the same (subjectOf). */
  readonly subject: string;
  /** The package by which it was found. */
  readonly modelVersion: string;
  readonly itemId: string;
  readonly title: string;
}

/** An item that would stand well in a slot, or at all, for viewers without history. */
export interface SlotSuggestion extends Suggested {
  readonly kind: 'slots' | 'new-items';
  readonly surface: Surface;
  /** null: viewers of no known region. */
  readonly region: string | null;
  readonly rowId: string;
  readonly position: number;
  /** Who stands there now; null: nobody. */
  readonly insteadOf: string | null;
  /** What the page gains, in the scores of the ranker (recommend/suggest/page-value.ts); of a new item it may be a loss. */
  readonly gain: number;
  /** What the page was worth without it, by the same measure. */
  readonly pageValue: number;
  /** Of a new item: impressions so far, and those it should have. null: it is none. */
  readonly impressions: { readonly served: number; readonly minimum: number } | null;
}

export const TAG_FIELDS = ['genres', 'tags'] as const;
export type TagField = (typeof TAG_FIELDS)[number];

/** A genre or tag that an item lacks and its neighbours have. */
export interface TagSuggestion extends Suggested {
  readonly kind: 'tags';
  readonly field: TagField;
  readonly value: string;
  /** Share of the neighbours with it, each by its likeness. */
  readonly confidence: number;
  /** Share of all titles with it. */
  readonly usual: number;
  /** Those of them that have it, the likest first. */
  readonly neighbours: readonly string[];
}

export type Suggestion = SlotSuggestion | TagSuggestion;

/** For whom something is suggested: viewers without history of a surface and region. */
export interface SuggestedFor {
  readonly surface: Surface;
  /** null: of no known region. */
  readonly region: string | null;
  readonly maturity: Maturity;
}

/** What is suggested now. `judged`: subjects that are not to come. */
export type FindSuggestions = (
  kind: SuggestionKind,
  who: SuggestedFor,
  judged: ReadonlySet<string>,
) => Promise<FoundSuggestions>;

export interface FoundSuggestions {
  readonly suggestions: readonly Suggestion[];
  /** null: there is no model, or it is turned off, and nothing can be suggested. */
  readonly modelVersion: string | null;
  /** What the scores that gains are told in count. */
  readonly objectives: Objectives;
  readonly asOfMs: number;
}

export const VERDICTS = ['accepted', 'rejected', 'reopened'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** A verdict holds for so long, unless it is taken back. */
export const VERDICT_MS = 90 * 86_400_000;

/**
 * What an editor said yes or no to: an item in a row for a surface and region, whatever the slot; a tag on an item. It is another
 * subject, and so may be suggested again, once the item says something else of itself: title, description, people, language, date.
 */
export function subjectOf(
  what: Pick<SlotSuggestion, 'kind' | 'surface' | 'region' | 'rowId'> | Tagging,
  item: Item,
): string {
  const about =
    what.kind === 'tags' ? [what.kind, what.field, what.value] : [what.kind, what.surface, what.region, what.rowId];
  const { itemId, type, title, description, cast, directors, language, releaseDate, seriesId } = item;
  return hashOf([...about, itemId, type, title, description, cast, directors, language, releaseDate, seriesId]);
}

/** What accepting does, and nothing that changes from one minute to the next. */
export const suggestionIdOf = (what: Pick<SlotSuggestion, 'position'> | Tagging, subject: string): string =>
  hashOf([subject, 'position' in what ? what.position : null]);

type Tagging = Pick<TagSuggestion, 'kind' | 'field' | 'value'>;

const hashOf = (value: unknown): string => hash('sha256', JSON.stringify(value)).slice(0, 32);
