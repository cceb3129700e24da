import type { Snapshot } from '../../domain/snapshot.ts';
import { suggestedPin } from '../../domain/suggested-pin.ts';
import { type SlotSuggestion, type SuggestedFor, subjectOf, suggestionIdOf } from '../../domain/suggestion.ts';
import { pageValue } from './page-value.ts';
import type { Place } from './places.ts';
import type { SeenPage, SeePage } from './seen-page.ts';

/** What one search for suggestions is made from. */
export interface Search {
  readonly seePage: SeePage;
  readonly snapshot: Snapshot;
  readonly who: SuggestedFor;
  readonly nowMs: number;
  /** The page as it is, and what it is worth. */
  readonly page: SeenPage;
  readonly pageValue: number;
  /** Subjects that were judged. */
  readonly judged: ReadonlySet<string>;
  /** Lets others have their turn. */
  readonly pause: () => Promise<unknown>;
}

/** Tries made for one search: each makes a page. */
export const MOST_TRIES = 48;

/** The suggestion of a place, not yet tried out; null: it was judged. */
export function suggestionAt(
  { snapshot, who, judged, pageValue: value }: Search,
  { title, row, position, gain }: Place,
  kind: SlotSuggestion['kind'],
): SlotSuggestion | null {
  const { catalogue, models } = snapshot;
  const { surface, region } = who;
  const { rowId } = row;
  const place = { kind, surface, region, rowId, position };
  const subject = subjectOf(place, catalogue.item[title]!);
  if (judged.has(subject)) return null;
  const standing = row.titles[position];
  return {
    suggestionId: suggestionIdOf(place, subject),
    subject,
    modelVersion: models!.model.version,
    itemId: catalogue.itemId[title]!,
    title: catalogue.title[title]!,
    ...place,
    insteadOf: standing === undefined ? null : catalogue.itemId[standing]!,
    gain,
    pageValue: value,
    impressions: null,
  };
}

/** The page is made with the pin that accepting would make: what the whole page gains by it. null: it would not stand there. */
export async function tryPlace(search: Search, suggestion: SlotSuggestion): Promise<SlotSuggestion | null> {
  const { seePage, snapshot, who, nowMs, pause } = search;
  const times = { createdAt: new Date(nowMs).toISOString(), updatedAt: new Date(nowMs).toISOString() };
  const pin = { ...suggestedPin(suggestion, nowMs), pinId: suggestion.suggestionId, version: 1, ...times };
  const after = await seePage(snapshot, who, nowMs, pin);
  await pause();
  const row = after?.rows.find(({ rowId }) => rowId === suggestion.rowId);
  if (!after || row?.pinned[suggestion.position] !== true) return null;
  const { catalogue } = snapshot;
  if (catalogue.itemId[row.titles[suggestion.position]!] !== suggestion.itemId) return null;
  return { ...suggestion, gain: pageValue(after) - search.pageValue };
}
