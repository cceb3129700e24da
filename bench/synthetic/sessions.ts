import { createHash } from 'node:crypto';
import { type Random, seededRandom } from '../../src/domain/clock.ts';
import { type Decision, impressionIdOf } from '../../src/domain/decision.ts';
import type { EventType, ViewerEvent } from '../../src/domain/event.ts';

/** A page and what its viewer did with it. */
export interface Session {
  readonly page: Decision;
  readonly events: readonly ViewerEvent[];
}

export interface SessionOptions {
  /** About so many in all. */
  readonly events: number;
  readonly sessionsAUser: number;
  readonly fromMs: number;
  readonly days: number;
}

const SLOTS = 160;
const ROWS = 8;
const VIEWS = 3;
const VIEWED_SLOTS = 6;
const EVENTS_A_SESSION = 12;
const ITEMS = 5000;
const DAY_MS = 86_400_000;
const TYPES: readonly EventType[] = ['click', 'play', 'progress', 'complete', 'list-add', 'rate', 'hide'];

/** Sessions of many users over some days, by time: a page of 160 slots, three looks at six slots each, nine things done. */
export function* sessionsByTime(options: SessionOptions): Iterable<Session> {
  const { events, sessionsAUser, fromMs, days } = options;
  const random = seededRandom(7);
  const sessions = Math.ceil(events / EVENTS_A_SESSION);
  const users = Math.ceil(sessions / sessionsAUser);
  const times = Float64Array.from({ length: sessions }, () => Math.floor(fromMs + random() * days * DAY_MS)).sort();
  for (const [n, servedAtMs] of times.entries()) {
    yield sessionOf(n, userKeyOf(Math.floor(random() * users)), servedAtMs, random);
  }
}

const userKeyOf = (user: number): string => createHash('md5').update(`viewer ${user}`).digest('hex');

function sessionOf(n: number, userKey: string, servedAtMs: number, random: Random): Session {
  const page = pageOf(n, userKey, servedAtMs, random);
  const said = { userKey, sessionId: `session-${n}`, positionS: null, properties: null, origin: 'app' as const };
  const events = Array.from({ length: EVENTS_A_SESSION }, (_, at): ViewerEvent => {
    const occurredAtMs = servedAtMs + 1000 * (at + 1);
    const stamp = { eventId: `${page.recommendationId}-${at}`, occurredAtMs, receivedAtMs: occurredAtMs + 200 };
    const { recommendationId } = page;
    const trigger = 'user' as const;
    if (at < VIEWS) {
      const impressionIds = Array.from({ length: VIEWED_SLOTS }, (_, slot) =>
        impressionIdOf(recommendationId, at, slot),
      );
      return {
        ...said,
        ...stamp,
        type: 'viewed',
        itemId: null,
        impressionIds,
        recommendationId,
        portion: null,
        value: null,
        trigger,
      };
    }
    const type = TYPES[Math.floor(random() * TYPES.length)]!;
    return {
      ...said,
      ...stamp,
      type,
      itemId: `item-${Math.floor(random() * ITEMS)}`,
      impressionIds: [],
      recommendationId,
      portion: type === 'progress' || type === 'complete' ? Math.round(random() * 100) / 100 : null,
      value: type === 'rate' ? 0.5 : null,
      trigger,
    };
  });
  return { page, events };
}

function pageOf(n: number, userKey: string, servedAtMs: number, random: Random): Decision {
  const time = servedAtMs.toString(16).padStart(12, '0');
  const numbers = (of: (slot: number) => number) => Array.from({ length: SLOTS }, (_, slot) => of(slot));
  return {
    recommendationId: `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${n.toString(16).padStart(12, '0')}`,
    parentId: null,
    servedAtMs,
    userKey,
    sessionId: `session-${n}`,
    origin: 'app',
    route: 'home',
    surface: 'tv',
    region: 'GB',
    maturity: 'adult',
    language: null,
    rung: 'R0',
    retrievalVersion: 'v1',
    rankerVersion: 'v1',
    arms: {},
    snapshotVersions: { catalogue: 1 },
    randomSeed: n,
    tookMs: 2.5,
    rowIds: Array.from({ length: ROWS }, (_, row) => `row-${row}`),
    withheld: [],
    slots: {
      itemNo: Int32Array.from(numbers(() => 1 + Math.floor(random() * ITEMS))),
      rowIndex: Int16Array.from(numbers((slot) => Math.floor(slot / (SLOTS / ROWS)))),
      position: Int16Array.from(numbers((slot) => slot % (SLOTS / ROWS))),
      source: new Uint8Array(SLOTS),
      score: Float32Array.from(numbers(() => random())),
      propensity: new Float32Array(SLOTS).fill(1),
      explored: new Uint8Array(SLOTS),
      pinNo: new Int32Array(SLOTS),
      displacedItemNo: new Int32Array(SLOTS),
    },
  };
}
