import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { POLL_MS } from '../../src/context.ts';
import type { Page } from '../../src/domain/page.ts';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { eventually, startTestService, type TestAnswer, type TestService } from '../support/service.ts';
import { fillSmallWorld } from '../support/small-world.ts';

/** What an editor changes on one of three replicas is on the next page of all three. */
const TIMEOUT_MS = 240_000;
const HOUR_MS = 3_600_000;
const PINNED = 'Documentary-7';

/** Two more replicas of the first, all of which listen for changes by way of a relay that can be cut. */
async function threeReplicas(pollMs?: number) {
  const env: Record<string, string> = {};
  let listening: FaultProxy | undefined;
  const first = await startTestService({
    env,
    ...(pollMs !== undefined && { pollMs }),
    async databaseUrl(real) {
      listening = await startFaultProxy(real);
      env.DATABASE_DIRECT_URL = listening.url;
      return real;
    },
  });
  await fillSmallWorld(first);
  const replicas = [first, await first.replica(), await first.replica()] as const;
  for (const replica of replicas) await replica.refresh();
  const page = await eventually(
    () => home(first),
    ({ rows }) => rows.length > 2,
    10_000,
  );
  const usual = rowIdsOf(page);
  const shownItem = page.rows[0]!.items[0]!.itemId;

  return {
    replicas,
    listening: listening!,
    /** The rows of a page that nobody has changed; a title that stands on it, and on a page of search. */
    usual,
    shownItem,
    /** Waits until the next pages of all replicas are so. */
    async everywhere(isSo: (service: TestService) => Promise<boolean>, withinMs: number): Promise<void> {
      for (const replica of replicas) {
        await eventually(
          () => isSo(replica),
          (so) => so,
          withinMs,
        );
      }
    },
    async destroy() {
      listening!.mend();
      for (const replica of replicas.slice(1)) await replica.destroy();
      await first.destroy();
      await listening!.close();
    },
  };
}

const rowIdsOf = ({ rows }: Page): string[] => rows.map(({ rowId }) => rowId);

async function home(service: TestService, surface = 'tv'): Promise<Page> {
  const { status, body } = await service.call('GET', `/v1/users/v1/home?rows=8&items=6&surface=${surface}`);
  expect(status).toBe(200);
  return body;
}

const isPinned = async (service: TestService): Promise<boolean> =>
  (await home(service)).rows.some(({ items }) => items.some((slot) => slot.pinned && slot.itemId === PINNED));

/** On the web, so that it leaves the pages of the pin alone. */
const isMadeBy = async (service: TestService, rowIds: string): Promise<boolean> =>
  rowIdsOf(await home(service, 'web')).join() === rowIds;

/** On how many of the pages that usually show it an item stands: a home page, and what is found by its name. */
async function shownOn(service: TestService, itemId: string): Promise<number> {
  const found: Page = (await service.call('GET', `/v1/search?q=${itemId}&limit=50`)).body;
  const shows = ({ rows }: Page) => rows.some(({ items }) => items.some((slot) => slot.itemId === itemId));
  return [await home(service), found].filter(shows).length;
}

async function done(answer: Promise<TestAnswer>): Promise<TestAnswer> {
  const { status, ...rest } = await answer;
  expect([200, 201]).toContain(status);
  return { status, ...rest };
}

const pin = (service: TestService, rowId: string) =>
  done(
    service.call('POST', '/v1/pins', {
      as: 'editor',
      json: {
        ...{ itemId: PINNED, rowId, position: 1, ifWatched: 'show' },
        ...{ from: '2026-01-01T00:00:00Z', until: '2126-01-01T00:00:00Z' },
      },
    }),
  );
const putTemplate = (service: TestService) =>
  done(
    service.call('PUT', '/v1/templates/web', {
      as: 'editor',
      json: { template: { rows: [{ row: 'genre:horror' }] }, reason: 'a test' },
    }),
  );
const setBlocked = (service: TestService, itemId: string, how: 'block' | 'unblock') =>
  done(service.call('POST', `/v1/items/${itemId}/${how}`, { as: 'editor', json: { reason: 'a test' } }));

/** Takes back the newest change of an object. */
async function undo(service: TestService, object: string): Promise<void> {
  const { body } = await done(service.call('GET', `/v1/audit?object=${object}&limit=1`, { as: 'editor' }));
  await done(service.call('POST', `/v1/audit/${body.items[0].id}/undo`, { as: 'editor' }));
}

