import { describe, expect, test } from '@jest/globals';
import { createTurns } from '../../../../src/adapters/postgres/reports/turns.ts';

describe('turns', () => {
  test('so many at once, the rest in order, and a failure gives its turn on', async () => {
    const inTurn = createTurns({ most: 2, mostWaiting: 2 });
    const began: number[] = [];
    const gates = [0, 1, 2, 3].map(() => Promise.withResolvers<number>());
    const ends = gates.map((gate, n) =>
      inTurn(() => {
        began.push(n);
        return gate.promise;
      }),
    );
    expect(began).toEqual([0, 1]);
    await expect(inTurn(async () => 9)).rejects.toMatchObject({ code: 'unavailable' });
    gates[1]!.reject(new Error('broken'));
    await expect(ends[1]).rejects.toThrow('broken');
    gates[2]!.resolve(2);
    expect(await ends[2]).toBe(2);
    expect(began).toEqual([0, 1, 2, 3]);
    gates[0]!.resolve(0);
    gates[3]!.resolve(3);
    expect(await Promise.all([ends[0], ends[3]])).toEqual([0, 3]);
    expect(await inTurn(async () => 4)).toBe(4);
  });
});
