import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { digestOf } from '../../../src/features/feature-sample.ts';
import { EMPTY_STATE } from '../../../src/features/user-state.ts';
import { fold, stateEntriesOf } from '../../../src/features/user-state-merge.ts';
import { heldEvents, type UserEvent } from '../../../src/learning/skew/held-events.ts';
import { anEvent } from '../../support/log-fixtures.ts';

const SERVED_MS = 1_000_000;

const userEvent = (n: number, receivedAtMs: number, occurredAtMs: number): UserEvent => ({
  event: {
    ...anEvent({ eventId: `e${n}`, type: n % 3 === 0 ? 'viewed' : 'play', occurredAtMs, receivedAtMs }),
    itemNo: n % 3 === 0 ? 0 : n,
  },
  impressionItemNos: n % 3 === 0 ? Int32Array.of(n, n + 1) : new Int32Array(0),
});

/** As serving made it: batch by batch, in any order. */
function stateOf(events: readonly UserEvent[]) {
  return events.reduce((state, { event, impressionItemNos }) => {
    const entries = stateEntriesOf(event, event.itemNo, impressionItemNos);
    return fold(state, entries.events, entries.views);
  }, EMPTY_STATE);
}

/** Items from 90 on are unknown. */
const find = (events: readonly UserEvent[], held: readonly UserEvent[]) =>
  heldEvents(events, SERVED_MS, digestOf(stateOf(held)), (itemNo) => itemNo < 90);

const idsOf = (events: readonly UserEvent[] | null) => events?.map(({ event }) => event.eventId).sort() ?? null;

describe('the events that a state held', () => {
  test('are found whatever was still on its way, and however late what had come was', () => {
    const arrivals = fc.uniqueArray(fc.nat({ max: SERVED_MS }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(arrivals, fc.nat({ max: 12 }), fc.nat(), (times, inFlight, salt) => {
        const events = times.map((at, n) => userEvent(n + 1, at, (at * 7919 + salt) % 2_000_000));
        const inOrder = events.toSorted((a, b) => a.event.receivedAtMs - b.event.receivedAtMs);
        const held = inOrder.slice(0, Math.max(0, inOrder.length - inFlight));
        const found = find(events, held);
        expect(idsOf(found)).toEqual(idsOf(held));
      }),
      { numRuns: 100 },
    );
  });

  test('are found when one of the newest was overtaken, and when a clock was ahead', () => {
    const events = [1, 2, 4, 5, 7].map((n) => userEvent(n, SERVED_MS - 100 + 10 * n, 1000 * n));
    const without = (n: number) => events.filter(({ event }) => event.eventId !== `e${n}`);
    expect(idsOf(find(events, without(4)))).toEqual(idsOf(without(4)));
    const early = userEvent(8, SERVED_MS + 50, 9000);
    const all = [...events, early];
    expect(idsOf(find(all, all))).toEqual(idsOf(all));
  });

  test('are found when those of a batch whose items had to be looked up came after the page', () => {
    const batch = (at: number, numbers: readonly number[]) => numbers.map((n) => userEvent(n, at, 1000 * n));
    const events = [...batch(100, [1, 3, 91]), ...batch(200, [2, 6, 92])];
    const without = (...ids: readonly string[]) => events.filter(({ event }) => !ids.includes(event.eventId));
    for (const held of [without('e92'), without('e6', 'e92'), without('e3', 'e91', 'e6', 'e92'), without('e91')]) {
      expect(idsOf(find(events, held))).toEqual(idsOf(held));
    }
  });

  test('are not made up: a state that the log does not explain has none', () => {
    const events = [1, 2, 3].map((n) => userEvent(n, 10 * n, 1000 * n));
    const more = [...events, userEvent(99, 5, 500)];
    expect(find(events, more)).toBeNull();
    expect(idsOf(find([], []))).toEqual([]);
  });
});
