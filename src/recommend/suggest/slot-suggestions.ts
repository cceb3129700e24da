import type { SlotSuggestion } from '../../domain/suggestion.ts';
import { bestPlaces } from './places.ts';
import { MOST_TRIES, type Search, suggestionAt, tryPlace } from './try-place.ts';

/** Of one slot so many titles are suggested, of one title one place. */
const MOST_OF_SLOT = 3;
/** Less, as a share of what the page is worth, is noise. */
const LEAST_GAIN = 1e-4;

/**
 * Titles that are on no first look and would gain there, the greatest gain first. Places are looked for by the scores alone, and then each
 * is tried out: the gain is that of the whole page.
 */
export async function slotSuggestions(search: Search, scores: Float32Array): Promise<readonly SlotSuggestion[]> {
  const { page, snapshot, pageValue } = search;
  const found: SlotSuggestion[] = [];
  const placed = new Set<number>();
  const ofSlot = new Map<string, number>();
  /** Titles with the rows they were tried in: what fails in its best slot is not tried in the next. */
  const tried = new Set<string>();
  for (const place of bestPlaces(page, snapshot.lists.byUses, scores)) {
    if (tried.size === MOST_TRIES || place.gain <= 0) break;
    const slot = `${place.row.rowId} ${place.position}`;
    const others = ofSlot.get(slot) ?? 0;
    const attempt = `${place.title} ${place.row.rowId}`;
    if (placed.has(place.title) || others === MOST_OF_SLOT || tried.has(attempt)) continue;
    const suggestion = suggestionAt(search, place, 'slots');
    if (suggestion === null) continue;
    tried.add(attempt);
    const made = await tryPlace(search, suggestion);
    if (made === null || made.gain < LEAST_GAIN * Math.abs(pageValue)) continue;
    placed.add(place.title);
    ofSlot.set(slot, others + 1);
    found.push(made);
  }
  return found.sort((a, b) => b.gain - a.gain);
}
