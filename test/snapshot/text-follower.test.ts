import { describe, expect, test } from '@jest/globals';
import { createMemoryTextIndex } from '../../src/adapters/memory/text-index.ts';
import { SILENT_LOGGER } from '../../src/domain/ports/logger.ts';
import type { TextIndex } from '../../src/domain/ports/text-index.ts';
import { createCatalogue, withChanges } from '../../src/features/catalogue-columns.ts';
import { createTextFollower, type TextFollower } from '../../src/snapshot/text-follower.ts';
import { aStoredItem } from '../support/items.ts';

const films = (count: number) =>
  Array.from({ length: count }, (_, at) => aStoredItem(at + 1, { title: `Film ${at + 1}` }));

/** An index that says what was done to it, and a follower whose pauses end when the test says so. */
function aFollower() {
  const index = createMemoryTextIndex();
  const done: string[] = [];
  const noting: TextIndex = {
    put(key, item) {
      done.push(`put ${key}`);
      index.put(key, item);
    },
    remove(key) {
      done.push(`remove ${key}`);
      index.remove(key);
    },
    search: index.search,
  };
  const pauses: (() => void)[] = [];
  const pause = () => new Promise<void>((resolve) => pauses.push(resolve));
  const follower = createTextFollower({ index: noting, logger: SILENT_LOGGER, pause });
  return { follower, done, pauses };
}

const keysOf = ({ texts }: TextFollower, query: string): number[] =>
  [...texts.search(query, () => true).keys].toSorted((a, b) => a - b);

describe('what can be searched', () => {
  test('a few changes are there at once, and cost what changed', () => {
    const { follower, done } = aFollower();
    const catalogue = createCatalogue(films(40), 1);
    follower.follow(catalogue);
    expect([follower.texts.pending(), done.length]).toEqual([null, 40]);
    done.length = 0;
    const next = withChanges(
      catalogue,
      [aStoredItem(3, { title: 'Renamed' }), aStoredItem(4, { title: 'Film 4', blocked: true }), aStoredItem(99)],
      2,
    );
    follower.follow(next);
    expect(done).toEqual(['put 2', 'remove 3', 'put 40']);
    expect([keysOf(follower, 'renamed'), keysOf(follower, 'film 4'), keysOf(follower, 'title i99')]).toEqual([
      [2],
      expect.not.arrayContaining([3]),
      [40],
    ]);
    done.length = 0;
    follower.follow(withChanges(next, [aStoredItem(4, { title: 'Film 4' })], 3));
    expect(done).toEqual(['put 3']);
  });

  test('many come in slices with pauses between them, and it is said when all are there', async () => {
    const { follower, done, pauses } = aFollower();
    follower.follow(createCatalogue(films(120), 1));
    expect([done.length, pauses.length]).toEqual([50, 1]);
    const whole = follower.texts.pending()!;
    expect([keysOf(follower, 'film 7'), keysOf(follower, 'film 120').includes(119)]).toEqual([[6], false]);
    while (follower.texts.pending() !== null) {
      pauses.shift()!();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await whole;
    expect([done.length, keysOf(follower, 'film 120')]).toEqual([120, [119]]);
  });

  test('a change that comes meanwhile is there when all is', async () => {
    const { follower, done, pauses } = aFollower();
    const catalogue = createCatalogue(films(120), 1);
    follower.follow(catalogue);
    follower.follow(withChanges(catalogue, [aStoredItem(1, { title: 'Renamed' })], 2));
    while (follower.texts.pending() !== null) {
      pauses.shift()!();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect([keysOf(follower, 'renamed'), keysOf(follower, 'film 1').includes(0)]).toEqual([[0], false]);
    expect(done.length).toBe(121);
  });

  test('closing ends it between two slices', async () => {
    const { follower, done, pauses } = aFollower();
    follower.follow(createCatalogue(films(120), 1));
    const closed = follower.close();
    pauses.shift()!();
    await closed;
    expect([done.length, follower.texts.pending()]).toEqual([50, null]);
  });
});
