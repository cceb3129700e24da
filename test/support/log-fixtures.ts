import type { Decision } from '../../src/domain/decision.ts';
import type { ViewerEvent } from '../../src/domain/event.ts';

/** User n's key. */
export const userKeyFor = (n: number): string => n.toString(16).padStart(32, '0');

/** A UUIDv7 of a time, told apart by n. */
export function recommendationIdAt(ms: number, n = 0): string {
  const time = Math.floor(ms).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${n.toString(16).padStart(12, '0')}`;
}

/** An event with the given differences from a plain click by user 1. */
export function anEvent(differences: Partial<ViewerEvent> & Pick<ViewerEvent, 'eventId'>): ViewerEvent {
  const occurredAtMs = differences.occurredAtMs ?? Date.UTC(2026, 5, 1, 12);
  return {
    type: 'click',
    userKey: userKeyFor(1),
    itemId: 'film-1',
    occurredAtMs,
    receivedAtMs: occurredAtMs + 1_000,
    impressionIds: [],
    recommendationId: null,
    sessionId: null,
    portion: null,
    positionS: null,
    value: null,
    trigger: 'user',
    properties: null,
    origin: 'app',
    ...differences,
  };
}

/** A page of one row `top-picks` with the given items, served to user 1. */
export function aDecision(itemNos: readonly number[], differences: Partial<Decision> = {}): Decision {
  const servedAtMs = differences.servedAtMs ?? Date.UTC(2026, 5, 1, 11);
  const count = itemNos.length;
  return {
    recommendationId: recommendationIdAt(servedAtMs),
    parentId: null,
    servedAtMs,
    userKey: userKeyFor(1),
    sessionId: 'session-1',
    origin: 'app',
    route: 'home',
    surface: 'tv',
    region: 'SE',
    maturity: 'adult',
    language: null,
    timeZone: 'Europe/Stockholm',
    rung: 'R0',
    retrievalVersion: 'v7',
    rankerVersion: 'v7',
    arms: { layout: 'a' },
    switches: ['exploration', 'row:genre'],
    snapshotVersions: { catalogue: 3, pins: 1 },
    randomSeed: 4_294_967_295,
    tookMs: 3.5,
    slotsAsked: 160,
    rowIds: ['top-picks'],
    withheld: [{ pinId: 'p1', reason: 'watched' }],
    slots: {
      itemNo: Int32Array.from(itemNos),
      rowIndex: new Int16Array(count),
      position: Int16Array.from(itemNos, (_, index) => index),
      source: new Uint8Array(count),
      score: Float32Array.from(itemNos, (_, index) => 1 / (index + 1.5)),
      propensity: new Float32Array(count).fill(1),
      explored: new Uint8Array(count),
      pinNo: new Int32Array(count),
      displacedItemNo: new Int32Array(count),
    },
    ...differences,
  };
}
