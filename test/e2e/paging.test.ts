import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from '../../src/domain/page.ts';
import { copyPackage } from '../support/copy-package.ts';
import { eventually, startTestService, type TestService } from '../support/service.ts';
import { event, fillSmallWorld, train } from '../support/small-world.ts';

/** Two replicas that know nothing of each other's pages: what a chain has shown is in its tokens alone. */
describe('paging', () => {
  let first: TestService;
  let second: TestService;
  let version: string;

  beforeAll(async () => {
    first = await startTestService();
    await fillSmallWorld(first);
    version = (await train(first)).version;
    second = await first.replica();
    for (const replica of [first, second]) await served(replica, version);
  }, 120_000);

  afterAll(async () => {
    await second.destroy();
    await first.destroy();
  });

  test('along one chain nothing repeats, on two replicas, through a restart, a model swap, a new pin and a block', async () => {
    const pages = [await get(first, '/v1/users/v2/home?rows=2&items=5&sessionId=long')];
    const goOn = async (replica: TestService) => pages.push(await nextPage(replica, pages.at(-1)!));
    await goOn(second);

    first = await first.restart();
    await goOn(first);

    const copy = await copyPackage(second, version, `${version}-copy`);
    await second.context.modelRegistry.promote(copy, { atMs: Date.now(), actor: 'test', reason: '' });
    for (const replica of [first, second]) await served(replica, copy);
    await goOn(first);
    expect(pages.at(-1)!.models.ranker).toBe(copy);

    const shown = itemIdsOf(pages[0]!)[0]!;
    const pin = { itemId: shown, rowKind: 'genre', position: 0, from: at(-1), until: at(1), ifWatched: 'show' };
    const pinned = await first.call('POST', '/v1/pins', { as: 'editor', json: pin });
    expect(pinned.status).toBe(201);
    const coming = await nextPage(first, pages.at(-1)!);
    const blocked = itemIdsOf(coming)[0]!;
    const answer = await second.call('POST', `/v1/items/${blocked}/block`, {
      as: 'editor',
      json: { reason: 'rights' },
    });
    expect(answer.status).toBe(200);
    for (const replica of [first, second]) {
      await eventually(
        () => nextPage(replica, pages.at(-1)!),
        (page) => !itemIdsOf(page).includes(blocked),
        1000,
      );
    }

    for (let replica = first; pages.at(-1)!.next !== null; replica = replica === first ? second : first) {
      await goOn(replica);
    }
    const items = pages.flatMap(itemIdsOf);
    expect(items.filter((itemId, place) => items.indexOf(itemId) !== place)).toEqual([]);
    const rowIds = pages.flatMap((page) => page.rows.map(({ rowId }) => rowId));
    expect(new Set(rowIds).size).toBe(rowIds.length);
    expect(pages.length).toBeGreaterThan(4);
    expect(items).not.toContain(blocked);
    expect(pages.every(({ logged }) => logged)).toBe(true);

    await first.settled();
    await second.settled();
    const parents = new Map<string, string | null>();
    for await (const batch of first.context.logStore.decisions({ origins: ['app'] })) {
      for (const { recommendationId, parentId, route } of batch)
        if (route === 'home') parents.set(recommendationId, parentId);
    }
    for (const [place, page] of pages.entries()) {
      expect(parents.get(page.recommendationId)).toBe(pages[place - 1]?.recommendationId ?? null);
    }
    await first.call('POST', `/v1/items/${blocked}/unblock`, { as: 'editor' });
    await first.call('DELETE', `/v1/pins/${pinned.body.pin.pinId}`, { as: 'editor' });
  }, 120_000);

  test('a row goes on to the end of what there is, on either replica, for its own user alone', async () => {
    const page = await get(first, '/v1/users/v1/home?items=6');
    const row = page.rows.find(({ rowId }) => rowId === 'top-picks')!;
    const found = itemIdsOf(page);
    const { token: stranger } = (await first.call('POST', '/v1/users/v2/token')).body;
    const { token: own } = (await first.call('POST', '/v1/users/v1/token')).body;
    let token = row.next;
    for (let replica = second; token !== null; replica = replica === first ? second : first) {
      const path = `/v1/rows/next?token=${token}`;
      const refused = await replica.call('GET', path, { headers: { authorization: `Bearer ${stranger}` } });
      expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
      const taken = await replica.call('GET', path, { headers: { authorization: `Bearer ${own}` } });
      expect([taken.status, taken.body.models]).toEqual([200, undefined]);
      const next: Page = taken.body;
      expect(next.rows.filter(({ rowId }) => rowId !== 'top-picks')).toEqual([]);
      expect(next.rows[0]?.items.map(({ position }) => position) ?? []).toEqual(
        (next.rows[0]?.items ?? []).map((_, place) => place),
      );
      found.push(...itemIdsOf(next));
      token = next.rows[0]?.next ?? null;
    }
    expect(new Set(found).size).toBe(found.length);
    // All but what was watched: of each viewer that is 14 films of 120.
    expect(found.length).toBeGreaterThan(90);
  }, 60_000);

  test('similar titles go on too, and a token that was touched is refused', async () => {
    const page = await get(first, '/v1/items/Comedy-1/similar?limit=4');
    const token = page.rows[0]!.next!;
    const next = await get(second, `/v1/rows/next?token=${token}`);
    expect(next.parentId).toBe(page.recommendationId);
    expect(next.rows[0]!.rowId).toBe('similar');
    expect(itemIdsOf(next).filter((itemId) => itemIdsOf(page).includes(itemId))).toEqual([]);
    const touched = token.slice(0, 20) + (token[20] === 'A' ? 'B' : 'A') + token.slice(21);
    const refused = await first.call('GET', `/v1/rows/next?token=${touched}`);
    expect([refused.status, refused.body.code]).toEqual([400, 'invalid-token']);
  }, 60_000);

  test('in a session a page comes as it was after mere views and new counts, and follows what the user does', async () => {
    const path = '/v1/users/v5/home?rows=4&items=6&sessionId=evening';
    const before = await get(second, path);
    const seen = before.rows.flatMap(({ items }) => items.map(({ impressionId }) => impressionId));
    const itemId = itemIdsOf(before).at(-1)!;
    const views = {
      ...event('viewed', 'v5', itemId, 'v5-saw'),
      itemId: undefined,
      impressionIds: seen.slice(0, 20),
    };
    const plays = Array.from({ length: 60 }, (_, n) => event('play', `crowd-${n}`, 'Horror-40', `crowd-${n}`));
    for (const events of [[views], plays]) {
      const answer = await second.call('POST', '/v1/events', { json: { events } });
      expect(answer.body).toEqual({ accepted: events.length, rejected: [] });
    }
    await second.settled();
    await second.refresh();
    const again = await get(second, path);
    expect(placesOf(again)).toEqual(placesOf(before));
    expect(again.recommendationId).not.toBe(before.recommendationId);

    const done = await second.call('POST', '/v1/events', {
      json: { events: [{ ...event('hide', 'v5', itemId, 'v5-hid') }] },
    });
    expect(done.body).toEqual({ accepted: 1, rejected: [] });
    await eventually(
      () => get(second, path),
      (page) => !itemIdsOf(page).includes(itemId),
      250,
    );
  }, 60_000);
});

const at = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

const itemIdsOf = (page: Page): string[] => page.rows.flatMap(({ items }) => items.map(({ itemId }) => itemId));

const placesOf = ({ rows }: Page) =>
  rows.map(({ rowId, items }) => [rowId, items.map(({ itemId, propensity }) => [itemId, propensity])]);

async function get(service: TestService, path: string): Promise<Page> {
  const { status, body } = await service.call('GET', path);
  expect({ status, code: body.code }).toEqual({ status: 200, code: undefined });
  return body;
}

const nextPage = (service: TestService, page: Page): Promise<Page> => get(service, `/v1/home/next?token=${page.next}`);

const served = (service: TestService, version: string) =>
  eventually(
    () => get(service, '/v1/users/v1/home?rows=2&items=5'),
    (page) => page.models.ranker === version,
    5000,
  );
