import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ViewerEvent } from '../../src/domain/event.ts';
import { EMPTY_STATE, MAX_EVENTS, MAX_VIEWS, type StateEvent, type UserState } from '../../src/features/user-state.ts';
import { encodeUserState } from '../../src/features/user-state-codec.ts';
import { eventKeyOf, fold, marksWatched, mergeStates, stateEntriesOf } from '../../src/features/user-state-merge.ts';
import { eventAt, manyEvents, manyViews, someEvents, someState, someViews } from '../support/user-states.ts';

const hexOf = (state: UserState): string => Buffer.from(encodeUserState(state)).toString('hex');

describe('merging user states', () => {
  test('is commutative', () => {
    fc.assert(fc.property(someState, someState, (a, b) => hexOf(mergeStates(a, b)) === hexOf(mergeStates(b, a))));
  });

  test('is associative', () => {
    fc.assert(
      fc.property(someState, someState, someState, (a, b, c) => {
        expect(hexOf(mergeStates(mergeStates(a, b), c))).toBe(hexOf(mergeStates(a, mergeStates(b, c))));
      }),
    );
  });

  test('is idempotent, and nothing merged in changes nothing', () => {
    fc.assert(
      fc.property(someState, someState, (a, b) => {
        const merged = mergeStates(a, b);
        expect(hexOf(mergeStates(merged, a))).toBe(hexOf(merged));
        expect(hexOf(mergeStates(a, a))).toBe(hexOf(a));
        expect(hexOf(mergeStates(a, EMPTY_STATE))).toBe(hexOf(a));
      }),
    );
  });
});

describe('folding events into a user state', () => {
  test('ends in the same bytes in any order, with any event repeated, in batches of any size', () => {
    const retold = fc.tuple(manyEvents, manyViews).chain(([events, views]) =>
      fc.record({
        events: fc.constant(events),
        views: fc.constant(views),
        // Everything once, in some order, and then a part of it again.
        eventsAgain: fc
          .tuple(fc.shuffledSubarray(events, { minLength: events.length }), fc.shuffledSubarray(events))
          .map((told) => told.flat()),
        viewsAgain: fc
          .tuple(fc.shuffledSubarray(views, { minLength: views.length }), fc.shuffledSubarray(views))
          .map((told) => told.flat()),
        batch: fc.integer({ min: 1, max: 50 }),
      }),
    );
    fc.assert(
      fc.property(retold, ({ events, views, eventsAgain, viewsAgain, batch }) => {
        let state = EMPTY_STATE;
        for (let from = 0; from < Math.max(eventsAgain.length, viewsAgain.length); from += batch) {
          state = fold(state, eventsAgain.slice(from, from + batch), viewsAgain.slice(from, from + batch));
        }
        expect(hexOf(state)).toBe(hexOf(fold(EMPTY_STATE, events, views)));
      }),
    );
  });

  test('ends in the same bytes on replicas that each saw a part', () => {
    fc.assert(
      fc.property(manyEvents, manyEvents, someViews, (left, right, views) => {
        const whole = fold(EMPTY_STATE, [...left, ...right], views);
        expect(hexOf(mergeStates(fold(EMPTY_STATE, left, views), fold(EMPTY_STATE, right)))).toBe(hexOf(whole));
      }),
    );
  });

  test('changes neither the state nor the events it was given', () => {
    fc.assert(
      fc.property(someState, someEvents, (state, events) => {
        const before = hexOf(state);
        fold(state, Object.freeze(events.map((event) => Object.freeze(event))));
        expect(hexOf(state)).toBe(before);
      }),
    );
  });

  test('keeps the newest 256 events and 512 views, oldest first', () => {
    fc.assert(
      fc.property(manyEvents, manyViews, (events, views) => {
        const state = fold(EMPTY_STATE, events, views);
        const identity = (of: { occurredAtMs: number; eventKey: { high: number; low: number } }) => [
          of.occurredAtMs,
          of.eventKey.high,
          of.eventKey.low,
        ];
        const newest = (ids: number[][], limit: number) => {
          const unique = new Map(ids.map((id) => [id.join(), id]));
          const sorted = [...unique.values()].sort((a, b) => {
            const at = a.findIndex((part, index) => part !== b[index]);
            return at < 0 ? 0 : a[at]! - b[at]!;
          });
          return sorted.slice(-limit);
        };
        const kept = (columns: UserState['views'], withItem: boolean) =>
          Array.from({ length: columns.length }, (_, at) => [
            columns.occurredAtMs[at]!,
            columns.eventKey[2 * at]!,
            columns.eventKey[2 * at + 1]!,
            ...(withItem ? [columns.itemNo[at]!] : []),
          ]);
        expect(kept(state.events, false)).toEqual(newest(events.map(identity), MAX_EVENTS).map(noNegativeZero));
        const sightings = views.map((view) => [...identity(view), view.itemNo]);
        expect(kept(state.views, true)).toEqual(newest(sightings, MAX_VIEWS).map(noNegativeZero));
      }),
    );
  });

  test('never forgets a watched title, however many events follow', () => {
    fc.assert(
      fc.property(manyEvents, manyEvents, (events, later) => {
        const state = fold(fold(EMPTY_STATE, events), later);
        const watched = [...events, ...later].filter(marksWatched).map((event) => event.itemNo);
        expect([...state.watched]).toEqual([...new Set(watched)].sort((a, b) => a - b));
      }),
    );
  });

  test('lets the last word on my list and on hiding stand, whatever arrived last and was kept', () => {
    fc.assert(
      fc.property(manyEvents, (events) => {
        const state = fold(EMPTY_STATE, events);
        for (const [flags, on, off] of [
          [state.listed, 'list-add', 'list-remove'],
          [state.hidden, 'hide', 'unhide'],
        ] as const) {
          const words = events.filter((event) => event.type === on || event.type === off);
          expect([...flags.itemNo]).toEqual([...new Set(words.map((word) => word.itemNo))].sort((a, b) => a - b));
          for (let at = 0; at < flags.length; at++) {
            const last = lastOf(words.filter((word) => word.itemNo === flags.itemNo[at]));
            expect(flags.on[at]).toBe(last.some((word) => word.type === on) ? 1 : 0);
          }
        }
      }),
    );
  });

  test('takes 100,000 events of one user at once', () => {
    const events = Array.from({ length: 100_000 }, (_, at) => eventAt(100_000 - at, 'complete', 1 + (at % 5000)));
    const state = fold(EMPTY_STATE, events);
    expect(state.events.length).toBe(MAX_EVENTS);
    expect(state.events.occurredAtMs[MAX_EVENTS - 1]).toBe(100_000);
    expect(state.watched.length).toBe(5000);
  });
});