describe('on the next page of three replicas within a second', () => {
  let world: Awaited<ReturnType<typeof threeReplicas>>;
  // By polling nobody would hear of anything: what arrives was announced.
  beforeAll(async () => {
    world = await threeReplicas(24 * HOUR_MS);
  }, TIMEOUT_MS);
  afterAll(() => world?.destroy(), 60_000);
  const WITHIN_MS = 1_000;

  test(
    'a pin made on one and undone on another',
    async () => {
      const { replicas, everywhere, usual } = world;
      const { body } = await pin(replicas[0], usual[0]!);
      await everywhere(isPinned, WITHIN_MS);
      await undo(replicas[1], `pin:${body.pin.pinId}`);
      await everywhere(async (service) => !(await isPinned(service)), WITHIN_MS);
    },
    TIMEOUT_MS,
  );

  test(
    'a template put on one and undone on another',
    async () => {
      const { replicas, everywhere } = world;
      const usual = rowIdsOf(await home(replicas[0], 'web')).join();
      await putTemplate(replicas[1]);
      await everywhere((service) => isMadeBy(service, 'genre:horror'), WITHIN_MS);
      await undo(replicas[2], 'template:web');
      await everywhere((service) => isMadeBy(service, usual), WITHIN_MS);
    },
    TIMEOUT_MS,
  );

  test(
    'an item blocked on one and unblocked on another, and both undone on the third',
    async () => {
      const { replicas, everywhere, shownItem } = world;
      const isThere = async (service: TestService) => (await shownOn(service, shownItem)) === 2;
      const isGone = async (service: TestService) => (await shownOn(service, shownItem)) === 0;
      await everywhere(isThere, WITHIN_MS);
      await setBlocked(replicas[2], shownItem, 'block');
      await everywhere(isGone, WITHIN_MS);
      await setBlocked(replicas[0], shownItem, 'unblock');
      await everywhere(isThere, WITHIN_MS);
      await undo(replicas[1], `item:${shownItem}`);
      await everywhere(isGone, WITHIN_MS);
      await undo(replicas[1], `item:${shownItem}`);
      await everywhere(isThere, WITHIN_MS);
    },
    TIMEOUT_MS,
  );
});

describe('with notifications cut, on the next page of three replicas within 10 s', () => {
  let world: Awaited<ReturnType<typeof threeReplicas>>;
  beforeAll(async () => {
    world = await threeReplicas();
  }, TIMEOUT_MS);
  afterAll(() => world?.destroy(), 60_000);
  const WITHIN_MS = 10_000;

  test('two polls are within that time', () => {
    expect(2 * POLL_MS).toBeLessThanOrEqual(WITHIN_MS);
  });

  test(
    'a pin, a template and a block, each made on another replica, and all of them undone',
    async () => {
      const { replicas, everywhere, listening, usual, shownItem } = world;
      const usualOnWeb = rowIdsOf(await home(replicas[0], 'web')).join();
      await everywhere(async (service) => (await shownOn(service, shownItem)) === 2, WITHIN_MS);
      listening.cut();
      const { body } = await pin(replicas[0], usual[0]!);
      await putTemplate(replicas[1]);
      await setBlocked(replicas[2], shownItem, 'block');
      await everywhere(
        async (service) =>
          (await isPinned(service)) &&
          (await isMadeBy(service, 'genre:horror')) &&
          (await shownOn(service, shownItem)) === 0,
        WITHIN_MS,
      );
      await undo(replicas[1], `pin:${body.pin.pinId}`);
      await undo(replicas[2], 'template:web');
      await undo(replicas[0], `item:${shownItem}`);
      await everywhere(
        async (service) =>
          !(await isPinned(service)) &&
          (await isMadeBy(service, usualOnWeb)) &&
          (await shownOn(service, shownItem)) === 2,
        WITHIN_MS,
      );
    },
    TIMEOUT_MS,
  );

  test(
    'and within a second again once they are mended',
    async () => {
      const { replicas, everywhere, listening, usual } = world;
      listening.mend();
      const { body } = await pin(replicas[2], usual[0]!);
      // The connections come back by themselves, and tell of all that was missed meanwhile.
      await everywhere(isPinned, WITHIN_MS);
      await undo(replicas[0], `pin:${body.pin.pinId}`);
      await everywhere(async (service) => !(await isPinned(service)), WITHIN_MS);
    },
    TIMEOUT_MS,
  );
});
