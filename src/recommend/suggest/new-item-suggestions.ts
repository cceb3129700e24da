import { hasBit } from '../../domain/catalogue.ts';
import type { SlotSuggestion } from '../../domain/suggestion.ts';
import { sortByValue } from '../../features/sort-by-value.ts';
import { bestPlaces } from './places.ts';
import { MOST_TRIES, type Search, suggestionAt, tryPlace } from './try-place.ts';

const DAY_MS = 86_400_000;

/**
 * New titles that lack impressions, by the template's own measure of both, each where the page gains most or loses least by it, and no two in
 * one slot, so that all can be accepted. Of more than can be tried out those are, that were shown least.
 */
export async function newItemSuggestions(search: Search, scores: Float32Array): Promise<readonly SlotSuggestion[]> {
  const { page, snapshot, who } = search;
  const { minimum } = snapshot.templates[who.surface].newItems;
  const served = (title: number): number => snapshot.exposure.served[title] ?? 0;
  const found: SlotSuggestion[] = [];
  const placed = new Set<number>();
  const taken = new Set<string>();
  const tried = new Set<string>();
  for (const place of bestPlaces(page, shortOf(search), scores)) {
    if (tried.size === MOST_TRIES) break;
    const slot = `${place.row.rowId} ${place.position}`;
    const attempt = `${place.title} ${place.row.rowId}`;
    if (placed.has(place.title) || taken.has(slot) || tried.has(attempt)) continue;
    const suggestion = suggestionAt(search, place, 'new-items');
    if (suggestion === null) continue;
    tried.add(attempt);
    const made = await tryPlace(search, suggestion);
    if (made === null) continue;
    placed.add(place.title);
    taken.add(slot);
    found.push({ ...made, impressions: { served: served(place.title), minimum } });
  }
  return found.sort((a, b) => b.gain - a.gain);
}

function shortOf({ page, snapshot, who, nowMs }: Search): number[] {
  const { exposure, catalogue, templates } = snapshot;
  const { minimum, days } = templates[who.surface].newItems;
  const found: number[] = [];
  for (let dense = 0; dense < Math.min(catalogue.size, exposure.addedAtMs.length); dense++) {
    if (!(exposure.addedAtMs[dense]! >= nowMs - days * DAY_MS) || (exposure.served[dense] ?? 0) >= minimum) continue;
    if (catalogue.titleOf[dense] === dense && hasBit(page.context.open, dense)) found.push(dense);
  }
  const short = Int32Array.from(found);
  const lacking = Float32Array.from(short, (dense) => minimum - (exposure.served[dense] ?? 0));
  sortByValue(short, lacking, short.length);
  return Array.from(short.subarray(0, MOST_TRIES));
}
