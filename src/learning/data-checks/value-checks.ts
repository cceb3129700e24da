import { EVENT_TYPES } from '../../domain/event.ts';
import { besideNeighbours, median } from './daily.ts';
import { block, type CheckInput, type DataCheck, type Found, percent } from './data-check.ts';

const [PROGRESS, COMPLETE, RATE] = (['progress', 'complete', 'rate'] as const).map((type) => EVENT_TYPES.indexOf(type));

/** Portions and ratings that are out of range, in another unit, or always the same. */
export const VALUE_CHECKS: readonly DataCheck[] = [
  {
    name: 'portion-out-of-range',
    advice:
      'Portions go from 0 to 1: per cent, seconds and negative positions are none. Send them right, import them again.',
    find({ log: { events } }) {
      const bad = outside(events, (type) => type === PROGRESS || type === COMPLETE, 0);
      return bad === 0 ? null : block(`${bad} events have a portion below 0 or above 1`);
    },
  },
  {
    name: 'portion-unit-changed',
    advice:
      'From that day on portions are in another unit, or the app sends a constant: correct the app and those events.',
    find: (input) => unitChanged(input, PROGRESS!, 'portion'),
  },
  {
    name: 'rating-out-of-range',
    advice: 'Ratings go from -1 to 1: stars and per cent have to be mapped when they are imported.',
    find({ log: { events } }) {
      const bad = outside(events, (type) => type === RATE, -1);
      return bad === 0 ? null : block(`${bad} ratings lie below -1 or above 1`);
    },
  },
  {
    name: 'rating-unit-changed',
    advice:
      'From that day on ratings are mapped in another way, or the app sends a constant: correct the app and those ratings.',
    find: (input) => unitChanged(input, RATE!, 'rating'),
  },
];

function outside(events: CheckInput['log']['events'], is: (type: number) => boolean, low: number): number {
  let found = 0;
  for (let at = 0; at < events.length; at++) {
    const value = events.value[at]!;
    // NaN: it had none, which is allowed.
    if (is(events.type[at]!) && (value < low || value > 1)) found++;
  }
  return found;
}

const FEWEST_A_DAY = 20;

/** A day whose values are nearly all the same though they usually vary, or lie about a tenth or ten times as high as usual. */
function unitChanged({ log: { events }, window }: CheckInput, type: number, what: string): Found | null {
  const ofDay: number[][] = Array.from({ length: window.days }, () => []);
  for (let at = 0; at < events.length; at++) {
    const day = events.type[at] === type ? window.dayAt(events.atMs[at]!) : -1;
    if (day >= 0 && !Number.isNaN(events.value[at]!)) ofDay[day]!.push(events.value[at]!);
  }
  const enough = (values: number[], tell: (values: number[]) => number): number =>
    values.length < FEWEST_A_DAY ? Number.NaN : tell(values);
  const commonest = ofDay.map((values) => enough(values, shareOfCommonest));
  for (const { day, value, usual } of besideNeighbours(commonest)) {
    if (value < 0.9 || usual > 0.5) continue;
    return block(
      `${percent(value)} of the ${what}s of ${window.nameOf(day)} are one and the same, usually ${percent(usual)} at most`,
    );
  }
  const sizes = ofDay.map((values) => enough(values, (all) => median(all.map(Math.abs))));
  for (const { day, value, usual, spread } of besideNeighbours(sizes)) {
    const isFar = Math.abs(value - usual) > 8 * spread;
    if (!isFar || !(usual > 0) || (value > 0.15 * usual && value < 7 * usual)) continue;
    return block(
      `the median ${what} of ${window.nameOf(day)} is ${value.toPrecision(2)} in size, usually ${usual.toPrecision(2)}`,
    );
  }
  return null;
}

function shareOfCommonest(values: readonly number[]): number {
  const counts = new Map<number, number>();
  let most = 0;
  for (const value of values) {
    const count = (counts.get(value) ?? 0) + 1;
    counts.set(value, count);
    most = Math.max(most, count);
  }
  return most / values.length;
}
