import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import type { Item } from '../../src/domain/item.ts';
import type { Page } from '../../src/domain/page.ts';
import { NOBODY } from '../../src/domain/user-key.ts';
import { anItem } from '../support/items.ts';
import { eventually, startTestService, type TestService } from '../support/service.ts';

/** Similar, a row alone, include and series over HTTP against real stores, and what the log says of them. */
describe('pages beside home', () => {
  let service: TestService;
  let log: Client;

  beforeAll(async () => {
    service = await startTestService();
    log = new Client({ connectionString: service.databaseUrl, options: '-c search_path=marquee' });
    await log.connect();
    const films = Array.from({ length: 12 }, (_, at) =>
      anItem(`war-${at}`, { genres: ['War'], imageUrl: `https://img.example/${at}.jpg`, releaseDate: '2025-01-01' }),
    );
    const items = [
      ...films,
      anItem('show', { type: 'series', title: 'The Show', genres: ['War'] }),
      anItem('s1e1', { type: 'episode', seriesId: 'show', season: 1, episode: 1, durationS: 3000 }),
      anItem('s1e2', { type: 'episode', seriesId: 'show', season: 1, episode: 2, durationS: 3000 }),
    ];
    const raw = items.map((item) => JSON.stringify(item)).join('\n');
    const headers = { 'content-type': 'application/x-ndjson' };
    expect((await service.call('POST', '/v1/items', { as: 'editor', raw, headers })).status).toBe(200);
    await service.refresh();
  }, 60_000);

  afterAll(async () => {
    await log.end();
    await service.destroy();
  });

  const get = async (path: string): Promise<Page> => {
    const answer = await service.call('GET', path);
    expect(answer.status).toBe(200);
    return answer.body;
  };
  const logged = async ({ recommendationId }: Page) =>
    eventually(
      async () =>
        (
          await log.query(
            `SELECT impression_id, item_id, row_id, source, route, user_key, parent_id FROM v_impressions
             WHERE recommendation_id = $1 ORDER BY row_index, position`,
            [recommendationId],
          )
        ).rows,
      (rows) => rows.length > 0,
      2000,
    );

  test('what goes with an item is logged slot by slot, for nobody under a key of zeros', async () => {
    const page = await get('/v1/items/war-3/similar?limit=4&include=title,imageUrl');
    const [row] = page.rows;
    expect([page.userId, row!.rowId, row!.seed!.itemId, row!.items.length]).toEqual([null, 'similar', 'war-3', 4]);
    const n = row!.items[0]!.itemId.replace('war-', '');
    expect(row!.items[0]!.item).toEqual({ title: `Title war-${n}`, imageUrl: `https://img.example/${n}.jpg` });
    expect(await logged(page)).toEqual(
      row!.items.map(({ impressionId, itemId }) => ({
        impression_id: impressionId,
        item_id: itemId,
        row_id: 'similar',
        source: 'similar',
        route: 'similar',
        user_key: NOBODY,
        parent_id: null,
      })),
    );
  });

  test('what goes with an item for a user is logged under that user', async () => {
    const page = await get('/v1/items/war-3/similar?userId=u1');
    expect(page.userId).toBe('u1');
    const [first] = await logged(page);
    expect([first!.route, first!.user_key]).toEqual(['similar', service.context.userKeyOf('u1')]);
  });

  test('a search is logged slot by slot and goes on by its token', async () => {
    const page = await get('/v1/search?q=title%20war&userId=u1&limit=5');
    expect(page.rows.map(({ rowId, items }) => [rowId, items.length])).toEqual([['search', 5]]);
    const slots = await logged(page);
    expect(slots.map(({ item_id }) => item_id)).toEqual(page.rows[0]!.items.map(({ itemId }) => itemId));
    expect(new Set(slots.map(({ route, source, row_id }) => `${route} ${source} ${row_id}`))).toEqual(
      new Set(['search search search']),
    );
    const next = await get(`/v1/rows/next?token=${page.rows[0]!.next}`);
    expect([next.parentId, next.rows[0]!.rowId]).toEqual([page.recommendationId, 'search']);
    const ids = [page, next].flatMap(({ rows }) => rows[0]!.items.map(({ itemId }) => itemId));
    expect([ids.length, new Set(ids).size]).toEqual([10, 10]);
    expect((await logged(next)).map(({ route, parent_id }) => [route, parent_id])).toEqual(
      Array(5).fill(['search', page.recommendationId]),
    );
    expect((await get('/v1/search?q=nothing%20of%20the%20kind')).rows).toEqual([]);
  });

  test('what changes in the catalogue is searched for as it is now', async () => {
    const found = async (query: string) =>
      (await get(`/v1/search?q=${encodeURIComponent(query)}`)).rows.flatMap(({ items }) =>
        items.map(({ itemId }) => itemId),
      );
    const put = async (changes: Partial<Item>) => {
      const { itemId: _itemId, ...item } = anItem('fresh', { genres: ['War'], ...changes });
      expect([200, 201]).toContain((await service.call('PUT', '/v1/items/fresh', { as: 'editor', json: item })).status);
    };
    const becomes = (query: string, expected: readonly string[]) =>
      eventually(
        () => found(query),
        (itemIds) => JSON.stringify(itemIds) === JSON.stringify(expected),
        10_000,
      );
    await put({ title: 'Zwölf Uhr mittags', cast: ['Grace Kelly'] });
    await becomes('zwolf', ['fresh']);
    await becomes('grace kel', ['fresh']);
    await put({ title: 'High Noon', cast: ['Grace Kelly'] });
    await becomes('high noon', ['fresh']);
    expect(await found('zwolf')).toEqual([]);
    const block = { as: 'editor', json: { reason: 'rights' } } as const;
    expect((await service.call('POST', '/v1/items/fresh/block', block)).status).toBe(200);
    await becomes('high noon', []);
    expect((await service.call('POST', '/v1/items/fresh/unblock', { as: 'editor', json: {} })).status).toBe(200);
    await becomes('high noon', ['fresh']);
    expect((await service.call('DELETE', '/v1/items/fresh', { as: 'editor' })).status).toBe(204);
    await becomes('high noon', []);
  });

  test('a row alone is logged as one', async () => {
    const page = await get('/v1/users/u1/rows/new?items=3');
    expect(page.rows.map(({ rowId }) => rowId)).toEqual(['new']);
    expect((await logged(page)).map(({ route, row_id }) => [route, row_id])).toEqual(Array(3).fill(['row', 'new']));
    expect((await get('/v1/users/u1/rows/continue-watching')).rows).toEqual([]);
  });

  test('a finished episode offers the next one, and the last one ends the series', async () => {
    const complete = (itemId: string, at: number) => ({
      eventId: `done-${itemId}`,
      type: 'complete',
      userId: 'u2',
      itemId,
      portion: 1,
      timestamp: new Date(Date.now() - 60_000 + at * 1000).toISOString(),
    });
    const goesOn = () => get('/v1/users/u2/rows/continue-watching');
    await service.call('POST', '/v1/events', { json: { events: [complete('s1e1', 1)] } });
    const next = await eventually(goesOn, (page) => page.rows.length > 0, 2000);
    expect(next.rows[0]!.items).toMatchObject([
      { itemId: 'show', resume: { itemId: 's1e2', season: 1, episode: 2, portion: 0, positionS: 0 } },
    ]);
    await service.call('POST', '/v1/events', { json: { events: [complete('s1e2', 2)] } });
    await eventually(goesOn, (page) => page.rows.length === 0, 2000);
    const home = await get('/v1/users/u2/home?items=30');
    expect(JSON.stringify(home.rows.map(({ items }) => items.map(({ itemId }) => itemId)))).not.toContain('show');
  });

  test('the uses of episodes are the series’ own', async () => {
    await service.settled();
    const page = await eventually(
      () => get('/v1/users/someone-else/rows/popular'),
      ({ rows }) => rows.length > 0,
      5000,
    );
    expect(page.rows[0]!.items.map(({ itemId }) => itemId)).toEqual(['show']);
  });
});
