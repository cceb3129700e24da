import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { judgeTotalQueue, NO_FAULTS } from './total-queue.ts';

/** A checker that never finds anything proves nothing: every fault is put in by hand here. */
describe('the total-queue checker', () => {
  test('has nothing to say of a queue that gives out once what it took', () => {
    const verdict = judgeTotalQueue({ attempted: ['a', 'b', 'a'], acknowledged: ['a', 'b'], stored: ['b', 'a'] });
    expect(verdict).toEqual({ attempts: 2, acknowledged: 2, stored: 2, ...NO_FAULTS, recovered: [] });
  });

  test('calls lost what was acknowledged and is not stored, and nothing else', () => {
    const verdict = judgeTotalQueue({ attempted: ['a', 'b', 'c'], acknowledged: ['a', 'b'], stored: ['a'] });
    expect(verdict).toMatchObject({ lost: ['b'], duplicated: [], unexpected: [], recovered: [] });
  });

  test('calls duplicated what is stored twice or more, once each, however often it was sent', () => {
    const verdict = judgeTotalQueue({
      attempted: ['a', 'a', 'a', 'b'],
      acknowledged: ['a', 'b'],
      stored: ['a', 'b', 'a', 'a'],
    });
    expect(verdict).toMatchObject({ stored: 2, lost: [], duplicated: ['a'], unexpected: [] });
  });

  test('calls unexpected what nobody sent', () => {
    const verdict = judgeTotalQueue({ attempted: ['a'], acknowledged: ['a'], stored: ['a', 'z', 'z'] });
    expect(verdict).toMatchObject({ lost: [], duplicated: ['z'], unexpected: ['z'] });
  });

  test('calls recovered what is stored without an acknowledgement, and does not mind what is neither', () => {
    const verdict = judgeTotalQueue({ attempted: ['a', 'b', 'c'], acknowledged: ['a'], stored: ['a', 'b'] });
    expect(verdict).toMatchObject({ ...NO_FAULTS, recovered: ['b'] });
  });

  test('refuses a history in which something was acknowledged that was never sent', () => {
    expect(() => judgeTotalQueue({ attempted: [], acknowledged: ['a'], stored: [] })).toThrow(RangeError);
  });

  test('accounts for every id of any history: stored = acknowledged - lost + recovered + unexpected', () => {
    const ids = fc.array(fc.constantFrom(...'abcdefgh'));
    fc.assert(
      fc.property(ids, ids, ids, (attempted, hopedFor, stored) => {
        const acknowledged = hopedFor.filter((id) => attempted.includes(id));
        const verdict = judgeTotalQueue({ attempted, acknowledged, stored });
        const { lost, recovered, unexpected } = verdict;
        expect(verdict.stored).toBe(verdict.acknowledged - lost.length + recovered.length + unexpected.length);
        expect(verdict.duplicated).toEqual([...new Set(stored.filter((id, at) => stored.indexOf(id) !== at))]);
      }),
    );
  });
});