describe('what counts as watched', () => {
  test.each([
    ['complete', Number.NaN, true],
    ['rate', -1, true],
    ['rate', Number.NaN, true],
    ['progress', 0.9, true],
    ['progress', 0.89, false],
    ['progress', Number.NaN, false],
    ['play', Number.NaN, false],
    ['list-add', Number.NaN, false],
  ] as const)('%s of %p: %p', (type, value, watched) => {
    const state = fold(EMPTY_STATE, [eventAt(1, type, 7, { value })]);
    expect([...state.watched]).toEqual(watched ? [7] : []);
  });
});

describe('entries of a logged event', () => {
  const event: ViewerEvent = {
    eventId: 'e1',
    type: 'progress',
    userKey: '0'.repeat(32),
    itemId: 'a',
    occurredAtMs: 5,
    receivedAtMs: 6,
    impressionIds: [],
    recommendationId: null,
    sessionId: null,
    portion: 0.25,
    positionS: null,
    value: null,
    trigger: 'autoplay',
    properties: null,
    origin: 'app',
  };
  const none = new Int32Array(0);

  test('an event becomes one entry with its key', () => {
    const entry: StateEvent = {
      occurredAtMs: 5,
      eventKey: eventKeyOf('e1'),
      type: 'progress',
      itemNo: 9,
      value: 0.25,
      trigger: 'autoplay',
    };
    expect(stateEntriesOf(event, 9, none)).toEqual({ events: [entry], views: [] });
  });

  test('a rating carries its opinion, a rating taken back none', () => {
    expect(stateEntriesOf({ ...event, type: 'rate', value: -0.5 }, 9, none).events[0]!.value).toBe(-0.5);
    expect(stateEntriesOf({ ...event, type: 'rate', value: null }, 9, none).events[0]!.value).toBeNaN();
  });

  test('a viewed event becomes a view for each known impression', () => {
    const { events, views } = stateEntriesOf({ ...event, type: 'viewed' }, 0, Int32Array.of(4, 0, 6));
    expect(events).toEqual([]);
    expect(views.map((view) => view.itemNo)).toEqual([4, 6]);
    const state = fold(EMPTY_STATE, events, views);
    expect([...state.views.itemNo]).toEqual([4, 6]);
  });

  test('an event about nothing known adds nothing', () => {
    expect(stateEntriesOf(event, 0, none)).toEqual({ events: [], views: [] });
  });

  test('keys are the first 64 bits of SHA-256', () => {
    // SHA-256 of "abc", FIPS 180-2 appendix B.1.
    expect(eventKeyOf('abc')).toEqual({ high: 0xba7816bf, low: 0x8f01cfea });
  });
});

function lastOf(events: readonly StateEvent[]): readonly StateEvent[] {
  const compare = (a: StateEvent, b: StateEvent) =>
    a.occurredAtMs - b.occurredAtMs || a.eventKey.high - b.eventKey.high || a.eventKey.low - b.eventKey.low;
  const last = events.toSorted(compare).at(-1)!;
  return events.filter((event) => compare(event, last) === 0);
}

const noNegativeZero = (numbers: number[]): number[] => numbers.map((number) => number + 0);
