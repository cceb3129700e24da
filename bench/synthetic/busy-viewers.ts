import type { Context } from '../../src/context.ts';
import { type Decision, impressionIdOf } from '../../src/domain/decision.ts';
import type { ViewerEvent } from '../../src/domain/event.ts';

export interface BusyViewers {
  /** A batch that nobody has seen before. */
  next(): { readonly position: number; readonly decisions: Decision[]; readonly events: ViewerEvent[] };
}

export interface BusyViewersOptions {
  readonly items: number;
  readonly users: number;
  readonly pagesABatch: number;
  readonly startMs: number;
}

const ROWS = 8;
const SLOTS = 20;

/** Each page is seen in five views of four slots; one of them is clicked, played, and watched in part; a second play names no slot. */
export function createBusyViewers(
  { newId, random }: Pick<Context, 'newId' | 'random'>,
  options: BusyViewersOptions,
): BusyViewers {
  const { items, users, pagesABatch, startMs } = options;
  let position = 0;
  let made = 0;
  const integer = (below: number) => Math.floor(random() * below);
  const item = () => 1 + integer(1 + integer(items));
  function page(servedAtMs: number): Decision {
    const count = ROWS * SLOTS;
    return {
      recommendationId: newId(),
      parentId: null,
      servedAtMs,
      userKey: integer(users).toString(16).padStart(32, 'a'),
      sessionId: null,
      origin: 'test',
      route: 'home',
      surface: 'tv',
      region: 'SE',
      maturity: 'adult',
      language: null,
      rung: 'R0',
      retrievalVersion: 'bench',
      rankerVersion: 'bench',
      arms: {},
      snapshotVersions: { catalogue: 1 },
      randomSeed: 1,
      tookMs: 2,
      rowIds: Array.from({ length: ROWS }, (_, row) => `genre:${row === 0 ? integer(20) : row}`),
      withheld: [],
      slots: {
        itemNo: Int32Array.from({ length: count }, item),
        rowIndex: Int16Array.from({ length: count }, (_, slot) => Math.floor(slot / SLOTS)),
        position: Int16Array.from({ length: count }, (_, slot) => slot % SLOTS),
        source: new Uint8Array(count),
        score: Float32Array.from({ length: count }, () => random()),
        propensity: new Float32Array(count).fill(1),
        explored: new Uint8Array(count),
        pinNo: new Int32Array(count),
        displacedItemNo: new Int32Array(count),
      },
    };
  }
  function doneWith(shown: Decision): ViewerEvent[] {
    const slot = integer(ROWS * SLOTS);
    const idOf = (at: number) => impressionIdOf(shown.recommendationId, Math.floor(at / SLOTS), at % SLOTS);
    const event = (type: ViewerEvent['type'], afterMs: number, rest: Partial<ViewerEvent>): ViewerEvent => ({
      eventId: newId(),
      type,
      userKey: shown.userKey,
      itemId: `title-${shown.slots.itemNo[slot]}`,
      occurredAtMs: shown.servedAtMs + afterMs,
      receivedAtMs: shown.servedAtMs + afterMs,
      impressionIds: [idOf(slot)],
      recommendationId: shown.recommendationId,
      sessionId: null,
      portion: null,
      positionS: null,
      value: null,
      trigger: 'user',
      properties: null,
      origin: 'test',
      ...rest,
    });
    return [
      ...[0, 1, 2, 3, 4].map((n) =>
        event('viewed', 10 + n, { itemId: null, impressionIds: [0, 1, 2, 3].map((m) => idOf(4 * n + m)) }),
      ),
      event('click', 20, {}),
      event('play', 30, {}),
      event('progress', 40, { portion: 0.4 }),
      event('progress', 50, { portion: 0.8 }),
      event('play', 60, { impressionIds: [], recommendationId: null }),
    ];
  }
  return {
    next() {
      const decisions = Array.from({ length: pagesABatch }, () => page(startMs + 10 * made++));
      return { position: position++, decisions, events: decisions.flatMap(doneWith) };
    },
  };
}
