import { besideNeighbours, DAY_MS, isRegular, median, perDay } from './daily.ts';
import { block, type CheckInput, type DataCheck, type Found, percent, warn } from './data-check.ts';

const HOUR_MS = 3_600_000;
const FIRST_MS = Date.UTC(1990, 0, 1);

/** Times that cannot be, or not in this order. */
export const TIME_CHECKS: readonly DataCheck[] = [
  {
    name: 'time-missing',
    advice: 'Events without a readable time cannot be put in order: repair or remove them at the source.',
    find({ log: { events } }) {
      const bad = count(events.atMs, (atMs) => !Number.isFinite(atMs));
      return bad === 0 ? null : block(`${bad} events have no readable time`);
    },
  },
  {
    name: 'time-before-1990',
    advice:
      'Times are milliseconds since 1970: seconds written as such lie in January 1970. Import again with the right unit.',
    find({ log: { events } }) {
      const bad = count(events.atMs, (atMs) => atMs < FIRST_MS);
      if (bad === 0) return null;
      const said = `${bad} of ${events.length} events lie before 1990`;
      return bad > 0.001 * events.length ? block(said) : warn(said);
    },
  },
  {
    name: 'time-in-future',
    advice:
      "Look for a device or an import whose clock is ahead; events of tomorrow would be the newest of every user's history.",
    find({ log: { events }, nowMs }) {
      const bad = count(events.atMs, (atMs) => atMs > nowMs + HOUR_MS);
      if (bad === 0) return null;
      const said = `${bad} of ${events.length} events lie in the future`;
      return bad > 0.001 * events.length ? block(said) : warn(said);
    },
  },
  {
    name: 'one-instant',
    advice: 'Without an order nothing can be learned of what follows what: import again with the time of each event.',
    find({ log: { events } }) {
      const { longest, users } = longestInstant(events.atMs, events.user);
      const share = longest / events.length;
      if (longest < 100 || users < 10 || share < 0.2) return null;
      return block(`${percent(share)} of all events, of ${users} users, have the very same time`);
    },
  },
  {
    name: 'received-before-it-happened',
    advice: 'A clock is wrong, of devices or of the service: find out whose, and correct the times.',
    find({ log: { events } }) {
      const bad = count(events.atMs, (atMs, at) => atMs > events.receivedAtMs[at]! + HOUR_MS);
      return shareFound(bad, events.length, 'events were received more than an hour before they happened');
    },
  },
  {
    name: 'answer-before-its-page',
    advice: 'Events of a page must come after it: a clock is wrong, or events name pages that they do not belong to.',
    find({ log: { events, namedPageAtMs } }) {
      const named = count(events.page, (page) => page >= 0 && !Number.isNaN(namedPageAtMs[page]!));
      const bad = count(events.page, (page, at) => page >= 0 && events.atMs[at]! < namedPageAtMs[page]! - HOUR_MS);
      return shareFound(bad, named, 'events lie more than an hour before the page that they answer');
    },
  },
  {
    name: 'watched-before-release',
    advice: 'Compare the times of events and the release dates of items: one of them is off by years.',
    find({ log: { events }, catalogue }) {
      let known = 0;
      let early = 0;
      for (let at = 0; at < events.length; at++) {
        const dense = catalogue.denseOfItemNo(events.itemNo[at]!);
        const releasedAtMs = dense < 0 ? Number.NaN : catalogue.releasedAtMs[dense]!;
        if (Number.isNaN(releasedAtMs)) continue;
        known++;
        // A year: some catalogues know the year alone, of some country.
        if (events.atMs[at]! < releasedAtMs - 366 * DAY_MS) early++;
      }
      if (known < 200) return null;
      return shareFound(early, known, 'events lie more than a year before the release of their item', 0.2, 0.05);
    },
  },
  {
    name: 'clock-shifted',
    advice: 'A day whose hours are all shifted was written in another time zone: write its events again in UTC.',
    find: findShiftedDay,
  },
];

