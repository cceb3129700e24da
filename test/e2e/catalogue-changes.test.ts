import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from '../../src/domain/page.ts';
import { eventually, startTestService, type TestService } from '../support/service.ts';

/** What an editor takes away is gone from every page of every replica, sessions that have it on their page included. */
describe('a change of the catalogue', () => {
  const replicas: TestService[] = [];
  beforeAll(async () => {
    replicas.push(await startTestService());
    for (let no = 1; no <= 10; no++) await put(`film-${no}`);
    await put('series', { type: 'series' });
    await put('episode', { type: 'episode', seriesId: 'series', season: 1, episode: 1 });
    replicas.push(await replicas[0]!.replica());
    replicas.push(await replicas[0]!.replica());
    await everywhere('film-1', true);
  }, 240_000);

  afterAll(async () => {
    for (const replica of replicas.slice(1)) await replica.destroy();
    await replicas[0]?.destroy();
  });

  const film = {
    type: 'film',
    title: 'A film',
    maturity: 'kids',
    genres: ['Drama'],
    releaseDate: '2026-01-01',
    windows: [{ region: '*' }],
  };
  async function put(itemId: string, changes: object = {}, service = replicas[0]!): Promise<void> {
    const json = { ...film, title: `Film ${itemId}`, ...changes };
    expect([200, 201]).toContain((await service.call('PUT', `/v1/items/${itemId}`, { as: 'editor', json })).status);
  }

  const PAGES = [
    '/v1/users/u1/home?region=DE&sessionId=s1',
    '/v1/users/u1/home?region=DE&filter=title%20contains%20film',
    '/v1/users/u1/rows/new?region=DE&sessionId=s1',
    '/v1/items/film-10/similar?region=DE',
    '/v1/search?q=film&region=DE',
  ];

  /** How many of a replica's pages show the item, by its own id. */
  async function shownOn(service: TestService, itemId: string): Promise<number> {
    let pages = 0;
    for (const path of PAGES) {
      const { status, body } = await service.call('GET', path);
      expect(status).toBe(200);
      const { rows } = body as Page;
      if (rows.some(({ items }) => items.some((slot) => slot.itemId === itemId))) pages++;
    }
    return pages;
  }

  /** On all pages of all replicas, or on none, within a second where the machine is free: still before anybody would find it by polling. */
  async function everywhere(itemId: string, isShown: boolean, atMost = 4_000): Promise<void> {
    for (const replica of replicas) {
      await eventually(
        () => shownOn(replica, itemId),
        (pages) => pages === (isShown ? PAGES.length : 0),
        atMost,
      );
    }
  }

  test('a blocked item is gone, and comes back when it is unblocked, whichever replica is told', async () => {
    const block = { as: 'editor', json: { reason: 'a test' } } as const;
    expect((await replicas[1]!.call('POST', '/v1/items/film-1/block', block)).status).toBe(200);
    await everywhere('film-1', false);
    expect((await replicas[2]!.call('POST', '/v1/items/film-1/unblock', block)).status).toBe(200);
    await everywhere('film-1', true);
  }, 120_000);

  test('a licence that ends, or that is for other regions, takes the item away', async () => {
    await put('film-2', { windows: [{ region: '*', until: '2026-01-01T00:00:00+01:00' }] }, replicas[1]!);
    await everywhere('film-2', false);
    await put('film-2', { windows: [{ region: 'DE' }] }, replicas[2]!);
    await everywhere('film-2', true);
    await put('film-2', { windows: [{ region: 'US' }] }, replicas[0]!);
    await everywhere('film-2', false);
  }, 120_000);

  test('an item that is found to be for older viewers is gone from pages for children', async () => {
    const asked = async (service: TestService): Promise<boolean> => {
      const { rows } = (await service.call('GET', '/v1/users/u1/home?region=DE&maturity=kids')).body as Page;
      return rows.some(({ items }) => items.some((slot) => slot.itemId === 'film-3'));
    };
    for (const replica of replicas) expect(await asked(replica)).toBe(true);
    await put('film-3', { maturity: 'adult' }, replicas[2]!);
    for (const replica of replicas) {
      await eventually(
        () => asked(replica),
        (isShown) => !isShown,
        4_000,
      );
    }
  }, 120_000);

  test('a deleted item is gone, and cannot be asked about', async () => {
    expect((await replicas[1]!.call('DELETE', '/v1/items/film-4', { as: 'editor' })).status).toBe(204);
    await everywhere('film-4', false);
    for (const replica of replicas) {
      expect((await replica.call('GET', '/v1/items/film-4/similar')).status).toBe(404);
    }
  }, 120_000);

  test('what its fields become decides whether a filter takes it', async () => {
    await put('film-5', { title: 'Quite another name' }, replicas[1]!);
    for (const replica of replicas) {
      await eventually(
        async () => ((await replica.call('GET', PAGES[1]!)).body as Page).rows.flatMap(({ items }) => items),
        (slots) => slots.length > 0 && slots.every((slot) => slot.itemId !== 'film-5'),
        4_000,
      );
    }
  }, 120_000);
});
