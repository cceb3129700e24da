import type { Pin } from '../../../../clients/typescript/src/index.ts';
import { type Interval, occurrences } from '../../../domain/repeat.ts';
import { rowKeyOf } from '../pin-fields.ts';
import { pinRowName } from '../row-options.ts';
import { barKey, type Conflicts, type TimedPin, timelineConflicts } from './timeline-conflicts.ts';

/** One time at which a pin stands, as a bar. */
export interface TimelineBar extends Interval {
  readonly key: string;
  readonly pin: Pin;
  /** From the top of its slot, from 0: bars of one slot that are on at once lie below each other. */
  readonly lane: number;
  /** 0..1 of the range. */
  readonly left: number;
  readonly width: number;
  /** Pins that keep the slot from it, and pins that it keeps from the slot, for some of its time and audience. */
  readonly losesTo: readonly string[];
  readonly winsOver: readonly string[];
}

export interface TimelineSlot {
  readonly position: number;
  readonly laneCount: number;
  /** By time. */
  readonly bars: readonly TimelineBar[];
}

export interface TimelineRow {
  readonly rowKey: string;
  readonly name: string;
  readonly slots: readonly TimelineSlot[];
}

/** Pins by row and slot, as bars in [fromMs, untilMs): each repeat as its occurrences. Rows and slots without any bar are left out. */
export function layoutTimeline(pins: readonly Pin[], range: Interval): readonly TimelineRow[] {
  const timed = pins.map((pin) => ({ pin, times: timesOf(pin, range) })).filter(({ times }) => times.length > 0);
  const conflicts = timelineConflicts(timed);
  const byRow = Map.groupBy(timed, ({ pin }) => rowKeyOf(pin));
  return [...byRow]
    .map(([rowKey, ofRow]): TimelineRow => {
      const bySlot = Map.groupBy(ofRow, ({ pin }) => pin.position);
      const slots = [...bySlot].sort(([a], [b]) => a - b);
      return {
        rowKey,
        name: pinRowName(ofRow[0]!.pin),
        slots: slots.map(([position, ofSlot]) => slotOf(position, ofSlot, range, conflicts)),
      };
    })
    .sort((a, b) => a.name.localeCompare(b.name, 'en'));
}

function timesOf(pin: Pin, range: Interval): readonly Interval[] {
  const fromMs = Math.max(Date.parse(pin.from), range.fromMs);
  const untilMs = Math.min(Date.parse(pin.until), range.untilMs);
  return [...occurrences(pin.repeat, pin.timeZone, fromMs, untilMs)];
}

/** All bars of a pin in one lane, the first that is free at all of its times. */
function slotOf(position: number, timed: readonly TimedPin[], range: Interval, conflicts: Conflicts): TimelineSlot {
  const lanes: Interval[][] = [];
  const bars: TimelineBar[] = [];
  for (const { pin, times } of [...timed].sort((a, b) => a.times[0]!.fromMs - b.times[0]!.fromMs)) {
    const free = lanes.findIndex((taken) => !taken.some((one) => times.some((other) => areBoth(one, other))));
    const lane = free < 0 ? lanes.push([]) - 1 : free;
    lanes[lane]!.push(...times);
    for (const time of times) bars.push(barOf(pin, time, lane, range, conflicts));
  }
  bars.sort((a, b) => a.fromMs - b.fromMs || a.lane - b.lane);
  return { position, laneCount: lanes.length, bars };
}

function barOf(pin: Pin, time: Interval, lane: number, range: Interval, conflicts: Conflicts): TimelineBar {
  const lengthMs = range.untilMs - range.fromMs;
  const key = barKey(pin, time);
  const { losesTo = [], winsOver = [] } = conflicts.get(key) ?? {};
  return {
    ...time,
    key,
    pin,
    lane,
    left: (time.fromMs - range.fromMs) / lengthMs,
    width: (time.untilMs - time.fromMs) / lengthMs,
    losesTo: [...losesTo],
    winsOver: [...winsOver],
  };
}

export const areBoth = (a: Interval, b: Interval): boolean => a.fromMs < b.untilMs && b.fromMs < a.untilMs;
