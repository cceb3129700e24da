import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import type { Page, PageRow } from '../../src/domain/page.ts';
import { TEST_TENANT } from '../support/database.ts';
import { eventually, startTestService, type TestService } from '../support/service.ts';
import { fillSmallWorld } from '../support/small-world.ts';

/** Rows that an editor makes on one replica, on the pages that an app asks another for. */
describe('collections', () => {
  let first: TestService;
  let second: TestService;
  beforeAll(async () => {
    first = await startTestService();
    await fillSmallWorld(first);
    second = await first.replica();
  }, 240_000);

  afterAll(async () => {
    await second?.destroy();
    await first.destroy();
  });

  const NIGHTS = { title: 'Long nights', itemIds: ['Horror-3', 'Documentary-5', 'Comedy-9'], place: 'top' };

  async function page(service: TestService, path: string): Promise<Page> {
    const { status, body } = await service.call('GET', path);
    expect({ status, problem: body.detail }).toEqual({ status: 200 });
    return body;
  }
  const home = (service: TestService) => page(service, '/v1/users/v1/home?rows=8&items=6&surface=tv');
  const rowOf = (made: Page, id: string): PageRow | undefined =>
    made.rows.find(({ rowId }) => rowId === `collection:${id}`);
  const itemsOf = (made: Page, id: string): string[] | undefined => rowOf(made, id)?.items.map(({ itemId }) => itemId);

  /** On the pages of both replicas, within a second where the machine is free: still before anybody would find it by polling. */
  async function everywhere(isSo: (made: Page) => boolean): Promise<void> {
    for (const service of [first, second]) await eventually(() => home(service), isSo, 4_000);
  }

  async function edit(method: string, path: string, json?: object) {
    const answer = await first.call(method, path, { as: 'editor', ...(json && { json }) });
    expect({ status: answer.status < 300, problem: answer.body?.detail }).toEqual({ status: true });
    return answer.body;
  }

  async function undo(service: TestService, object: string): Promise<void> {
    const { body } = await service.call('GET', `/v1/audit?object=${object}&limit=1`, { as: 'editor' });
    const undone = await service.call('POST', `/v1/audit/${body.items[0].id}/undo`, { as: 'editor', json: {} });
    expect(undone.status).toBe(200);
  }

  test('previewed, made, on the app’s next page of every replica, logged as such, and undone', async () => {
    const { body: tried } = await first.call('POST', '/v1/preview', {
      as: 'editor',
      json: { userId: 'v1', items: 6, drafts: { collections: [{ collectionId: 'nights', ...NIGHTS }] } },
    });
    expect(tried.collections[0]).toMatchObject({ collection: { matches: 3, state: 'live' }, warnings: [], row: 0 });
    expect(tried.rowDiff).toContainEqual({ rowId: 'collection:nights', before: null, after: 0 });
    expect(rowOf(await home(first), 'nights')).toBeUndefined();

    const made = await edit('POST', '/v1/collections', { collectionId: 'nights', ...NIGHTS });
    expect(made.warnings).toEqual([]);
    await everywhere((one) => itemsOf(one, 'nights')?.join() === NIGHTS.itemIds.join());
    const served = await home(second);
    expect(served.rows[0]).toMatchObject({
      ...{ rowId: 'collection:nights', kind: 'collection', title: 'Long nights', titleKey: 'row.editorial' },
    });
    const alone = await page(second, '/v1/users/v1/rows/collection:nights?items=2');
    expect(itemsOf(alone, 'nights')).toEqual(NIGHTS.itemIds.slice(0, 2));
    const onward = await page(second, `/v1/rows/next?token=${alone.rows[0]!.next}`);
    expect(itemsOf(onward, 'nights')).toEqual(NIGHTS.itemIds.slice(2));
    await second.settled();
    expect(await loggedRow(second, served)).toEqual([
      { item_id: 'Horror-3', source: 'collection', propensity: 1 },
      { item_id: 'Documentary-5', source: 'collection', propensity: 1 },
      { item_id: 'Comedy-9', source: 'collection', propensity: 1 },
    ]);

    await undo(second, 'collection:nights');
    await everywhere((one) => rowOf(one, 'nights') === undefined);
    expect((await second.call('GET', '/v1/users/v1/rows/collection:nights')).body.code).toBe('unknown-row');
  }, 240_000);

  test('what is blocked is out of them at once, and back when the block is undone', async () => {
    await edit('PUT', '/v1/collections/blocked', { ...NIGHTS, title: 'Blocked' });
    await everywhere((one) => itemsOf(one, 'blocked')?.length === 3);
    await edit('POST', '/v1/items/Documentary-5/block', { reason: 'rights' });
    await everywhere((one) => itemsOf(one, 'blocked')?.join() === 'Horror-3,Comedy-9');
    const { warnings } = await edit('GET', '/v1/collections/blocked');
    expect(warnings).toMatchObject([{ code: 'item-blocked' }]);
    await undo(second, 'item:Documentary-5');
    await everywhere((one) => itemsOf(one, 'blocked')?.length === 3);
    await edit('DELETE', '/v1/collections/blocked');
    await everywhere((one) => rowOf(one, 'blocked') === undefined);
  }, 240_000);

  test('those that fill themselves have what is new in the catalogue, as soon as it is put', async () => {
    const filter = 'genre = Horror and year >= 2023';
    await edit('PUT', '/v1/collections/fresh', { title: 'Fresh horror', filter, sort: 'newest', place: 'top' });
    await everywhere((one) => itemsOf(one, 'fresh')?.length === 4);
    const film = { type: 'film', title: 'New', genres: ['Horror'], maturity: 'teen', windows: [{ region: '*' }] };
    await edit('PUT', '/v1/items/Horror-new', { ...film, releaseDate: '2025-05-01' });
    await everywhere((one) => itemsOf(one, 'fresh')?.[0] === 'Horror-new');
    expect((await edit('GET', '/v1/collections/fresh')).collection.matches).toBe(5);
    await edit('DELETE', '/v1/collections/fresh');
  }, 240_000);
});

async function loggedRow(service: TestService, { recommendationId }: Page): Promise<unknown[]> {
  const client = new Client({ connectionString: service.databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query(
      `SELECT item_id, source, propensity FROM "${TEST_TENANT}".v_impressions
       WHERE recommendation_id = $1 AND row_id = 'collection:nights' ORDER BY position`,
      [recommendationId],
    );
    return rows;
  } finally {
    await client.end();
  }
}
