import type { Random } from '../../domain/clock.ts';
import { EVENT_TYPES, TRIGGERS } from '../../domain/event.ts';
import { HEADS } from '../../domain/objectives.ts';
import { eventStrength } from '../../features/event-strength.ts';
import type { EventTable } from '../log/event-table.ts';
import { logSays } from '../log/log-says.ts';
import type { LoggedPages } from '../log/logged-pages.ts';
import { GROUP_SIZE, type Group, shuffleSome } from './examples-builder.ts';

/** What came of the slots that users saw on pages of the log: the first thing to learn from. */
export interface PageGroups {
  /** Pages whose outcomes are whole, drawn evenly, at most `most`, in the order of time. */
  choose(most: number, random: Random): Int32Array;
  /** The seen slots of a page, as many as a group holds: all that something came of, and of the rest some by chance. */
  write(page: number, group: Group, random: Random): void;
}

const [CLICK, PLAY, PORTION, COMPLETE, HIDE] = HEADS.map((_, head) => head) as [number, number, number, number, number];

/**
 * A slot's outcomes: clicked, played (something of it ran, if only a progress says so), the largest portion watched (0 if it was not
 * played), completed, hidden; unknown is what the log never tells of (LogSays). Its relevance is the strength of what was done best.
 */
export function createPageGroups(table: EventTable, pages: LoggedPages): PageGroups {
  const outcomes = new Float32Array(pages.item.length * HEADS.length);
  const relevance = new Float32Array(pages.item.length);
  const found = new Int32Array(pages.length);
  for (let at = 0; at < table.length; at++) {
    const type = EVENT_TYPES[table.type[at]!]!;
    const page = table.decision[at]!;
    if (page < 0) continue;
    found[page]!++;
    const slot = pages.slotOffsets[page]! + table.slot[at]!;
    const value = table.value[at]!;
    const from = slot * HEADS.length;
    if (type === 'click') outcomes[from + CLICK] = 1;
    if (type === 'hide') outcomes[from + HIDE] = 1;
    if (type === 'play' || type === 'progress' || type === 'complete') outcomes[from + PLAY] = 1;
    if (type === 'complete') outcomes[from + COMPLETE] = 1;
    const portion = Number.isNaN(value) ? (type === 'complete' ? 1 : 0) : value;
    if (type === 'progress' || type === 'complete') {
      outcomes[from + PORTION] = Math.max(outcomes[from + PORTION]!, Math.min(1, portion));
    }
    const strength = eventStrength(type, value, TRIGGERS[table.trigger[at]!]!);
    relevance[slot] = Math.max(relevance[slot]!, strength);
  }
  const says = logSays(table);
  const forget = (head: number): void => {
    for (let at = head; at < outcomes.length; at += HEADS.length) outcomes[at] = Number.NaN;
  };
  if (!says.clicks) forget(CLICK);
  if (!says.portions) forget(PORTION);
  if (!says.completions) forget(COMPLETE);
  const endMs = table.length === 0 ? Number.NEGATIVE_INFINITY : table.atMs[table.length - 1]!;

  return {
    choose(most, random) {
      const whole = Array.from({ length: pages.length }, (_, page) => page).filter(
        // What was taken out of the table to be asked for must not stand here as something nobody wanted.
        (page) => found[page] === pages.answers[page] && pages.servedAtMs[page]! <= endMs,
      );
      shuffleSome(whole, most, random);
      return Int32Array.from(whole.slice(0, most)).sort();
    },

    write(page, group, random) {
      const first = pages.slotOffsets[page]!;
      const slots = Array.from({ length: pages.slotOffsets[page + 1]! - first }, (_, at) => first + at);
      const touched = slots.filter((slot) => relevance[slot]! > 0 || outcomes[slot * HEADS.length + HIDE] === 1);
      const ignored = slots.filter((slot) => !touched.includes(slot));
      const kept = touched.slice(0, GROUP_SIZE);
      const room = Math.min(ignored.length, GROUP_SIZE - kept.length);
      if (room < ignored.length) shuffleSome(ignored, room, random);
      group.user = pages.user[page]!;
      group.page = page;
      group.weight = 1;
      group.count = kept.length + room;
      [...kept, ...ignored.slice(0, room)].forEach((slot, place) => {
        group.item[place] = pages.item[slot]!;
        group.labels[place] = relevance[slot]!;
        for (let head = 0; head < HEADS.length; head++) {
          group.outcomes[place * HEADS.length + head] = outcomes[slot * HEADS.length + head]!;
        }
        group.drawWeights[place] = place < kept.length ? 1 : ignored.length / room;
        group.row[place] = pages.row[slot]!;
        group.position[place] = pages.position[slot]!;
        group.propensity[place] = pages.propensity[slot]!;
      });
    },
  };
}
