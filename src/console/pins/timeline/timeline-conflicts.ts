import type { Pin } from '../../../../clients/typescript/src/index.ts';
import { audiencesMeet } from '../../../domain/audience.ts';
import type { Interval } from '../../../domain/repeat.ts';
import { kindOfRow } from '../../../domain/row-id.ts';

/** By the key of a bar: ids of the pins it loses its slot to, and wins it over, at that time. */
export type Conflicts = ReadonlyMap<string, { readonly losesTo: Set<string>; readonly winsOver: Set<string> }>;

/**
 * Which pins want one slot at one time for some of the same audience: the higher priority wins, then the older pin, as on the page.
 * A pin of a kind and a pin of a row of that kind want the same. By the list's own order (age) where two were made at once.
 */
export function timelineConflicts(timed: readonly TimedPin[]): Conflicts {
  const conflicts = new Map<string, { losesTo: Set<string>; winsOver: Set<string> }>();
  const of = (bar: Bar) => {
    const known = conflicts.get(bar.key);
    if (known !== undefined) return known;
    const made = { losesTo: new Set<string>(), winsOver: new Set<string>() };
    conflicts.set(bar.key, made);
    return made;
  };
  const bars = timed.flatMap(({ pin, times }, age) =>
    pin.enabled ? times.map((time): Bar => ({ ...time, pin, age, key: barKey(pin, time) })) : [],
  );
  const wanting = Map.groupBy(
    bars,
    ({ pin }) => `${pin.rowKind ?? kindOfRow(pin.rowId!) ?? pin.rowId} ${pin.position}`,
  );
  for (const ofSlot of wanting.values()) {
    let open: Bar[] = [];
    for (const bar of ofSlot.sort((a, b) => a.fromMs - b.fromMs)) {
      open = open.filter(({ untilMs }) => untilMs > bar.fromMs);
      for (const other of open) {
        if (other.pin === bar.pin || !isOneRow(other.pin, bar.pin)) continue;
        if (!audiencesMeet(other.pin.audience, bar.pin.audience)) continue;
        const [winner, loser] = beats(other, bar) ? [other, bar] : [bar, other];
        of(winner).winsOver.add(loser.pin.pinId!);
        of(loser).losesTo.add(winner.pin.pinId!);
      }
      open.push(bar);
    }
  }
  return conflicts;
}

/** A pin and when it is on, in order. */
export interface TimedPin {
  readonly pin: Pin;
  readonly times: readonly Interval[];
}

/** One time of one pin. */
export const barKey = (pin: Pin, { fromMs }: Interval): string => `${pin.pinId} ${fromMs}`;

interface Bar extends Interval {
  readonly pin: Pin;
  readonly age: number;
  readonly key: string;
}

const isOneRow = (a: Pin, b: Pin): boolean => a.rowId === null || b.rowId === null || a.rowId === b.rowId;

function beats(a: Bar, b: Bar): boolean {
  if (a.pin.priority !== b.pin.priority) return a.pin.priority > b.pin.priority;
  const ageMs = Date.parse(a.pin.createdAt) - Date.parse(b.pin.createdAt);
  return ageMs === 0 ? a.age < b.age : ageMs < 0;
}
