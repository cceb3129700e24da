import type { LoggedImpression } from '../../../clients/typescript/src/index.ts';
import type { Origin } from '../../domain/origin.ts';
import type { Rung } from '../../domain/page.ts';
import { SURFACE_NAMES } from '../parts/audience-text.ts';
import { rowName } from '../pins/row-options.ts';
import type { FilterName, LogFilters, LogQuery } from './log-query.ts';

/** What a filter says, to be read: "Row", "Top picks". Items are named by whoever knows their titles. */
export function filterText<Name extends FilterName>(name: Name, value: NonNullable<LogFilters[Name]>): string {
  const given = value as NonNullable<LogFilters[FilterName]>;
  switch (name) {
    case 'rowId':
      return rowName(String(given));
    case 'position':
      return String(Number(given) + 1);
    case 'source':
      return plainWords(String(given));
    case 'pinned':
    case 'explored':
      return given ? 'Yes' : 'No';
    case 'userKey':
      return shortKey(String(given));
    case 'surface':
      return SURFACE_NAMES[given as keyof typeof SURFACE_NAMES] ?? String(given);
    default:
      return String(given);
  }
}

export const FILTER_LABELS: Readonly<Record<FilterName, string>> = {
  itemId: 'Item',
  rowId: 'Row',
  position: 'Slot',
  source: 'Source',
  pinned: 'Pinned',
  explored: 'Left to chance',
  userKey: 'Viewer',
  surface: 'Surface',
  region: 'Region',
  rung: 'Rung',
  model: 'Model',
  arm: 'Arm',
};

/** How far down the ladder a page was made. */
export const RUNG_WORDS: Readonly<Record<Rung, string>> = {
  R0: 'all was well',
  R1: 'with the last known state of the viewer',
  R2: 'without the viewer’s state',
  R3: 'without the ranker',
  R4: 'by popularity, without a model',
  R5: 'from the static list',
};

export const ORIGIN_NAMES: Readonly<Record<Origin | 'all', string>> = {
  app: 'Apps',
  simulate: 'Simulated viewers',
  import: 'Imports',
  test: 'Tests',
  all: 'Any origin',
};

/** Time spans as a button says them, and as a sentence does. */
export const LAST_NAMES = { '1h': '1 h', '24h': '24 h', '7d': '7 days', '30d': '30 days' } as const;

/** The furthest that something came to; null: it was not asked for. */
export type OutcomeKind = 'completed' | 'played' | 'clicked' | 'viewed' | 'nothing';

/** What came of an impression, at its furthest: "Played 43%"; null where the answer does not say. */
export function outcomeOf(impression: LoggedImpression): Outcome | null {
  const { viewed_at, clicked_at, played_at, portion, completed } = impression;
  if (viewed_at === undefined) return null;
  return furthest({
    viewedAt: viewed_at,
    clickedAt: clicked_at ?? null,
    playedAt: played_at ?? null,
    portion: portion ?? null,
    completed: completed ?? false,
  });
}

export interface Outcome {
  readonly kind: OutcomeKind;
  readonly text: string;
  /** When it came that far; null: that is not known. */
  readonly at: string | null;
}

/** The same, of whatever says when each step was. */
export function furthest(steps: {
  readonly viewedAt: string | null;
  readonly clickedAt: string | null;
  readonly playedAt: string | null;
  readonly portion: number | null;
  readonly completed: boolean;
}): Outcome {
  const { viewedAt, clickedAt, playedAt, portion, completed } = steps;
  if (completed) return { kind: 'completed', text: 'Completed', at: playedAt };
  if (playedAt !== null) {
    return { kind: 'played', text: portion === null ? 'Played' : `Played ${Math.floor(portion * 100)}%`, at: playedAt };
  }
  if (clickedAt !== null) return { kind: 'clicked', text: 'Clicked', at: clickedAt };
  if (viewedAt !== null) return { kind: 'viewed', text: 'Viewed', at: viewedAt };
  return { kind: 'nothing', text: 'Nothing', at: null };
}

/** "because-you-watched" -> "Because you watched". */
export function plainWords(word: string): string {
  const words = word.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Enough of a user's key to tell it from the others on a page. */
export const shortKey = (userKey: string): string => (userKey === NOBODY ? 'Nobody' : userKey.slice(0, 8));

/** Whom a page without a user was for. */
export const NOBODY = '0'.repeat(32);

/** Whether anything but the time and the origin narrows it. */
export const isNarrowed = ({ filters }: LogQuery): boolean => Object.keys(filters).length > 0;
