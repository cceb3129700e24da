import type { Catalogue } from '../domain/catalogue.ts';
import { createTitleSlots } from './title-slots.ts';
import type { UserState } from './user-state.ts';

/** What a user saw on pages and left alone, one slot a title. */
export interface Sightings {
  /** Slot of a title (dense index); -1: the user saw it on no page and did nothing with it lately. */
  find(title: number): number;
  /** How often it was seen since the user last did anything with it. */
  readonly ignored: Uint16Array;
  /** Of these the newest, ms; 0 where there is none. */
  readonly lastIgnoredAtMs: Float64Array;
}

/**
 * From the views and events that a state keeps (the newest 512 and 256). Whatever the user does with a title after seeing it, a click
 * or a dismissal, answers every sighting before it; only what was seen after that counts.
 */
export function sightingsOf({ views, events }: UserState, catalogue: Catalogue): Sightings {
  if (views.length === 0) return NO_SIGHTINGS;
  const room = events.length + views.length;
  const { slotOf, find } = createTitleSlots(room);
  const answeredAtMs = new Float64Array(room).fill(Number.NEGATIVE_INFINITY);
  const ignored = new Uint16Array(room);
  const lastIgnoredAtMs = new Float64Array(room);
  // Oldest first: the last write is the newest.
  for (let at = 0; at < events.length; at++) {
    const dense = catalogue.denseOfItemNo(events.itemNo[at]!);
    if (dense >= 0) answeredAtMs[slotOf(catalogue.titleOf[dense]!)] = events.occurredAtMs[at]!;
  }
  for (let at = 0; at < views.length; at++) {
    const dense = catalogue.denseOfItemNo(views.itemNo[at]!);
    if (dense < 0) continue;
    const slot = slotOf(catalogue.titleOf[dense]!);
    if (views.occurredAtMs[at]! <= answeredAtMs[slot]!) continue;
    ignored[slot]!++;
    lastIgnoredAtMs[slot] = views.occurredAtMs[at]!;
  }
  return { find, ignored, lastIgnoredAtMs };
}

const NO_SIGHTINGS: Sightings = {
  find: () => -1,
  ignored: new Uint16Array(0),
  lastIgnoredAtMs: new Float64Array(0),
};
