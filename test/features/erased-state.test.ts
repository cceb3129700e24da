import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { erasedState, newestStampMs, withoutErased } from '../../src/features/erased-state.ts';
import { EMPTY_STATE, type UserState } from '../../src/features/user-state.ts';
import { encodeUserState } from '../../src/features/user-state-codec.ts';
import { fold, mergeStates } from '../../src/features/user-state-merge.ts';
import { eventAt, manyEvents, someChanges, someErasedAtMs, somePlainState, someViews } from '../support/user-states.ts';

const hexOf = (state: UserState): string => Buffer.from(encodeUserState(state)).toString('hex');

describe('an erased user state', () => {
  test('takes in nothing stamped at or before the erasure, in any order, batch by batch, however often it is told', () => {
    const told = manyEvents.chain((events) =>
      fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length }), fc.nat({ max: 50 })),
    );
    fc.assert(
      fc.property(told, someViews, someChanges, someErasedAtMs, ([events, retold, batch], views, changes, at) => {
        const later = fold(
          EMPTY_STATE,
          events.filter((event) => event.occurredAtMs > at),
          views.filter((view) => view.occurredAtMs > at),
          changes.filter((change) => change.changedAtMs > at),
        );
        let state = erasedState(at);
        for (let from = 0; from < retold.length; from += batch + 1)
          state = fold(state, retold.slice(from, from + batch + 1));
        state = fold(fold(state, retold, views, changes), events, views, changes);
        expect(hexOf(state)).toBe(hexOf({ ...later, erasedAtMs: at }));
      }),
    );
  });

  test('is what the tombstone leaves of any state: nothing of before, nor of what it watched', () => {
    fc.assert(
      fc.property(somePlainState, someErasedAtMs, (state, at) => {
        const erased = mergeStates(state, erasedState(at));
        expect(hexOf(erased)).toBe(hexOf(withoutErased(state, at)));
        const stamps = [erased.events, erased.views, erased.listed, erased.hidden].flatMap((part) => [
          ...part.occurredAtMs,
        ]);
        expect(stamps.every((stamp) => stamp > at)).toBe(true);
        expect(erased.mergedInto.every((link) => link.mergedAtMs > at)).toBe(true);
        expect((erased.attributes?.changedAtMs ?? Infinity) > at).toBe(true);
        expect(erased.watched.length).toBe(0);
        expect(erased.events.length).toBe(state.events.occurredAtMs.filter((stamp) => stamp > at).length);
      }),
    );
  });

  test('is the tombstone alone when the erasure is as new as its newest stamp', () => {
    fc.assert(
      fc.property(somePlainState, (state) => {
        const at = Math.max(1, newestStampMs(state));
        expect(hexOf(mergeStates(state, erasedState(at)))).toBe(hexOf(erasedState(at)));
      }),
    );
  });

  test('stays erased whatever copy of before is merged in, and knows the latest of several erasures', () => {
    const before = fold(EMPTY_STATE, [eventAt(3, 'complete', 7), eventAt(4, 'hide', 8)]);
    const erased = mergeStates(mergeStates(erasedState(2), before), erasedState(5));
    expect(hexOf(mergeStates(erased, before))).toBe(hexOf(erasedState(5)));
    expect(mergeStates(erased, erasedState(4)).erasedAtMs).toBe(5);
  });

  test('watches what is watched after', () => {
    const state = fold(erasedState(5), [eventAt(5, 'complete', 1), eventAt(6, 'complete', 2)]);
    expect([...state.watched]).toEqual([2]);
    expect([...mergeStates(state, erasedState(5)).watched]).toEqual([2]);
  });
});
