import { describe, expect, test } from '@jest/globals';
import { EVENT_TYPES } from '../../../src/domain/event.ts';
import { holdOutLast } from '../../../src/learning/evaluation/hold-out.ts';
import { splitLog } from '../../../src/learning/evaluation/split-log.ts';
import { createEventTableBuilder, type EventTable } from '../../../src/learning/log/event-table.ts';
import { timelinesOf } from '../../../src/learning/log/timelines.ts';
import { catalogueOf, ringWalks, START_MS, tableOf } from '../support.ts';

type Row = readonly [user: number, itemNo: number, atMs: number, type?: (typeof EVENT_TYPES)[number]];

function logOf(rows: readonly Row[]): EventTable {
  const builder = createEventTableBuilder();
  rows.forEach(([user, itemNo, atMs, type = 'complete'], low) => {
    const key = { high: 0, low };
    builder.add({
      ...{ user, itemNo, atMs, key, type: EVENT_TYPES.indexOf(type) },
      ...{ trigger: 0, value: Number.NaN, decision: -1 },
    });
  });
  return builder.finish(Math.max(...rows.map(([user]) => user)) + 1);
}

const catalogue = catalogueOf(12);
const rowsOf = (table: EventTable) =>
  Array.from(table.user, (user, at) => [user, table.itemNo[at]!, table.atMs[at]!] as const);
const questions = ({ tests }: { tests: { user: Int32Array; title: Int32Array } }) =>
  Array.from(tests.user, (user, i) => [user, catalogue.itemNo[tests.title[i]!]!]);

describe('leave-last-out', () => {
  test('asks each user for the last title, and knows nothing of that user from then on', () => {
    const log = logOf([
      [0, 1, 10],
      [0, 2, 20],
      [1, 3, 25],
      [0, 3, 30],
      [1, 4, 40],
      [0, 3, 50],
      [0, 1, 60],
    ]);
    const split = splitLog(log, catalogue, { by: 'last' });
    expect(questions(split)).toEqual([
      [0, 3],
      [1, 4],
    ]);
    expect(rowsOf(split.table)).toEqual([
      [0, 1, 10],
      [0, 2, 20],
      [1, 3, 25],
    ]);
    expect(split.askedAtMs).toBeUndefined();
  });

  test('lets ties stand in the order of the file', () => {
    const split = splitLog(
      logOf([
        [0, 5, 10],
        [0, 2, 10],
      ]),
      catalogue,
      { by: 'last' },
    );
    expect(questions(split)).toEqual([[0, 2]]);
  });

  test('leaves users with one title in the training data, and does not ask them', () => {
    const split = splitLog(
      logOf([
        [0, 1, 10],
        [1, 2, 20],
        [1, 3, 30],
      ]),
      catalogue,
      { by: 'last' },
    );
    expect(questions(split)).toEqual([[1, 3]]);
    expect(split.table.length).toBe(2);
  });

  test('takes out what led straight to the answer, and leaves an older sign of it', () => {
    const log = logOf([
      [0, 3, 5, 'list-add'],
      [0, 1, 10],
      [0, 3, 20, 'click'],
      [1, 1, 21],
      [0, 3, 22, 'click'],
      [0, 3, 30, 'play'],
      [1, 2, 40],
    ]);
    const { table } = splitLog(log, catalogue, { by: 'last' });
    expect(rowsOf(table)).toEqual([
      [0, 3, 5],
      [0, 1, 10],
      [1, 1, 21],
    ]);
  });

  test('of a title that a page showed asks for that page again: what its user did from then on is not known', () => {
    const log = logOf([
      [0, 1, 10],
      [0, 2, 20],
      [0, 3, 30],
      [0, 4, 40],
      [1, 5, 45],
      [1, 6, 50],
    ]);
    // The page that showed title 4 was served before title 3 was come to.
    log.shownAtMs[3] = 25;
    const { table, tests } = splitLog(log, catalogue, { by: 'last' });
    expect(rowsOf(table)).toEqual([
      [0, 1, 10],
      [0, 2, 20],
      [1, 5, 45],
    ]);
    expect([...tests.askedAtMs!]).toEqual([25, Number.NaN]);
  });
});

describe('a cut in time', () => {
  const log = logOf([
    [0, 1, 10],
    [1, 2, 20],
    [0, 2, 30],
    [1, 5, 40],
    [0, 7, 50],
    [0, 1, 60],
    [2, 3, 70],
    [0, 6, 80],
    [0, 7, 90],
    [1, 4, 100],
  ]);

  test('knows what is before it, and asks for the new titles afterwards in their order, everybody as of the cut', () => {
    const split = splitLog(log, catalogue, { by: 'time', cutMs: 50 });
    expect(rowsOf(split.table).map(([, , atMs]) => atMs)).toEqual([10, 20, 30, 40]);
    expect(questions(split)).toEqual([
      [0, 7],
      [2, 3],
      [0, 6],
      [1, 4],
    ]);
    expect(split.askedAtMs).toBe(50);
  });

  test('by a share holds out that share of the events, those of one moment together', () => {
    expect(splitLog(log, catalogue, { by: 'time', share: 0.3 }).askedAtMs).toBe(80);
    const tied = logOf([
      [0, 1, 10],
      [0, 2, 20],
      [0, 3, 20],
      [0, 4, 20],
    ]);
    const split = splitLog(tied, catalogue, { by: 'time', share: 0.25 });
    expect(split.table.length).toBe(1);
    expect(questions(split)).toHaveLength(3);
  });

  test.each([
    ['before everything', { by: 'time', cutMs: 0 } as const, 'no row to train on'],
    ['after everything', { by: 'time', cutMs: 1000 } as const, 'no title to ask for'],
  ])('%s is refused', (_, split, sentence) => {
    expect(() => splitLog(log, catalogue, split)).toThrow(sentence);
  });
});

describe('what the gate holds out', () => {
  const table = tableOf(ringWalks({ users: 50, items: 12, steps: 6, seed: 2 }));
  const hold = (most: number, seed: number) => holdOutLast(table, timelinesOf(table, catalogue), most, seed);

  test('is the same for the same log and seed, and other users for another seed', () => {
    expect(hold(10, 1)).toEqual(hold(10, 1));
    expect(hold(10, 1).tests.user).not.toEqual(hold(10, 2).tests.user);
  });

  test('is of at most so many users, each with the time of the answer and a title left to rank from', () => {
    const { table: known, tests, atMs } = hold(10, 1);
    expect(tests.user).toHaveLength(10);
    for (const [i, user] of tests.user.entries()) {
      expect(atMs[i]).toBeGreaterThan(START_MS);
      expect(known.user).toContain(user);
      const after = Array.from(known.user.keys()).filter(
        (at) => known.user[at] === user && known.atMs[at]! >= atMs[i]!,
      );
      expect(after).toEqual([]);
    }
  });
});
