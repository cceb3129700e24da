import { DAY_MS } from './daily.ts';
import { block, type CheckInput, type DataCheck, percent, warn } from './data-check.ts';

/** The same deed told twice. Views are left out: they name pages, not items. */
export const DUPLICATE_CHECKS: readonly DataCheck[] = [
  {
    name: 'duplicate-events',
    advice:
      'The same events came under different ids: give events ids that stay the same when they are sent or imported again.',
    find({ log: { events } }) {
      const keys = hashes(events, (at) => events.atMs[at]!);
      let checked = 0;
      let doubled = 0;
      for (let at = 0; at < keys.length; at++) {
        if (Number.isNaN(keys[at]!)) continue;
        checked++;
        if (keys[at] === keys[at - 1]) doubled++;
      }
      if (doubled < 20) return null;
      const share = doubled / checked;
      const said = `${doubled} events repeat another of the same user, item, type and time under another id: ${percent(share)}`;
      // Where times are whole minutes, hours or days, the same may well have happened twice.
      const [blockFrom, warnFrom] = isCoarse(events.atMs) ? [0.2, 0.1] : [0.02, 0.002];
      return share >= blockFrom ? block(said) : share >= warnFrom ? warn(said) : null;
    },
  },
  {
    name: 'day-repeated',
    advice: 'A day was replayed with new times: take the copy out of the log, or train with --as-of before it.',
    find: findRepeatedDay,
  },
];

const MINUTE_MS = 60_000;

/** Most times are whole minutes. */
function isCoarse(atMs: Float64Array): boolean {
  let whole = 0;
  for (let at = 0; at < atMs.length; at++) if (atMs[at]! % MINUTE_MS === 0) whole++;
  return whole > 0.5 * atMs.length;
}

type Events = CheckInput['log']['events'];

/** A number of 40 bits for each event on an item, times 64 plus its day where that is asked for; sorted, NaN last. */
function hashes(events: Events, time: (at: number) => number, day?: (at: number) => number): Float64Array {
  const keys = new Float64Array(events.length);
  for (let at = 0; at < events.length; at++) {
    const of = day?.(at) ?? 0;
    const isChecked = events.itemNo[at]! > 0 && of >= 0;
    keys[at] = isChecked
      ? hash40(events.user[at]!, events.itemNo[at]!, events.type[at]!, time(at)) * 64 + of
      : Number.NaN;
  }
  return keys.sort();
}

function hash40(user: number, itemNo: number, type: number, time: number): number {
  let one = 0x811c9dc5;
  let other = 0x9e3779b1;
  for (const word of [user, itemNo, type, time | 0, Math.floor(time / 2 ** 32)]) {
    one = Math.imul(one ^ word, 0x85ebca6b);
    one ^= one >>> 13;
    other = Math.imul(other + word, 0xc2b2ae35);
    other ^= other >>> 16;
  }
  return (one >>> 0) * 256 + (other & 0xff);
}

const FEWEST = 50;

/** A day many of whose events happened on an earlier day too, at the same times of day to the millisecond. */
function findRepeatedDay({ log: { events }, window }: CheckInput) {
  const ofDay = (at: number): number => window.dayAt(events.atMs[at]!);
  const timeOfDay = (at: number): number => events.atMs[at]! % DAY_MS;
  const keys = hashes(events, timeOfDay, ofDay);
  const repeated = new Float64Array(window.days);
  const checked = new Float64Array(window.days);
  for (let at = 0; at < keys.length && !Number.isNaN(keys[at]!); at++) {
    const day = keys[at]! % 64;
    checked[day]!++;
    if (at > 0 && Math.floor(keys[at]! / 64) === Math.floor(keys[at - 1]! / 64) && keys[at] !== keys[at - 1]) {
      repeated[day]!++;
    }
  }
  for (let day = 0; day < window.days; day++) {
    if (checked[day]! < FEWEST || repeated[day]! < 0.2 * checked[day]!) continue;
    // Logs that know the day alone, or the hour, repeat times of day without anybody repeating a day.
    if (distinctTimes(events, window, day) < 0.5 * checked[day]!) continue;
    return block(
      `${percent(repeated[day]! / checked[day]!)} of the events of ${window.nameOf(day)} also happened on an earlier day, at the same times of day`,
    );
  }
  return null;
}

function distinctTimes(events: Events, window: CheckInput['window'], day: number): number {
  const times = new Set<number>();
  for (let at = 0; at < events.length; at++) {
    if (events.itemNo[at]! > 0 && window.dayAt(events.atMs[at]!) === day) times.add(events.atMs[at]!);
  }
  return times.size;
}
