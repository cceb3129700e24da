import { type Random, seededRandom } from '../../../src/domain/clock.ts';
import type { Decision } from '../../../src/domain/decision.ts';
import type { EventType } from '../../../src/domain/event.ts';
import type { StoredItem } from '../../../src/domain/item.ts';
import type { Rung } from '../../../src/domain/page.ts';
import type { LoggedEvent } from '../../../src/domain/ports/log-store.ts';
import { aStoredItem } from '../../support/items.ts';

/** A log and its catalogue, as arrays that a test may change. */
export interface MadeLog {
  events: LoggedEvent[];
  decisions: Decision[];
  items: StoredItem[];
}

export const FIRST_DAY_MS = Date.parse('2026-03-02T00:00:00Z');
export const DAY_MS = 86_400_000;
export const DAYS = 28;
/** A night after the last day. */
export const NOW_MS = FIRST_DAY_MS + DAYS * DAY_MS + 3 * 3_600_000;
export const dayOf = (atMs: number): number => Math.floor((atMs - FIRST_DAY_MS) / DAY_MS);

const USERS = 150;
const ITEMS = 120;
const ROWS = 3;
const SLOTS = 6;
const SURFACES = ['tv', 'tv', 'tv', 'web', 'mobile'];
const REGIONS = ['SE', 'SE', 'DE'];

/**
 * Four weeks of a small service as its log would hold them: evenings and weekends are busy, some users come daily and some seldom, new
 * ones join, few titles are watched by many; players send a heartbeat each half minute; pages are R0 but for a few.
 */
export function cleanLog(seed = 1): MadeLog {
  const random = seededRandom(seed);
  const items = Array.from({ length: ITEMS }, (_, n) =>
    aStoredItem(n + 1, {
      genres: [`g${n % 6}`],
      releaseDate: new Date(Date.UTC(1980 + (n % 45), n % 12, 1)).toISOString(),
    }),
  );
  const log: MadeLog = { events: [], decisions: [], items };
  const keenness = Array.from({ length: USERS }, () => 0.1 + 0.8 * random() ** 2);
  const joinedOn = Array.from({ length: USERS }, (_, user) => (user < 0.7 * USERS ? 0 : Math.floor(random() * DAYS)));
  for (let day = 0; day < DAYS; day++) {
    const isWeekend = day % 7 >= 5;
    for (let user = 0; user < USERS; user++) {
      if (day < joinedOn[user]! || random() > keenness[user]! * (isWeekend ? 1.3 : 1)) continue;
      visit(log, user, FIRST_DAY_MS + day * DAY_MS + hourOfDay(random) * 3_600_000, random);
    }
  }
  log.events.sort((a, b) => a.occurredAtMs - b.occurredAtMs || (a.eventId < b.eventId ? -1 : 1));
  log.decisions.sort((a, b) => a.servedAtMs - b.servedAtMs);
  return log;
}

/** Most come around half past eight in the evening. */
const hourOfDay = (random: Random): number => {
  const hour = 20.5 + 3 * (random() + random() + random() - 1.5);
  return random() < 0.2 ? 7 + random() * 12 : Math.min(23.4, hour);
};

function visit(log: MadeLog, user: number, atMs: number, random: Random): void {
  const decision = aPage(log, user, Math.floor(atMs), random);
  log.decisions.push(decision);
  const { recommendationId } = decision;
  let now = decision.servedAtMs;
  const say = (type: EventType, itemNo: number, more: Partial<LoggedEvent> = {}): void => {
    log.events.push(anEvent(log, { type, itemNo, user, occurredAtMs: Math.floor(now), recommendationId, ...more }));
  };
  now += 1000 + 4000 * random();
  say('viewed', 0, { impressionIds: Array.from({ length: SLOTS }, (_, slot) => `${recommendationId}.0.${slot}`) });
  for (let taken = 0; taken < 3; taken++) {
    if (random() < 0.35) break;
    const slot = Math.floor(random() ** 2 * decision.slots.itemNo.length);
    const itemNo = decision.slots.itemNo[slot]!;
    now += 2000 + 60_000 * random();
    say('click', itemNo);
    if (random() < 0.3) continue;
    now += 1000 + 3000 * random();
    say('play', itemNo);
    const watched = 1 + Math.floor(6 * random());
    for (let beat = 1; beat <= watched; beat++) {
      now += 30_000;
      say('progress', itemNo, { portion: Math.min(1, (beat * 30) / (240 + 30 * (itemNo % 9))) });
    }
    if (random() < 0.4) say('complete', itemNo, { portion: 0.9 + 0.1 * random() });
    if (random() < 0.3) say('rate', itemNo, { value: [-1, -0.5, 0.5, 0.75, 1][Math.floor(5 * random())]! });
    if (random() < 0.05) say('hide', itemNo);
    now += 5000 + 600_000 * random();
  }
}

function aPage(log: MadeLog, user: number, servedAtMs: number, random: Random): Decision {
  const count = ROWS * SLOTS;
  const itemNo = new Int32Array(count);
  for (let at = 0; at < count; at++) itemNo[at] = 1 + Math.floor(ITEMS * random() ** 2.2);
  const luck = random();
  const rung: Rung = luck < 0.97 ? 'R0' : luck < 0.99 ? 'R1' : 'R3';
  const explored = new Uint8Array(count);
  const propensity = new Float32Array(count).fill(1);
  if (random() < 0.3) {
    explored[count - 1] = 1;
    propensity[count - 1] = 0.05 + 0.1 * random();
  }
  return {
    recommendationId: `00000000-0000-7000-8000-${String(log.decisions.length).padStart(12, '0')}`,
    parentId: null,
    servedAtMs,
    userKey: userKeyOf(user),
    sessionId: null,
    origin: 'app',
    route: 'home',
    surface: SURFACES[user % SURFACES.length]!,
    region: REGIONS[user % REGIONS.length]!,
    maturity: 'adult',
    language: null,
    rung,
    retrievalVersion: 'm1',
    rankerVersion: 'm1',
    arms: {},
    snapshotVersions: {},
    randomSeed: 1,
    tookMs: 3,
    rowIds: ['top-picks', 'trending', 'new'],
    withheld: [],
    slots: {
      itemNo,
      rowIndex: Int16Array.from({ length: count }, (_, at) => Math.floor(at / SLOTS)),
      position: Int16Array.from({ length: count }, (_, at) => at % SLOTS),
      source: new Uint8Array(count),
      score: new Float32Array(count),
      propensity,
      explored,
      pinNo: new Int32Array(count),
      displacedItemNo: new Int32Array(count),
    },
  };
}

export const userKeyOf = (user: number): string => user.toString(16).padStart(32, '0');

/** An event that nothing is wrong with but what is said. */
export function anEvent(
  log: MadeLog,
  { user, ...given }: { user: number; itemNo: number; type: EventType; occurredAtMs: number } & Partial<LoggedEvent>,
): LoggedEvent {
  return {
    eventId: `e${log.events.length}`,
    userKey: userKeyOf(user),
    itemId: given.itemNo === 0 ? null : `i${given.itemNo}`,
    receivedAtMs: given.occurredAtMs + 700,
    impressionIds: [],
    recommendationId: null,
    sessionId: null,
    portion: null,
    positionS: null,
    value: null,
    trigger: 'user',
    properties: null,
    origin: 'app',
    ...given,
  };
}
