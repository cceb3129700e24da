import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { stateBefore } from '../../src/features/state-before.ts';
import { EMPTY_STATE, type StateEvent, type StateView } from '../../src/features/user-state.ts';
import { encodeUserState } from '../../src/features/user-state-codec.ts';
import { fold } from '../../src/features/user-state-merge.ts';

const TYPES = ['click', 'play', 'complete', 'hide', 'unhide', 'list-add', 'list-remove'] as const;

const event: fc.Arbitrary<StateEvent> = fc.record({
  occurredAtMs: fc.integer({ min: 1, max: 40 }),
  eventKey: fc.record({ high: fc.nat(3), low: fc.nat(100_000) }),
  type: fc.constantFrom(...TYPES),
  itemNo: fc.integer({ min: 1, max: 6 }),
  value: fc.constantFrom(Number.NaN, 0.5, 1),
  trigger: fc.constant('user' as const),
});
const view: fc.Arbitrary<StateView> = fc.record({
  occurredAtMs: fc.integer({ min: 1, max: 40 }),
  eventKey: fc.record({ high: fc.nat(3), low: fc.nat(100_000) }),
  itemNo: fc.integer({ min: 1, max: 6 }),
});

describe('stateBefore', () => {
  test('a state that holds nothing later is given back as it is, byte for byte', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), fc.array(view, { maxLength: 30 }), (events, views) => {
        const state = fold(EMPTY_STATE, events, views);
        const before = stateBefore(state, 41);
        expect(before.isWhole).toBe(true);
        expect(encodeUserState(before.state)).toEqual(encodeUserState(state));
      }),
    );
  });

  test('events and views of a cut state are those that a state of the earlier ones holds; of the watched it knows too many', () => {
    fc.assert(
      fc.property(
        fc.array(event, { maxLength: 30 }),
        fc.array(view, { maxLength: 30 }),
        fc.integer({ min: 1, max: 40 }),
        (events, views, atMs) => {
          const isEarlier = ({ occurredAtMs }: { occurredAtMs: number }) => occurredAtMs < atMs;
          const { state, isWhole } = stateBefore(fold(EMPTY_STATE, events, views), atMs);
          const expected = fold(EMPTY_STATE, events.filter(isEarlier), views.filter(isEarlier));
          expect(isWhole).toBe([...events, ...views].every(isEarlier));
          expect(state.events).toEqual(expected.events);
          expect(state.views).toEqual(expected.views);
          for (const itemNo of expected.watched) expect(state.watched).toContain(itemNo);
          // A flag that was set again later is not known any more; none is made up.
          for (const [at, itemNo] of state.hidden.itemNo.entries()) {
            const then = expected.hidden.itemNo.indexOf(itemNo);
            expect(state.hidden.on[at]).toBe(expected.hidden.on[then]);
          }
        },
      ),
    );
  });
});
