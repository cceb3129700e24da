import { type Catalogue, hasBit } from '../domain/catalogue.ts';
import { EVENT_TYPES, TRIGGERS } from '../domain/event.ts';
import { eventStrength } from './event-strength.ts';
import { hiddenTitles } from './title-sets.ts';
import { createTitleSlots } from './title-slots.ts';
import type { UserState } from './user-state.ts';

/**
 * What a user's state says about taste, as columns: one entry a title, the newest first. Strength 0..1 is how much the strongest
 * event says "I liked this" (see eventStrength); hidden titles are left out.
 */
export interface History {
  readonly length: number;
  /** Dense index of the title. */
  readonly title: Int32Array;
  readonly strength: Float32Array;
  /** Time of the newest event that said anything (had a strength above 0). */
  readonly lastAtMs: Float64Array;
}

/**
 * The user's word beats what we infer: the newest rating of a title is its strength, whatever else happened; taken back, the
 * other events count again. A title taken off the list was never on it. Titles that nothing speaks for are left out, as are
 * items that the catalogue does not have.
 */
export function historyOf(state: UserState, catalogue: Catalogue): History {
  const { events } = state;
  const hidden = hiddenTitles(state, catalogue);
  const { slotOf } = createTitleSlots(events.length);
  const title = new Int32Array(events.length);
  const strength = new Float32Array(events.length);
  const lastAtMs = new Float64Array(events.length);
  const said = new Uint8Array(events.length);
  // Slots in the order of their newest event that counts: the order of the answer.
  const order = new Int32Array(events.length);
  let counted = 0;

  for (let at = events.length - 1; at >= 0; at--) {
    const dense = catalogue.denseOfItemNo(events.itemNo[at]!);
    if (dense < 0) continue;
    const titleDense = catalogue.titleOf[dense]!;
    if (hasBit(hidden, titleDense)) continue;
    const slot = slotOf(titleDense);
    title[slot] = titleDense;

    const type = EVENT_TYPES[events.type[at]!]!;
    const value = events.value[at]!;
    const about = type === 'rate' ? RATED : type === 'list-add' || type === 'list-remove' ? LISTED : 0;
    if (about !== 0) {
      // Newer words on the same matter stand already.
      if ((said[slot]! & about) !== 0) continue;
      said[slot]! |= about;
    }
    const says = eventStrength(type, value, TRIGGERS[events.trigger[at]!]!);
    if (says === 0) continue;
    if ((said[slot]! & COUNTED) === 0) {
      said[slot]! |= COUNTED;
      lastAtMs[slot] = events.occurredAtMs[at]!;
      order[counted++] = slot;
    }
    if (type === 'rate') {
      strength[slot] = says;
      said[slot]! |= OPINION;
    } else if ((said[slot]! & OPINION) === 0 && says > strength[slot]!) {
      strength[slot] = says;
    }
  }

  return {
    length: counted,
    title: pick(title, order, new Int32Array(counted)),
    strength: pick(strength, order, new Float32Array(counted)),
    lastAtMs: pick(lastAtMs, order, new Float64Array(counted)),
  };
}

/** What has been said of a title by events newer than the one at hand. */
const RATED = 1;
const LISTED = 2;
/** The rating was one, not a rating taken back. */
const OPINION = 4;
/** The title is in the answer. */
const COUNTED = 8;

function pick<Column extends Int32Array | Float32Array | Float64Array>(
  from: Column,
  order: Int32Array,
  out: Column,
): Column {
  for (let at = 0; at < out.length; at++) out[at] = from[order[at]!]!;
  return out;
}
