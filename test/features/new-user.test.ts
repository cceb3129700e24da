import { describe, expect, test } from '@jest/globals';
import { isNewUser } from '../../src/features/new-user.ts';
import { EMPTY_STATE, MAX_EVENTS, type StateEvent } from '../../src/features/user-state.ts';
import { eventKeyOf, fold } from '../../src/features/user-state-merge.ts';

const stateOf = (...events: readonly Partial<StateEvent>[]) =>
  fold(
    EMPTY_STATE,
    events.map((event, at) => ({
      type: 'play',
      itemNo: at + 1,
      value: Number.NaN,
      trigger: 'user',
      occurredAtMs: 1000 * at,
      eventKey: eventKeyOf(`event-${at}`),
      ...event,
    })),
  );
const four: readonly Partial<StateEvent>[] = [{}, { type: 'complete' }, { type: 'rate', value: 0.5 }, {}];

describe('a user is new', () => {
  test('with fewer than five plays, completes and rates together', () => {
    expect([isNewUser(EMPTY_STATE), isNewUser(stateOf(...four))]).toEqual([true, true]);
    expect(isNewUser(stateOf(...four, {}))).toBe(false);
    expect(isNewUser(stateOf(...four, { type: 'complete', itemNo: 1 }))).toBe(false);
  });

  test('whatever else they looked at: previews, clicks, lists', () => {
    const looked: readonly Partial<StateEvent>[] = [
      { trigger: 'preview' },
      { type: 'click' },
      { type: 'list-add' },
      { type: 'progress', value: 0.3 },
      { type: 'dismiss' },
    ];
    expect(isNewUser(stateOf(...four, ...looked))).toBe(true);
    expect(isNewUser(stateOf(...four, ...looked, { trigger: 'autoplay' }))).toBe(false);
  });

  test('but not where the state could not keep everything that was done', () => {
    const clicks = Array.from({ length: MAX_EVENTS }, (): Partial<StateEvent> => ({ type: 'click' }));
    expect(isNewUser(stateOf(...clicks.slice(1)))).toBe(true);
    expect(isNewUser(stateOf(...clicks))).toBe(false);
  });
});
