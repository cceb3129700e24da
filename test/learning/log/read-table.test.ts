import { describe, expect, test } from '@jest/globals';
import { evaluationInput } from '../../../src/learning/evaluation/evaluation-input.ts';
import { readCandidateRows, readTestRows, readTrainRows } from '../../../src/learning/log/read-table.ts';

async function* source(text: string): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += 7) yield text.slice(at, at + 7);
}
const train = (text: string) => readTrainRows(source(text), 'train.csv');

describe('training rows', () => {
  test('take columns by name, in any order, and leave the others alone', async () => {
    const rows = await train('rating,itemId,userId,timestamp\n5,"a,1",u1,10\n3,b,u2,20\n');
    expect(rows).toEqual({ userId: ['u1', 'u2'], itemId: ['a,1', 'b'], atMs: [10_000, 20_000] });
  });

  test('read seconds, milliseconds and ISO as the same moment', async () => {
    const { atMs } = await train(
      'userId,itemId,timestamp\nu,a,1700000000\nu,b,1700000000000\nu,c,2023-11-14T22:13:20Z\n',
    );
    expect(atMs).toEqual([1.7e12, 1.7e12, 1.7e12]);
  });

  test.each([
    ['a header without itemId', 'userId,item\nu,a\n'],
    ['a row without an item', 'userId,itemId\nu,\n'],
    ['a time that is none', 'userId,itemId,timestamp\nu,a,soon\n'],
    ['an open quote', 'userId,itemId\nu,"a\n'],
  ])('%s is a bad argument', async (_, text) => {
    await expect(train(text)).rejects.toMatchObject({ code: 'bad-argument' });
  });
});

test('test rows may have a header or none', async () => {
  const expected = { userId: ['u1'], itemId: ['a'] };
  expect(await readTestRows(source('userId,itemId\nu1,a\n'), 'test.csv')).toEqual(expected);
  expect(await readTestRows(source('u1,a\n'), 'test.csv')).toEqual(expected);
});

test('candidate lines may differ in length, and lines of one user add up', async () => {
  const candidates = await readCandidateRows(source('u1,a,b,c\nu2,a\nu1,d\n'), 'candidates.csv');
  expect([...candidates]).toEqual([
    ['u1', ['a', 'b', 'c', 'd']],
    ['u2', ['a']],
  ]);
});

describe('the order of training rows', () => {
  const order = (rows: { userId: string[]; itemId: string[]; atMs: number[] }): string[] => {
    const { table, catalogue } = evaluationInput({
      train: rows,
      test: { userId: [], itemId: [] },
      items: [],
      candidates: null,
    });
    return Array.from(table.itemNo, (no) => catalogue.itemId[catalogue.denseOfItemNo(no)]!);
  };

  test('is by time, ties by the order of the file', () => {
    expect(order({ userId: ['u', 'u', 'u'], itemId: ['c', 'a', 'b'], atMs: [2000, 1000, 1000] })).toEqual([
      'a',
      'b',
      'c',
    ]);
  });

  test('is that of the file where there are no times', () => {
    const atMs = [Number.NaN, Number.NaN, Number.NaN];
    expect(order({ userId: ['u', 'v', 'u'], itemId: ['c', 'a', 'b'], atMs })).toEqual(['c', 'a', 'b']);
  });
});
