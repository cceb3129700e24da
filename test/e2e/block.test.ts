import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from '../../src/domain/page.ts';
import { eventually, startTestService, type TestService } from '../support/service.ts';
import { complete, event, fillSmallWorld, train } from '../support/small-world.ts';

/** What an editor blocks is nowhere any more, whoever has it on a page already; undone it is back. */
const TIMEOUT_MS = 240_000;
const WITHIN_MS = 1_000;
const VIEWER = 'v1';

describe('a blocked item', () => {
  let first: TestService;
  let second: TestService;
  /** Has the catalogue and the counts, and no model. */
  let modelless: TestService;
  let noModels: string;

  beforeAll(async () => {
    first = await startTestService();
    await fillSmallWorld(first);
    await putSeries();
    await watchSeries();
    const { version } = await train(first);
    noModels = mkdtempSync(join(tmpdir(), 'marquee-no-models-'));
    second = await first.replica();
    modelless = await first.replica({ env: { MODELS_DIR: noModels } });
    for (const replica of [first, second]) {
      await eventually(
        () => get(replica, home()),
        ({ models }) => models.ranker === version,
        10_000,
      );
    }
    await eventually(
      () => get(modelless, home()),
      ({ rung, rows }) => rung === 'R4' && rows.length > 2,
      10_000,
    );
  }, TIMEOUT_MS);

  afterAll(async () => {
    for (const replica of [modelless, second, first]) await replica?.destroy();
    if (noModels !== undefined) rmSync(noModels, { recursive: true, force: true });
  }, 60_000);

  const replicas = () => [first, second, modelless];
  const home = (more = '') => `/v1/users/${VIEWER}/home?rows=4&items=6${more}`;

  async function get(service: TestService, path: string): Promise<Page> {
    const { status, body } = await service.call('GET', path);
    expect([path, status]).toEqual([path, 200]);
    return body;
  }

  /** On one replica; then, within a second, so on the pages of all. `mentions` says where it still is. */
  async function goneAfterBlock(itemId: string, ask: (service: TestService) => Promise<string[]>): Promise<void> {
    await setBlocked(itemId, 'block', second);
    for (const replica of replicas()) {
      await eventually(
        () => ask(replica),
        (mentions) => mentions.length === 0,
        WITHIN_MS,
      );
    }
  }

  async function setBlocked(itemId: string, how: 'block' | 'unblock', service = second): Promise<void> {
    const json = { reason: 'a test' };
    expect((await service.call('POST', `/v1/items/${itemId}/${how}`, { as: 'editor', json })).status).toBe(200);
  }

  /** By the audit, on another replica than blocked it; it is back when pages show it again. */
  async function undo(itemId: string, isBack: (service: TestService) => Promise<boolean>): Promise<void> {
    const { body } = await first.call('GET', `/v1/audit?object=item:${itemId}&limit=1`, { as: 'editor' });
    expect(body.items[0]).toMatchObject({ action: 'item.block', reason: 'a test', actor: { name: 'editor' } });
    const undone = await first.call('POST', `/v1/audit/${body.items[0].id}/undo`, { as: 'editor' });
    expect(undone.status).toBe(200);
    for (const replica of replicas()) {
      await eventually(
        () => isBack(replica),
        (is) => is,
        WITHIN_MS,
      );
    }
  }

  test(
    'is on no page that goes on by a token of before, of the page or of a row, to the end of the chain',
    async () => {
      const started = await get(first, home());
      const row = started.rows.find(({ next }) => next !== null)!;
      const further = await get(first, nextOf(started));
      const [comingInRows, comingOnPages] = [
        itemIdsOf(await get(first, `/v1/rows/next?token=${row.next}`))[1]!,
        itemIdsOf(further)[1]!,
      ];
      for (const itemId of new Set([comingInRows, comingOnPages])) {
        await goneAfterBlock(itemId, async (service) => {
          const mentions: string[] = [];
          const goOn = async (path: string, where: string) => {
            for (let next: string | null = path; next !== null; ) {
              const page: Page = await get(service, next);
              mentions.push(...mentionsOf(page, itemId).map((mention) => `${where} ${mention}`));
              const token: string | null = where === 'pages' ? page.next : (page.rows[0]?.next ?? null);
              next = token && `/v1/${where === 'pages' ? 'home' : 'rows'}/next?token=${token}`;
            }
          };
          await goOn(nextOf(started), 'pages');
          await goOn(`/v1/rows/next?token=${row.next}`, 'rows');
          return mentions;
        });
        await undo(itemId, async (service) => itemIdsOf(await get(service, search(itemId))).includes(itemId));
      }
    },
    TIMEOUT_MS,
  );

  test(
    'is on no page that a session was served before',
    async () => {
      const session = home('&sessionId=s1');
      const served = await Promise.all(replicas().map((service) => get(service, session)));
      const again = await Promise.all(replicas().map((service) => get(service, session)));
      expect(again.map((page) => itemIdsOf(page))).toEqual(served.map((page) => itemIdsOf(page)));
      for (const itemId of new Set(served.map((page) => itemIdsOf(page)[0]!))) {
        await goneAfterBlock(itemId, async (service) => mentionsOf(await get(service, session), itemId));
        await undo(itemId, async (service) => itemIdsOf(await get(service, search(itemId))).includes(itemId));
      }
    },
    TIMEOUT_MS,
  );

  test(
    'is not found, goes with nothing, and nothing goes with it; what was asked to go on from it ends',
    async () => {
      const itemId = 'Horror-5';
      const other = itemIdsOf(await get(first, `/v1/items/${itemId}/similar?limit=5`))[0]!;
      const asked = [search('horror'), search(itemId), `/v1/items/${other}/similar?limit=50`];
      for (const path of asked.slice(0, 2)) expect(itemIdsOf(await get(first, path))).toContain(itemId);
      const grown = await get(first, `/v1/items/${itemId}/similar?limit=5&userId=${VIEWER}`);
      await goneAfterBlock(itemId, async (service) => {
        const pages = await Promise.all(asked.map((path) => get(service, path)));
        const { status, body } = await service.call('GET', `/v1/items/${itemId}/similar`);
        return [
          ...pages.flatMap((page) => mentionsOf(page, itemId)),
          ...(status === 404 && body.code === 'unknown-item' ? [] : [`similar ${status}`]),
        ];
      });
      for (const service of replicas()) {
        const after = await get(service, `/v1/rows/next?token=${grown.rows[0]!.next}`);
        expect([after.rows, after.next, after.parentId]).toEqual([[], null, grown.recommendationId]);
      }
      await undo(itemId, async (service) => {
        const { status } = await service.call('GET', `/v1/items/${itemId}/similar`);
        return status === 200 && itemIdsOf(await get(service, search('horror'))).includes(itemId);
      });
    },
    TIMEOUT_MS,
  );

  test(
    'names no row, neither in its heading nor in a reason, and its row goes on with nothing',
    async () => {
      const wide = `/v1/users/${VIEWER}/home?rows=20&items=6`;
      const named = await get(first, wide);
      const row = named.rows.find(({ kind }) => kind === 'because-you-watched')!;
      const itemId = row.seed!.itemId;
      expect(row.title).toContain(row.seed!.title);
      expect(mentionsOf(named, itemId).length).toBeGreaterThan(1);
      await goneAfterBlock(itemId, async (service) => [
        ...mentionsOf(await get(service, wide), itemId),
        ...(await get(service, wide)).rows.map(({ title }) => title).filter((title) => title === row.title),
        ...mentionsOf(await get(service, `/v1/users/${VIEWER}/rows/${row.rowId}`), itemId),
        ...(row.next === null ? [] : mentionsOf(await get(service, `/v1/rows/next?token=${row.next}`), itemId)),
      ]);
      await undo(itemId, async (service) => {
        const page = await get(service, `/v1/users/${VIEWER}/rows/${row.rowId}`);
        return service === modelless || page.rows[0]?.seed?.itemId === itemId;
      });
    },
    TIMEOUT_MS,
  );

  test(
    'is not what somebody goes on watching; of a series another episode is, and none of a blocked series',
    async () => {
      await say(first, [
        { ...event('progress', 'half', 'Comedy-9', 'half-film'), portion: 0.5 },
        { ...event('progress', 'half', 'saga-2', 'half-series'), portion: 0.5 },
      ]);
      const continued = async (service: TestService) => {
        const { rows } = await get(service, '/v1/users/half/home?rowIds=continue-watching');
        return (rows[0]?.items ?? []).map(({ itemId, resume }) => [itemId, resume!.itemId].join(' '));
      };
      const begun = ['Comedy-9 Comedy-9', 'saga saga-2'];
      const isAll = async (service: TestService) => (await continued(service)).sort().join() === begun.join();
      await eventually(() => isAll(second), Boolean, 10_000);

      await goneAfterBlock('Comedy-9', async (service) => {
        const now = await continued(service);
        return now.join() === 'saga saga-2' ? [] : now;
      });
      await undo('Comedy-9', isAll);

      await goneAfterBlock('saga-2', async (service) => {
        const now = await continued(service);
        const found = itemIdsOf(await get(service, search('saga')));
        return found.includes('saga') && now.includes('saga saga-3') ? [] : [...now, ...found];
      });
      expect((await first.call('GET', '/v1/items/saga-2/similar')).status).toBe(404);
      await undo('saga-2', isAll);

      await goneAfterBlock('saga', async (service) => {
        const popular = await get(service, '/v1/users/stranger/rows/popular?items=50');
        const found = await get(service, search('saga'));
        const statuses = await Promise.all(
          ['saga', 'saga-1'].map(async (id) => (await service.call('GET', `/v1/items/${id}/similar`)).status),
        );
        return [
          ...(await continued(service)).filter((mention) => mention.includes('saga')),
          ...[popular, found].flatMap((page) => ['saga', 'saga-1', 'saga-2'].flatMap((id) => mentionsOf(page, id))),
          ...statuses.filter((status) => status !== 404).map(String),
        ];
      });
      await undo('saga', isAll);
    },
    TIMEOUT_MS,
  );

  test(
    'is in no collection, whether it is there by name or by a filter, nor on what a session was shown of one',
    async () => {
      const itemId = 'Documentary-11';
      const collections = {
        named: { title: 'By name', itemIds: ['Comedy-2', itemId, 'Comedy-3'] },
        filtered: { title: 'By a filter', filter: 'title contains "Documentary number 1"' },
      };
      for (const [collectionId, json] of Object.entries(collections)) {
        const made = await first.call('PUT', `/v1/collections/${collectionId}`, { as: 'editor', json });
        expect(made.status).toBe(201);
      }
      const rows = Object.keys(collections).map(
        (id) => `/v1/users/stranger/rows/collection:${id}?items=50&sessionId=c1`,
      );
      const isThere = async (service: TestService): Promise<boolean> => {
        const answers = await Promise.all(rows.map((path) => service.call('GET', path)));
        return answers.every(({ status, body }) => status === 200 && itemIdsOf(body).includes(itemId));
      };
      for (const replica of replicas()) await eventually(() => isThere(replica), Boolean, WITHIN_MS);
      await goneAfterBlock(itemId, async (service) => {
        const pages = await Promise.all(rows.map((path) => get(service, path)));
        expect(itemIdsOf(pages[0]!).filter((id) => id !== itemId)).toEqual(['Comedy-2', 'Comedy-3']);
        return pages.flatMap((page) => mentionsOf(page, itemId));
      });
      await undo(itemId, isThere);
    },
    TIMEOUT_MS,
  );

  test(
    'is taken off the lists on disk, and a replica that starts with them shows it nowhere',
    async () => {
      // What an earlier process left: the file names the most used titles.
      second = await second.restart();
      const file = join(second.dataDir, 'popular.json');
      const onDisk = (): string[] => JSON.parse(readFileSync(file, 'utf8')).adult;
      const itemId = onDisk()[0]!;
      const popular = '/v1/users/stranger/rows/popular?items=50';
      expect(itemIdsOf(await get(second, popular))).toContain(itemId);
      await goneAfterBlock(itemId, async (service) => mentionsOf(await get(service, popular), itemId));
      await eventually(
        async () => onDisk(),
        (listed) => !listed.includes(itemId),
        WITHIN_MS,
      );

      // By hand, as if they had been there before the block.
      await second.stop();
      for (const name of ['popular.json', 'editors-list.json']) {
        const list = [itemId, 'Comedy-1'];
        const content = name === 'popular.json' ? { kids: [], teen: list, adult: list } : list;
        writeFileSync(join(second.dataDir, name), JSON.stringify(content));
      }
      second = await second.restart();
      const pages = [popular, '/v1/users/stranger/rows/collection:editors-list', home()];
      for (const path of pages) expect(mentionsOf(await get(second, path), itemId)).toEqual([]);
      expect(itemIdsOf(await get(second, pages[1]!))).toEqual(['Comedy-1']);
      await eventually(
        async () => onDisk(),
        (listed) => !listed.includes(itemId) && listed.includes('Comedy-1'),
        WITHIN_MS,
      );
      await undo(itemId, async (service) => itemIdsOf(await get(service, popular)).includes(itemId));
      await eventually(
        async () => onDisk(),
        (listed) => listed.includes(itemId),
        WITHIN_MS,
      );
    },
    TIMEOUT_MS,
  );

  async function putSeries(): Promise<void> {
    const common = { genres: ['Comedy'], maturity: 'teen', windows: [{ region: '*' }] };
    const episodes = [1, 2, 3].map((no) => ({
      ...{ itemId: `saga-${no}`, type: 'episode', title: `Saga, part ${no}`, seriesId: 'saga' },
      ...{ season: 1, episode: no, ...common },
    }));
    for (const item of [{ itemId: 'saga', type: 'series', title: 'Saga', ...common }, ...episodes]) {
      expect((await first.call('PUT', `/v1/items/${item.itemId}`, { as: 'editor', json: item })).status).toBe(201);
    }
  }

  async function watchSeries(): Promise<void> {
    await say(
      first,
      Array.from({ length: 12 }, (_, at) => complete(`v${3 * at}`, 'saga-1', `saga-${at}`)),
    );
    await first.settled();
  }
});

const search = (query: string): string => `/v1/search?q=${query}&limit=50`;
const nextOf = ({ next }: Page): string => `/v1/home/next?token=${next}`;
const itemIdsOf = ({ rows }: Page): string[] => rows.flatMap(({ items }) => items.map(({ itemId }) => itemId));

/** Wherever a page says something of an item: in a slot, as what to go on with, as a reason, in a row's heading. */
function mentionsOf({ rows }: Page, itemId: string): string[] {
  return rows.flatMap(({ rowId, title, seed, items }) => [
    ...(seed?.itemId === itemId || rowId.endsWith(`:${itemId}`) ? [`${rowId} "${title}"`] : []),
    ...items.flatMap((slot) => [
      ...(slot.itemId === itemId || slot.resume?.itemId === itemId ? [`${rowId}[${slot.position}]`] : []),
      ...(slot.reason.seedItemId === itemId ? [`${rowId}[${slot.position}] as the reason`] : []),
    ]),
  ]);
}

async function say(service: TestService, events: readonly object[]): Promise<void> {
  const answer = await service.call('POST', '/v1/events', { json: { events } });
  expect(answer).toMatchObject({ status: 202, body: { accepted: events.length, rejected: [] } });
}
