import { expect, test } from '@jest/globals';
import type { Item } from '../../../clients/typescript/src/index.ts';
import { createItemBatch } from '../../../src/console/parts/item-batch.ts';

/** Finds items whose ids do not begin with "no"; `calls` has what was asked for. */
function batchOf({ fails = () => false }: { fails?: (itemIds: readonly string[]) => boolean } = {}) {
  const calls: (readonly string[])[] = [];
  const find = createItemBatch(async (itemIds) => {
    calls.push(itemIds);
    if (fails(itemIds)) throw new Error('away');
    return itemIds.filter((itemId) => !itemId.startsWith('no')).map((itemId) => ({ itemId, title: itemId }) as Item);
  });
  return { calls, find };
}

test('what is asked for together is one call, each item once; what there is not is null', async () => {
  const { calls, find } = batchOf();
  const found = await Promise.all(['heat', 'nobody', 'heat', 'big'].map(find));
  expect(found.map((item) => item?.title ?? null)).toEqual(['heat', null, 'heat', 'big']);
  expect(calls).toEqual([['heat', 'nobody', 'big']]);
  expect((await find('heat'))?.title).toBe('heat');
  expect(calls).toHaveLength(2);
});

test('more than the API takes are several calls', async () => {
  const { calls, find } = batchOf();
  await Promise.all(Array.from({ length: 230 }, (_, at) => find(`film-${at}`)));
  expect(calls.map(({ length }) => length)).toEqual([100, 100, 30]);
});

test('what could be no item is not asked for: it would spoil the call for the others', async () => {
  const { calls, find } = batchOf();
  expect(await Promise.all([find('a/b'), find('heat'), find('')])).toMatchObject([null, { itemId: 'heat' }, null]);
  expect(calls).toEqual([['heat']]);
});

test('a call that fails fails for those that were in it, and for them alone', async () => {
  const { find } = batchOf({ fails: (itemIds) => itemIds.includes('film-0') });
  const found = await Promise.allSettled(Array.from({ length: 101 }, (_, at) => find(`film-${at}`)));
  expect(found.map(({ status }) => status)).toEqual([...Array.from({ length: 100 }, () => 'rejected'), 'fulfilled']);
  expect((await find('film-1'))?.itemId).toBe('film-1');
});
