import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from '../../src/domain/page.ts';
import { eventually, startTestService, type TestService } from '../support/service.ts';
import { fillSmallWorld } from '../support/small-world.ts';

/** What was changed on one replica, undone on another: the next pages of both are as before. */
describe('undo', () => {
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

  async function page(service: TestService, path: string): Promise<Page> {
    const { status, body } = await service.call('GET', path);
    expect(status).toBe(200);
    return body;
  }
  const home = (service: TestService) => page(service, '/v1/users/v1/home?rows=8&items=6&surface=tv');
  const rowIds = ({ rows }: Page) => rows.map(({ rowId }) => rowId).sort();
  const itemIds = ({ rows }: Page) => rows.flatMap(({ items }) => items.map(({ itemId }) => itemId));

  /** On the pages of both replicas, within a second where the machine is free: still before anybody would find it by polling. */
  async function everywhere(
    ask: (service: TestService) => Promise<Page>,
    isSo: (made: Page) => boolean,
  ): Promise<void> {
    for (const service of [first, second]) await eventually(() => ask(service), isSo, 4_000);
  }

  /** Undoes the newest change of an object on the second replica. */
  async function undoOnSecond(object: string, as: 'editor' | 'admin' = 'editor'): Promise<void> {
    const { body } = await second.call('GET', `/v1/audit?object=${object}&limit=1`, { as: 'editor' });
    const undone = await second.call('POST', `/v1/audit/${body.items[0].id}/undo`, { as });
    expect(undone.body).toMatchObject({ undoes: body.items[0].id, object, actor: { name: as } });
    expect(undone.status).toBe(200);
  }

  test('a template', async () => {
    const usual = rowIds(await home(second)).join();
    const json = { template: { rows: [{ row: 'genre:horror' }] }, reason: 'a test' };
    expect((await first.call('PUT', '/v1/templates/tv', { as: 'editor', json })).status).toBe(200);
    await everywhere(home, (made) => rowIds(made).join() === 'genre:horror');
    await undoOnSecond('template:tv');
    await everywhere(home, (made) => rowIds(made).join() === usual);
  }, 240_000);

  test('a switch', async () => {
    const hasGenres = (made: Page) => made.rows.some(({ kind }) => kind === 'genre');
    expect(hasGenres(await home(second))).toBe(true);
    const json = { state: 'off', reason: 'a test' };
    expect((await first.call('PUT', '/v1/switches/row:genre', { as: 'admin', json })).status).toBe(200);
    await everywhere(home, (made) => !hasGenres(made));
    await undoOnSecond('switch:row:genre', 'admin');
    await everywhere(home, hasGenres);
  }, 240_000);

  test('a block', async () => {
    const [itemId] = itemIds(await home(second));
    const found = (service: TestService) => page(service, `/v1/search?q=${itemId}`);
    await everywhere(found, (made) => itemIds(made).includes(itemId!));
    const blocked = await first.call('POST', `/v1/items/${itemId}/block`, { as: 'editor', json: { reason: 'a test' } });
    expect(blocked.status).toBe(200);
    await everywhere(found, (made) => !itemIds(made).includes(itemId!));
    await everywhere(home, (made) => !itemIds(made).includes(itemId!));
    await undoOnSecond(`item:${itemId}`);
    await everywhere(found, (made) => itemIds(made).includes(itemId!));
  }, 240_000);

  test('a pin', async () => {
    const [shown] = (await home(second)).rows;
    const itemId = 'Documentary-7';
    const isPinned = (made: Page) =>
      made.rows.some(({ items }) => items.some((slot) => slot.pinned && slot.itemId === itemId));
    const json = {
      ...{ itemId, rowId: shown!.rowId, position: 1, ifWatched: 'show' },
      ...{ from: '2026-01-01T00:00:00Z', until: '2126-01-01T00:00:00Z' },
    };
    const made = await first.call('POST', '/v1/pins', { as: 'editor', json });
    expect(made.status).toBe(201);
    await everywhere(home, isPinned);
    await undoOnSecond(`pin:${made.body.pin.pinId}`);
    await everywhere(home, (page) => !isPinned(page));
    await undoOnSecond(`pin:${made.body.pin.pinId}`);
    await everywhere(home, isPinned);
  }, 240_000);

  test('undone on both replicas at once it is undone once, and the other is told by whom', async () => {
    const json = { state: 'off', reason: 'a test' };
    await first.call('PUT', '/v1/switches/row:popular', { as: 'admin', json });
    const { body } = await first.call('GET', '/v1/audit?object=switch:row:popular', { as: 'admin' });
    const [{ id }] = body.items;
    const both = await Promise.all(
      [first, second].map((service) => service.call('POST', `/v1/audit/${id}/undo`, { as: 'admin' })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    const [won, lost] = both[0]!.status === 200 ? both : both.toReversed();
    expect(lost!.body.detail).toContain(`by change ${won!.body.id}`);
    const after = await first.call('GET', '/v1/audit?object=switch:row:popular', { as: 'admin' });
    expect(after.body.items).toHaveLength(2);
  }, 240_000);
});
