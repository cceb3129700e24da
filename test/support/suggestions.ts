import { type SlotSuggestion, subjectOf, suggestionIdOf, type TagSuggestion } from '../../src/domain/suggestion.ts';
import { anItem } from './items.ts';

/** A suggestion as the service makes them, of an item that is as `anItem` says. */
export function aTagSuggestion(itemId: string, changes: Partial<TagSuggestion> = {}): TagSuggestion {
  const what = { kind: 'tags', field: 'tags', value: 'heist', ...changes } as const;
  const item = anItem(itemId);
  const subject = subjectOf(what, item);
  return {
    suggestionId: suggestionIdOf(what, subject),
    subject,
    modelVersion: 'v1',
    itemId,
    title: item.title,
    confidence: 0.8,
    usual: 0.1,
    neighbours: ['i8', 'i9'],
    ...what,
  };
}

export function aSlotSuggestion(itemId: string, changes: Partial<SlotSuggestion> = {}): SlotSuggestion {
  const place = { surface: 'tv', region: null, rowId: 'trending', position: 1 } as const;
  const what = { kind: 'slots' as SlotSuggestion['kind'], ...place, ...changes };
  const item = anItem(itemId);
  const subject = subjectOf(what, item);
  return {
    suggestionId: suggestionIdOf(what, subject),
    subject,
    modelVersion: 'v1',
    itemId,
    title: item.title,
    insteadOf: null,
    gain: 0.05,
    pageValue: 2,
    impressions: null,
    ...what,
  };
}
