import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { UsedRow } from '../../src/domain/ports/row-usage.ts';
import { listedRow } from '../../src/http/schemas/row-list.ts';
import { NOW_MS, problemOf, startApi, type TestApi } from '../support/api.ts';

describe('the rows there are, 200', () => {
  let api: TestApi;
  const asked: unknown[] = [];
  const used: UsedRow[] = [
    { surface: 'tv', rowId: 'top-picks', pages: 1, users: 1 },
    { surface: 'web', rowId: 'top-picks', pages: 0.75, users: 0.5 },
    { surface: 'tv', rowId: 'genre:war', pages: 0.25, users: 0.125 },
    { surface: 'tv', rowId: 'a-row-of-the-past', pages: 0.5, users: 0.5 },
  ];
  beforeAll(async () => {
    api = await startApi({
      rowUsage: {
        async read(when) {
          asked.push(when);
          return used;
        },
      },
    });
  });
  afterAll(() => api.close());

  // biome-ignore lint/suspicious/noExplicitAny: an answer of the API.
  const rows = async (): Promise<any[]> => (await api.call('GET', '/v1/rows', { as: 'editor' })).body.items;
  const rowOf = async (rowId: string) => (await rows()).find((one) => one.rowId === rowId);

  test('are those of the templates and those of their families that stood on pages of a week', async () => {
    const all = await rows();
    for (const one of all) expect(listedRow.safeParse(one).error).toBeUndefined();
    const ids = all.map(({ rowId }) => rowId);
    expect(ids).toEqual([...new Set(ids)].sort());
    expect(ids).toEqual(expect.arrayContaining(['top-picks', 'genre', 'genre:war', 'my-list', 'popular']));
    expect(ids).not.toContain('a-row-of-the-past');
    expect(asked.at(-1)).toEqual({ fromMs: NOW_MS - 7 * 86_400_000, toMs: NOW_MS, origins: ['app'] });
  });

  test('say their kind, where they stand and how often', async () => {
    const top = await rowOf('top-picks');
    expect(top).toMatchObject({ kind: 'personal', isFamily: false });
    expect(top.surfaces).toMatchObject([
      { surface: 'tv', pages: 1, users: 1 },
      { surface: 'web', pages: 0.75, users: 0.5 },
      { surface: 'mobile', pages: null, users: null },
    ]);
    expect(await rowOf('genre')).toMatchObject({ kind: 'genre', isFamily: true });
    expect(await rowOf('genre:war')).toMatchObject({ kind: 'genre', isFamily: false });
    expect((await rowOf('genre:war')).surfaces).toMatchObject([{ pages: 0.25, users: 0.125 }, { pages: 0 }, {}]);
  });

  test('are those of the template that was put', async () => {
    const json = { template: { rows: [{ row: 'trending' }, { row: 'genre:war' }] }, reason: 'few' };
    expect((await api.call('PUT', '/v1/templates/tv', { json })).status).toBe(200);
    const surfaces = async (rowId: string) =>
      (await rowOf(rowId)).surfaces.map(({ surface }: { surface: string }) => surface);
    expect(await surfaces('top-picks')).toEqual(['web', 'mobile']);
    expect(await surfaces('genre:war')).toEqual(['tv', 'web', 'mobile']);
    expect(await surfaces('genre')).toEqual(['web', 'mobile']);
    await api.call('DELETE', '/v1/templates/tv');
  });

  test('collections are among them with their title, also where nobody was shown them yet', async () => {
    const json = { title: 'Winners', itemIds: ['i1'] };
    await api.call('PUT', '/v1/collections/oscars', { as: 'editor', json });
    expect(await rowOf('collection:oscars')).toMatchObject({
      kind: 'collection',
      title: 'Winners',
      isFamily: false,
      surfaces: [
        { surface: 'tv', place: 'free', pages: 0, users: 0 },
        { surface: 'web', pages: 0 },
        { surface: 'mobile', pages: null },
      ],
    });
    expect(await rowOf('collection')).toMatchObject({ title: null, isFamily: true });
    await api.call('DELETE', '/v1/collections/oscars', { as: 'editor' });
    expect(await rowOf('collection:oscars')).toBeUndefined();
  });

  test('nothing may be asked of them', async () => {
    expect(problemOf(await api.call('GET', '/v1/rows?surface=tv'))).toEqual({ status: 400, code: 'invalid-request' });
  });
});