function count(column: Float64Array | Int32Array | Float32Array, is: (value: number, at: number) => boolean): number {
  let found = 0;
  for (let at = 0; at < column.length; at++) if (is(column[at]!, at)) found++;
  return found;
}

function shareFound(bad: number, of: number, what: string, blockFrom = 0.05, warnFrom = 0.005): Found | null {
  const share = bad / of;
  if (bad < 20 || share < warnFrom) return null;
  const said = `${bad} ${what}: ${percent(share)} of ${of}`;
  return share >= blockFrom ? block(said) : warn(said);
}

/** The time that most events have, by how many and of how many users. */
function longestInstant(atMs: Float64Array, user: Int32Array): { longest: number; users: number } {
  const counts = new Map<number, number>();
  for (let at = 0; at < atMs.length; at++) counts.set(atMs[at]!, (counts.get(atMs[at]!) ?? 0) + 1);
  let longest = 0;
  let when = Number.NaN;
  for (const [time, times] of counts) if (times > longest) [longest, when] = [times, time];
  const users = new Set<number>();
  for (let at = 0; at < atMs.length; at++) if (atMs[at] === when) users.add(user[at]!);
  return { longest, users: users.size };
}

const HOURS = 24;
const FEWEST_A_DAY = 200;
const MOST_HOURS_OFF = 12;

/** A day whose events by hour are unlike other days', and like them when all are moved by some hours. */
function findShiftedDay({ log: { events }, window }: CheckInput): Found | null {
  const perDayCounts = perDay(window, events.atMs);
  if (!isRegular(perDayCounts, FEWEST_A_DAY)) return null;
  const hours = new Float64Array(window.days * HOURS);
  for (let at = 0; at < events.length; at++) {
    const hour = Math.floor(events.atMs[at]! / HOUR_MS) - window.firstDay * HOURS;
    if (hour >= 0 && hour < hours.length) hours[hour]!++;
  }
  const dayFrom = (hour: number): Float64Array => normalised(hours.subarray(hour, hour + HOURS));
  const wholeDays = Array.from({ length: window.days - 2 }, (_, n) => n + 1);
  const profiles = wholeDays.map((day) => dayFrom(day * HOURS));
  const usual = normalised(
    Float64Array.from({ length: HOURS }, (_, hour) => median(profiles.map((profile) => profile[hour]!))),
  );
  const distances = new Float64Array(window.days).fill(Number.NaN);
  for (const [n, day] of wholeDays.entries()) distances[day] = distance(profiles[n]!, usual);
  for (const { day, value, usual: usualDistance, spread } of besideNeighbours(distances)) {
    if (value < 0.3 || value < usualDistance + 8 * spread) continue;
    let [closest, off] = [value, 0];
    for (let by = -MOST_HOURS_OFF; by <= MOST_HOURS_OFF; by++) {
      if (Math.abs(by) < 2) continue;
      // What was moved over midnight is lost from the day, or found in the next one beside what belongs there: one of both looks right.
      const from = day * HOURS + by;
      const whole = from < 0 || from + HOURS > hours.length ? value : distance(dayFrom(from), usual);
      const nearer = Math.min(whole, distance(rotated(dayFrom(day * HOURS), by), usual));
      if (nearer < closest) [closest, off] = [nearer, by];
    }
    if (off !== 0 && closest < 0.6 * value) {
      return block(`${window.nameOf(day)} looks like other days moved by ${off} hours`);
    }
  }
  return null;
}

function normalised(counts: Float64Array): Float64Array {
  const sum = counts.reduce((total, value) => total + value, 0);
  return counts.map((value) => (sum === 0 ? 0 : value / sum));
}

const rotated = (hours: Float64Array, by: number): Float64Array =>
  hours.map((_, hour) => hours[(hour + by + HOURS) % HOURS]!);

/** Total variation, 0..1. */
const distance = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, value, at) => sum + Math.abs(value - b[at]!), 0) / 2;
