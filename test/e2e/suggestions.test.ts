import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually, startTestService, type TestService } from '../support/service.ts';
import { fillSmallWorld, train } from '../support/small-world.ts';

const HIDDEN = 100;
const AT_ONCE = 20;

describe('suggestions of a service that has learned', () => {
  let service: TestService;
  /** As the API gives them, and a hundred of them as nobody has described them. */
  let films: { itemId: string; genres: string[] }[];
  let hidden: typeof films;

  beforeAll(async () => {
    service = await startTestService();
    await fillSmallWorld(service);
    const { items } = (await service.call('GET', '/v1/items?limit=500', { as: 'editor' })).body;
    films = items.map(({ blocked: _blocked, ...film }: { blocked: boolean }) => ({ ...film, title: 'A film' }));
    hidden = films.filter((_, at) => at % 6 !== 5).map((film) => ({ ...film, genres: [] }));
    // What the model learns from does not say the genres that it is to find, neither by name nor by title.
    await put(films);
    await put(hidden);
    await train(service);
    await put(films);
    await service.refresh();
  }, 240_000);
  afterAll(() => service?.destroy());

  async function put(items: readonly object[]): Promise<void> {
    const raw = items.map((item) => JSON.stringify(item)).join('\n');
    const headers = { 'content-type': 'application/x-ndjson' };
    const { body } = await service.call('POST', '/v1/items', { as: 'editor', headers, raw });
    expect(body).toMatchObject({ accepted: items.length, rejected: [] });
  }
  const list = async (query: string) => {
    const { status, body } = await service.call('GET', `/v1/suggestions?${query}`, { as: 'editor' });
    expect([status, body.detail]).toEqual([200, undefined]);
    return body;
  };
  const accept = (suggestionId: string) =>
    service.call('POST', `/v1/suggestions/${suggestionId}/accept`, { as: 'editor', json: { reason: 'try it' } });
  async function undo(object: string): Promise<void> {
    const [change] = (await service.call('GET', `/v1/audit?object=${object}`, { as: 'editor' })).body.items;
    expect((await service.call('POST', `/v1/audit/${change.id}/undo`, { as: 'editor' })).status).toBe(200);
  }

  test('of a hundred hidden genres most come back, and what is suggested is right far more often than the most frequent one', async () => {
    expect(hidden).toHaveLength(HIDDEN);
    const genreOf = new Map(films.map(({ itemId, genres }) => [itemId, genres[0]!]));
    const told = { suggested: 0, right: 0 };
    for (let from = 0; from < HIDDEN; from += AT_ONCE) {
      const part = hidden.slice(from, from + AT_ONCE);
      await put(part);
      await service.refresh();
      const { items } = await list('kind=tags&limit=100');
      for (const { itemId } of part) {
        const top = items.find((one: { itemId: string }) => one.itemId === itemId);
        if (top === undefined) continue;
        told.suggested++;
        if (top.field === 'genres' && top.value === genreOf.get(itemId)) told.right++;
      }
      await put(films.filter(({ itemId }) => part.some((one) => one.itemId === itemId)));
    }
    const counts = Object.values(Object.groupBy(films, ({ genres }) => genres[0]!)).map((all) => all!.length);
    const mostFrequent = Math.max(...counts) / films.length;
    expect(mostFrequent).toBeCloseTo(1 / 3, 10);
    expect(told.right / HIDDEN).toBeGreaterThan(2 * mostFrequent);
    expect(told.right / told.suggested).toBeGreaterThan(0.9);
  }, 60_000);

  test('a new item that is accepted stands on the next page, and no more once that is undone', async () => {
    await service.refresh();
    const { items, modelVersion } = await list('kind=new-items');
    expect(items.length).toBeGreaterThan(0);
    const [one] = items;
    expect(one).toMatchObject({ kind: 'new-items', modelVersion, impressions: { served: 0, minimum: 100 } });
    const { status, body } = await accept(one.suggestionId);
    expect(status).toBe(200);
    const { pinId } = body.pin.pin;
    const slot = async () => {
      const page = (await service.call('GET', '/v1/users/somebody-new/home?surface=tv')).body;
      const row = page.rows.find(({ rowId }: { rowId: string }) => rowId === one.rowId);
      const { itemId, pinned } = row?.items[one.position] ?? {};
      return { itemId, pinned };
    };
    await eventually(slot, ({ itemId, pinned }) => itemId === one.itemId && pinned === true, 1_000);
    const others = (await list('kind=new-items')).items.map(({ itemId }: { itemId: string }) => itemId);
    expect(others).not.toContain(one.itemId);
    await undo(`pin:${pinId}`);
    await eventually(slot, ({ pinned }) => pinned !== true, 1_000);
  });

  test('a tag that is accepted is on the item, and not once that is undone; what is rejected does not come again', async () => {
    const [film, other] = films as [{ itemId: string; genres: string[] }, { itemId: string; genres: string[] }];
    await put([film, other].map((one) => ({ ...one, genres: [] })));
    await service.refresh();
    const suggestionOf = async (itemId: string) =>
      (await list('kind=tags&limit=100')).items.find((one: { itemId: string }) => one.itemId === itemId);
    const { suggestionId, value } = await suggestionOf(film.itemId);
    const genres = async () => (await service.call('GET', `/v1/items/${film.itemId}`, { as: 'editor' })).body.genres;
    expect((await accept(suggestionId)).body.item.genres).toEqual([value]);
    expect(await genres()).toEqual(film.genres);
    await undo(`item:${film.itemId}`);
    expect(await genres()).toEqual([]);
    const rejected = (await suggestionOf(other.itemId)).suggestionId;
    const no = await service.call('POST', `/v1/suggestions/${rejected}/reject`, { as: 'editor' });
    expect(no.status).toBe(200);
    expect(await suggestionOf(other.itemId)).toBeUndefined();
    await undo(`suggestion:${rejected}`);
    expect(await suggestionOf(other.itemId)).toMatchObject({ suggestionId: rejected });
  });

  test('reach tells how many viewers there were', async () => {
    for (const region of ['DE', 'DE', 'US']) {
      await service.call('GET', `/v1/users/viewer-${region}/home?surface=web&region=${region}`);
    }
    await service.settled();
    const { body } = await eventually(
      () => service.call('POST', '/v1/reach', { as: 'editor', json: { audience: { surfaces: ['web'] } } }),
      (answer) => answer.body.reach !== null,
      10_000,
    );
    expect(body.reach).toMatchObject({ days: 7, sampleShare: 1, unknown: [] });
    expect(body.reach.users).toBe(2);
    const german = { audience: { regions: ['DE'], newUsers: true } };
    const { reach } = (await service.call('POST', '/v1/reach', { as: 'editor', json: german })).body;
    expect(reach).toMatchObject({ users: 1, ofUsers: body.reach.ofUsers, unknown: ['newUsers'] });
  });
});
