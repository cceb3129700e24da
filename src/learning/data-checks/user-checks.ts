import { EVENT_TYPES } from '../../domain/event.ts';
import { besideNeighbours, firstDayOf, isRegular, median, perDay, sharesOf } from './daily.ts';
import { block, type CheckInput, type DataCheck, type Found, percent, warn } from './data-check.ts';

const [VIEWED, PLAY, RATE] = (['viewed', 'play', 'rate'] as const).map((type) => EVENT_TYPES.indexOf(type));

/** Users who are not persons, or not who they were. */
export const USER_CHECKS: readonly DataCheck[] = [
  {
    name: 'runaway-user',
    advice: 'A test account, a crawler or a shared id: take it out (erase the user), or accept it if it is a person.',
    find: findRunaway,
  },
  {
    name: 'one-user-dominates',
    advice:
      'Users who are not signed in must be nobody or have ids of their own: events of many under one id teach nothing.',
    find({ log }) {
      const counts = eventsByUser(log);
      const most = Math.max(0, ...counts.filter((count) => count > 0.1 * log.events.length));
      if (counts.length < 20 || most < 200 || most < 0.3 * log.events.length) return null;
      return block(`one user of ${counts.length} has ${percent(most / log.events.length)} of all events`);
    },
  },
  {
    name: 'bots',
    advice:
      'Plays and ratings by the clock are no taste: leave those accounts out, or send such traffic with a key of origin test.',
    find: findBots,
  },
  {
    name: 'users-remapped',
    advice:
      'Nearly everybody is new at once: did SECRET_FILE, the tenant or the ids that the apps send change? Then histories are lost.',
    find({ log, window }) {
      const { events } = log;
      const all = perDay(window, events.atMs);
      if (!isRegular(all)) return null;
      const firstDay = firstDayOf(window, log, events.user);
      const ofNew = perDay(window, events.atMs, (at) => firstDay(events.user[at]!) === window.dayAt(events.atMs[at]!));
      for (const { day, value, usual, spread } of besideNeighbours(sharesOf(ofNew, all))) {
        if (value < 0.9 || usual > 0.6 || value < usual + 8 * spread) continue;
        return block(
          `${percent(value)} of the events of ${window.nameOf(day)} are of users never seen before, usually ${percent(usual)}`,
        );
      }
      return null;
    },
  },
];

type Log = CheckInput['log'];

/** Views left out: they come in bulk. */
function eventsByUser({ events, users }: Log): Float64Array {
  const counts = new Float64Array(users);
  for (let at = 0; at < events.length; at++) if (events.type[at] !== VIEWED) counts[events.user[at]!]!++;
  return counts;
}

const FEWEST_USERS = 20;
const FEWEST_EVENTS = 1000;

function findRunaway({ log }: CheckInput): Found | null {
  const counts = eventsByUser(log)
    .filter((count) => count > 0)
    .sort();
  if (counts.length < FEWEST_USERS) return null;
  const usual = median(counts);
  const most = counts.at(-1)!;
  // Where half the users came once, a hundred times as much is a fan: the keen ones have to be far behind too.
  const keen = counts[Math.floor(0.98 * (counts.length - 1))]!;
  if (most < FEWEST_EVENTS || most < 100 * usual || most < 5 * keen) return null;
  const share = most / counts.reduce((sum, count) => sum + count, 0);
  return block(`a user has ${most} events, ${percent(share)} of all; the median user has ${usual}`);
}

/** Gaps as alike as this, so many in a row of a user, are a machine's. */
const FEWEST_GAPS = 50;
const ALIKE = 0.02;
const SHARE_ALIKE = 0.95;
const LEAST_GAP_MS = 1000;

/** Users whose plays and ratings come at even intervals. Heartbeats of a player and autoplay are even by themselves, and left out. */
function findBots({ log: { events, users } }: CheckInput): Found | null {
  const times: number[][] = Array.from({ length: users }, () => []);
  let deeds = 0;
  for (let at = 0; at < events.length; at++) {
    if (events.byUser[at] === 0 || (events.type[at] !== PLAY && events.type[at] !== RATE)) continue;
    times[events.user[at]!]!.push(events.atMs[at]!);
    deeds++;
  }
  let bots = 0;
  let theirs = 0;
  for (const ofUser of times) {
    if (ofUser.length <= FEWEST_GAPS) continue;
    ofUser.sort((a, b) => a - b);
    const gaps = ofUser.slice(1).map((atMs, n) => atMs - ofUser[n]!);
    const usual = median(gaps);
    if (usual < LEAST_GAP_MS) continue;
    const alike = gaps.filter((gap) => Math.abs(gap - usual) <= ALIKE * usual).length;
    if (alike < SHARE_ALIKE * gaps.length) continue;
    bots++;
    theirs += ofUser.length;
  }
  if (bots === 0) return null;
  const said = `${bots} users play or rate at even intervals, ${percent(theirs / deeds)} of all plays and ratings`;
  return theirs >= 0.02 * deeds ? block(said) : warn(said);
}
