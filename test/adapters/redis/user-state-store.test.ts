import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { openRedisUserStateStore } from '../../../src/adapters/redis/user-state-store.ts';
import { type Logger, SILENT_LOGGER } from '../../../src/domain/ports/logger.ts';
import type { UserStateStore } from '../../../src/domain/ports/user-state-store.ts';
import { testRedisUrl, testTenant } from '../../support/redis.ts';

const USER = 'ab'.repeat(16);
const unavailable = expect.objectContaining({ code: 'unavailable' });
const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo();
});

async function open(url: string, logger: Logger = SILENT_LOGGER, tenant = testTenant()): Promise<UserStateStore> {
  const store = await openRedisUserStateStore({ url, tenant, logger, connectTimeoutMs: 1000 });
  cleanUp.push(() => store.close());
  return store;
}

describe('user states in Redis', () => {
  test('keep tenants apart, each under its own prefix', async () => {
    const [mine, other] = [testTenant(), testTenant()];
    const store = await open(testRedisUrl(), SILENT_LOGGER, mine);
    await store.compareAndSetMany([{ userKey: USER, bytes: Uint8Array.of(5, 6), expectedVersion: 0 }]);
    expect(await (await open(testRedisUrl(), SILENT_LOGGER, other)).read(USER)).toBeNull();

    const redis = new Redis(testRedisUrl());
    cleanUp.push(() => redis.quit());
    expect(await redis.getBuffer(`${mine}:u:${USER}`)).toEqual(Buffer.of(1, 0, 0, 0, 5, 6));
  });

  test('survive a Redis that forgot the script', async () => {
    const store = await open(testRedisUrl());
    const write = (version: number) =>
      store.compareAndSetMany([{ userKey: USER, bytes: Uint8Array.of(version), expectedVersion: version }]);
    expect(await write(0)).toEqual([true]);
    const redis = new Redis(testRedisUrl());
    cleanUp.push(() => redis.quit());
    await redis.script('FLUSH');
    expect(await write(1)).toEqual([true]);
    expect(await write(2)).toEqual([true]);
  });

  test('refuse a value too short to have a version', async () => {
    const tenant = testTenant();
    const redis = new Redis(testRedisUrl());
    cleanUp.push(() => redis.quit());
    await redis.set(`${tenant}:u:${USER}`, 'abc');
    const store = await open(testRedisUrl(), SILENT_LOGGER, tenant);
    await expect(store.read(USER)).rejects.toEqual(expect.objectContaining({ code: 'data-check-failed' }));
  });

  test('open without Redis, and then refuse everything instead of waiting', async () => {
    const { port, close } = await listening(createServer());
    await close();
    const store = await open(`redis://127.0.0.1:${port}`);
    await expect(store.read(USER)).rejects.toEqual(unavailable);
    await expect(store.readMany([USER])).rejects.toEqual(unavailable);
    await expect(store.ping()).rejects.toEqual(unavailable);
    const write = { userKey: USER, bytes: Uint8Array.of(1), expectedVersion: 0 };
    await expect(store.compareAndSetMany([write])).rejects.toEqual(unavailable);
  });

  test('refuse while Redis is away, work again when it is back, and tell each once', async () => {
    const proxy = await openProxy(testRedisUrl());
    const told: string[] = [];
    const back = Promise.withResolvers<void>();
    const logger: Logger = {
      ...SILENT_LOGGER,
      warn: (_, message) => void told.push(`warn ${message}`),
      info: (_, message) => {
        told.push(`info ${message}`);
        back.resolve();
      },
    };
    const store = await open(proxy.url, logger);
    expect(await store.read(USER)).toBeNull();

    await proxy.cut();
    await expect(store.read(USER)).rejects.toEqual(unavailable);
    // Long enough away for several attempts to connect: each of them fails, one of them is told.
    await proxy.refused(3);
    await proxy.mend();
    await back.promise;
    expect(await store.read(USER)).toBeNull();
    expect(told).toHaveLength(2);
    expect(told[0]).toMatch(/^warn Redis is away/);
    expect(told[1]).toMatch(/^info Redis is back/);
  });
});

/** A way to Redis that can be cut: while it is, every connection is closed as soon as it is made. */
async function openProxy(redisUrl: string) {
  const target = new URL(redisUrl);
  const sockets = new Set<Socket>();
  let isCut = false;
  let refusals = 0;
  let onRefusal = (): void => {};
  const server = createServer((near) => {
    if (isCut) {
      near.destroy();
      refusals++;
      onRefusal();
      return;
    }
    const far = connect(Number(target.port), target.hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
    }
    near.pipe(far).pipe(near);
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  });
  const { port, close } = await listening(server);
  cleanUp.push(close);
  return {
    url: `redis://127.0.0.1:${port}`,
    async cut() {
      isCut = true;
      for (const socket of sockets) socket.destroy();
    },
    async mend() {
      isCut = false;
    },
    refused(times: number): Promise<void> {
      const { promise, resolve } = Promise.withResolvers<void>();
      onRefusal = () => {
        if (refusals >= times) resolve();
      };
      onRefusal();
      return promise;
    },
  };
}

async function listening(server: Server): Promise<{ port: number; close(): Promise<void> }> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
