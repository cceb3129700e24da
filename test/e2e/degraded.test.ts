import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import type { Page } from '../../src/domain/page.ts';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { startRedis } from '../support/redis-server.ts';
import { eventually, startTestService, type TestService } from '../support/service.ts';

/** A page still comes, whatever is away; what is worse about it is said. */
describe('degraded', () => {
  let service: TestService;
  let redis: { url: string; stop(): Promise<void> };
  let redisProxy: FaultProxy;
  let postgresProxy: FaultProxy;

  beforeAll(async () => {
    redis = await startRedis(tmpdir());
    redisProxy = await startFaultProxy(redis.url);
    service = await startTestService({
      redisUrl: redisProxy.url,
      databaseUrl: async (real) => {
        postgresProxy = await startFaultProxy(real);
        return postgresProxy.url;
      },
    });
  }, 60_000);

  afterAll(async () => {
    postgresProxy.mend();
    redisProxy.mend();
    await service.destroy();
    await redisProxy.close();
    await postgresProxy.close();
    await redis.stop();
  });

  const home = async (userId: string): Promise<Page> => {
    const { status, body } = await service.call('GET', `/v1/users/${userId}/home?region=SE`);
    expect(status).toBe(200);
    return body;
  };
  const readyz = async () => {
    const response = await fetch(`${service.adminUrl}/readyz`);
    expect(response.status).toBe(200);
    return (await response.json()) as { missing: string[]; dependencies: Record<string, string> };
  };
  const itemsOf = (page: Page) => page.rows.flatMap((row) => row.items.map((slot) => slot.itemId));
  const say = async (type: string, userId: string, itemId: string, eventId: string, more: object = {}) => {
    const event = { eventId, type, userId, itemId, timestamp: new Date().toISOString(), ...more };
    const answer = await service.call('POST', '/v1/events', { json: { events: [event] } });
    expect(answer).toMatchObject({ status: 202, body: { accepted: 1, rejected: [] } });
  };

  test('an empty catalogue is a page without rows, and /readyz says what is missing', async () => {
    const page = await home('nobody');
    expect(page).toMatchObject({ degraded: true, logged: true, rows: [] });
    expect(await readyz()).toMatchObject({
      state: 'ready',
      model: null,
      missing: ['catalogue', 'model', 'events'],
    });
  });

  test('without a model the page is made of what is popular, and says so', async () => {
    for (let n = 0; n < 40; n++) {
      const item = {
        type: 'film',
        title: `Film ${n}`,
        genres: [n % 2 ? 'Drama' : 'Comedy'],
        maturity: 'teen',
        windows: [{ region: n === 39 ? 'NO' : '*' }],
      };
      expect((await service.call('PUT', `/v1/items/f${n}`, { as: 'editor', json: item })).status).toBe(201);
    }
    await say('complete', 'anna', 'f7', 'e1', { portion: 1 });
    await say('play', 'bert', 'f7', 'e2');
    const page = await eventually(
      () => home('clara'),
      (answer) => itemsOf(answer)[0] === 'f7',
      5000,
    );
    expect(page).toMatchObject({ rung: 'R4', degraded: true, models: { retrieval: null, ranker: null } });
    expect(itemsOf(page)).not.toContain('f39');
  });

  test('a Redis that takes longer than it should, but less than a page may wait, still tells who the user is', async () => {
    await say('complete', 'dora', 'f7', 'e-dora', { portion: 1 });
    await service.settled();
    const client = new Redis(redis.url);
    await client.call('CLIENT', 'PAUSE', '600', 'ALL');
    client.disconnect();
    expect(itemsOf(await home('dora'))).not.toContain('f7');
  });

  test('with Redis away a known user is answered from the last known state, a stranger without one', async () => {
    expect(itemsOf(await home('anna'))).not.toContain('f7');
    redisProxy.cut();
    const known = await home('anna');
    expect(known.logged).toBe(true);
    expect(itemsOf(known)).not.toContain('f7');
    expect(itemsOf(await home('stranger'))).toContain('f7');
    const ready = await readyz();
    expect(ready.dependencies.redis).toBe('down');
    redisProxy.mend();
    await eventually(
      async () => (await readyz()).dependencies.redis,
      (state) => state === 'up',
      10_000,
    );
  });

  test('with Postgres away pages are logged, events are taken and the next page changes; all arrives afterwards', async () => {
    postgresProxy.cut();
    expect(itemsOf(await home('dora'))).toContain('f3');
    await say('complete', 'dora', 'f3', 'e3', { portion: 1 });
    const changed = await eventually(
      () => home('dora'),
      (page) => !itemsOf(page).includes('f3'),
      2000,
    );
    expect(changed.logged).toBe(true);
    expect((await service.call('GET', '/v1/items', { as: 'editor' })).status).toBe(503);

    postgresProxy.mend();
    await service.settled();
    const { logStore } = service.context;
    expect(await logStore.countEvents({ origins: ['app'] })).toBe(4);
    const items = await logStore.itemsOfImpressions([changed.rows[0]!.items[0]!.impressionId]);
    expect(items[0]).toBeGreaterThan(0);
  });
});
