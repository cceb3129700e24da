import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from '../../src/domain/page.ts';
import { copyPackage } from '../support/copy-package.ts';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { eventually, startTestService, type TestService } from '../support/service.ts';
import { fillSmallWorld, train } from '../support/small-world.ts';

/** Two replicas under requests while packages, pins and items change: nobody waits, nobody fails, nobody mixes versions. */
describe('swap under traffic', () => {
  let first: TestService;
  let second: TestService;
  let listenProxy: FaultProxy;
  let version: string;

  beforeAll(async () => {
    first = await startTestService();
    await fillSmallWorld(first);
    version = (await train(first)).version;
    // The other replica hears of changes through a connection that a test can cut.
    second = await first.replica({
      databaseDirectUrl: async (real) => {
        listenProxy = await startFaultProxy(real);
        return listenProxy.url;
      },
    });
    for (const replica of [first, second]) await served(replica, version, 5000);
  }, 120_000);

  afterAll(async () => {
    await second.destroy();
    await listenProxy.close();
    await first.destroy();
  });

  test('20 packages, pins and items change under requests: no failed request, one version an answer, on both replicas within 1 s', async () => {
    const traffic = startTraffic([first, second]);
    for (let swap = 1; swap <= 20; swap++) {
      const name = await copyPackage(first, version, `${version}-copy-${swap}`);
      await first.context.modelRegistry.promote(name, change());
      const item = { ...film(`swap-${swap}`), releaseDate: '2030-01-01' };
      expect((await first.call('PUT', `/v1/items/swap-${swap}`, { as: 'editor', json: item })).status).toBe(201);
      const pin = await first.call('POST', '/v1/pins', { as: 'editor', json: pinOf(`swap-${swap}`) });
      expect(pin.status).toBe(201);
      for (const replica of [first, second]) {
        await served(replica, name, 1000);
        await eventually(
          () => home(replica, 'v2'),
          (page) => hasPinned(page, `swap-${swap}`),
          1000,
        );
      }
      const deleted = await first.call('DELETE', `/v1/pins/${pin.body.pin.pinId}`, { as: 'editor' });
      expect(deleted.status).toBe(204);
    }
    const { pages, failures, mixed, versions } = await traffic.stop();
    expect({ failures, mixed }).toEqual({ failures: [], mixed: 0 });
    expect(pages).toBeGreaterThan(200);
    expect(versions.size).toBeGreaterThan(15);
  }, 120_000);

  test('with notifications cut a change is still on the other replica within 10 s', async () => {
    listenProxy.cut();
    const name = await copyPackage(first, version, `${version}-copy-100`);
    await first.context.modelRegistry.promote(name, change());
    const pin = await first.call('POST', '/v1/pins', { as: 'editor', json: pinOf('Comedy-1') });
    expect(pin.status).toBe(201);
    await eventually(
      () => home(second, 'v2'),
      (page) => hasPinned(page, 'Comedy-1'),
      10_000,
    );
    await served(second, name, 10_000);
    listenProxy.mend();
  }, 60_000);
});

const change = () => ({ atMs: Date.now(), actor: 'test', reason: '' });

const film = (title: string) => ({
  type: 'film',
  title,
  genres: ['Comedy'],
  maturity: 'teen',
  windows: [{ region: '*' }],
});

const pinOf = (itemId: string) => ({
  itemId,
  rowId: 'top-picks',
  position: 0,
  from: '2026-01-01T00:00:00Z',
  until: '2036-01-01T00:00:00Z',
  ifWatched: 'show',
});

const hasPinned = (page: Page, itemId: string) =>
  page.rows.some((row) => row.items.some((slot) => slot.pinned && slot.itemId === itemId));

async function home(service: TestService, userId: string): Promise<Page> {
  const { status, body } = await service.call('GET', `/v1/users/${userId}/home?rows=4&items=6`);
  expect(status).toBe(200);
  return body;
}

const served = (service: TestService, name: string, withinMs: number) =>
  eventually(
    () => home(service, 'v1'),
    (page) => page.models.ranker === name && page.models.retrieval === name,
    withinMs,
  );

/** Asks both replicas for pages, one after the other on each with a breath between, until stopped: both share this process. */
function startTraffic(services: readonly TestService[]) {
  const report = { pages: 0, failures: [] as string[], mixed: 0, versions: new Set<string | null>() };
  let isOver = false;
  const loops = services.map(async (service) => {
    for (let n = 0; !isOver; n++) {
      try {
        const { status, body } = await service.call('GET', `/v1/users/v${n % 120}/home?rows=4&items=6`);
        report.pages++;
        if (status !== 200 || body.rung !== 'R0')
          report.failures.push(`${status} ${JSON.stringify(body).slice(0, 300)}`);
        else if (body.models.retrieval !== body.models.ranker) report.mixed++;
        else report.versions.add(body.models.ranker);
      } catch (error) {
        report.failures.push(String(error));
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  });
  return {
    async stop() {
      isOver = true;
      await Promise.all(loops);
      return report;
    },
  };
}
