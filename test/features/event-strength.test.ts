import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { EVENT_TYPES, TRIGGERS } from '../../src/domain/event.ts';
import { eventStrength } from '../../src/features/event-strength.ts';

describe('the strength of an event', () => {
  test.each([
    ['complete', Number.NaN, 'user', 1],
    ['rate', 1, 'user', 1],
    ['rate', 0, 'user', 0.55],
    ['rate', -1, 'user', 0.1],
    ['rate', Number.NaN, 'user', 0],
    ['progress', 0.7, 'user', 0.7],
    ['progress', 0.1, 'user', 0.1],
    ['progress', 0.02, 'user', 0.1],
    ['progress', Number.NaN, 'user', 0.1],
    ['play', Number.NaN, 'user', 0.5],
    ['play', Number.NaN, 'autoplay', 0.3],
    ['play', Number.NaN, 'preview', 0.05],
    ['list-add', Number.NaN, 'user', 0.5],
    ['click', Number.NaN, 'user', 0.15],
    ['viewed', Number.NaN, 'user', 0],
    ['dismiss', Number.NaN, 'user', 0],
    ['hide', Number.NaN, 'user', 0],
    ['unhide', Number.NaN, 'user', 0],
    ['list-remove', Number.NaN, 'user', 0],
  ] as const)('%s of %p by %s is %p', (type, value, trigger, strength) => {
    expect(eventStrength(type, value, trigger)).toBeCloseTo(strength, 12);
  });

  test('is never outside 0..1', () => {
    const values = fc.oneof(fc.constant(Number.NaN), fc.double({ min: -1, max: 1, noNaN: true }));
    fc.assert(
      fc.property(fc.constantFrom(...EVENT_TYPES), values, fc.constantFrom(...TRIGGERS), (type, value, trigger) => {
        const strength = eventStrength(type, value, trigger);
        return strength >= 0 && strength <= 1;
      }),
    );
  });
});
