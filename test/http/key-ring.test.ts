import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createMemoryChangeFeed } from '../../src/adapters/memory/change-feed.ts';
import { createMemoryKeyStore } from '../../src/adapters/memory/key-store.ts';
import { hashApiKey } from '../../src/domain/api-key.ts';
import { type KeyStore, ROLES } from '../../src/domain/ports/key-store.ts';
import { SILENT_LOGGER } from '../../src/domain/ports/logger.ts';
import { type KeyRing, openKeyRing } from '../../src/http/key-ring.ts';

describe('the key ring', () => {
  let ring: KeyRing;
  let store: KeyStore;
  let feed: ReturnType<typeof createMemoryChangeFeed>;
  let lookups: string[];
  let isAway: boolean;

  beforeEach(async () => {
    feed = createMemoryChangeFeed();
    store = createMemoryKeyStore();
    lookups = [];
    isAway = false;
    await add('mq_first');
    const watched: KeyStore = {
      ...store,
      async list() {
        if (isAway) throw new Error('away');
        return store.list();
      },
      async findByHash(keyHash) {
        lookups.push(keyHash);
        if (isAway) throw new Error('away');
        return store.findByHash(keyHash);
      },
    };
    ring = await openKeyRing({ keyStore: watched, changeFeed: feed, logger: SILENT_LOGGER, pollMs: 5 });
  });
  afterEach(() => ring.close());

  async function add(key: string): Promise<void> {
    const draft = { keyId: key, role: ROLES[0], name: '', origin: 'app', keyHash: hashApiKey(key) } as const;
    await store.create(draft, 0);
  }

  /** Until it holds: how long a notification or a poll takes is not ours to say. */
  async function until(holds: () => Promise<boolean>): Promise<void> {
    while (!(await holds())) await new Promise((resolve) => setImmediate(resolve));
  }

  test('knows the keys there were when it opened, without asking the store', async () => {
    expect((await ring.find('mq_first'))!.keyId).toBe('mq_first');
    expect(lookups).toEqual([]);
  });

  test('looks a key it has never seen up once, and knows it from then on', async () => {
    await add('mq_second');
    expect((await ring.find('mq_second'))!.keyId).toBe('mq_second');
    expect((await ring.find('mq_second'))!.keyId).toBe('mq_second');
    expect(lookups).toHaveLength(1);
  });

  test('finds by id what it knows, asks once for what was made elsewhere, and says when it cannot ask', async () => {
    expect((await ring.findById('mq_first'))!.keyId).toBe('mq_first');
    await add('mq_elsewhere');
    expect((await ring.findById('mq_elsewhere'))!.keyId).toBe('mq_elsewhere');
    await store.revoke('mq_elsewhere', 1);
    await ring.refresh();
    expect(await ring.findById('mq_elsewhere')).toBeNull();
    expect(await ring.findById('mq_nowhere')).toBeNull();
    isAway = true;
    expect((await ring.findById('mq_first'))!.keyId).toBe('mq_first');
    await expect(ring.findById('mq_other')).rejects.toMatchObject({ code: 'unavailable' });
  });

  test('looks a wrong key up once, however often and at once it is sent', async () => {
    const found = await Promise.all([ring.find('mq_wrong'), ring.find('mq_wrong'), ring.find('mq_wrong')]);
    expect(found).toEqual([null, null, null]);
    expect(await ring.find('mq_wrong')).toBeNull();
    expect(lookups).toHaveLength(1);
  });

  test('two keys looked up at once do not hinder each other', async () => {
    await add('mq_a');
    await add('mq_b');
    const found = await Promise.all([ring.find('mq_a'), ring.find('mq_b'), ring.find('mq_none')]);
    expect(found.map((key) => key?.keyId ?? null)).toEqual(['mq_a', 'mq_b', null]);
  });

  test('asks nobody about what cannot be a key', async () => {
    expect([ring.find('first'), ring.find(''), ring.find(`mq_${'x'.repeat(5000)}`)]).toEqual([null, null, null]);
    expect(lookups).toEqual([]);
  });

  test('forgets what it took for wrong when the keys change', async () => {
    expect(await ring.find('mq_late')).toBeNull();
    await add('mq_late');
    feed.announce('keys');
    await until(async () => (await ring.find('mq_late')) !== null);
  });

  test('drops a revoked key when it hears of it', async () => {
    await store.revoke('mq_first', 0);
    feed.announce('keys');
    await until(async () => (await ring.find('mq_first')) === null);
  });

  test('notices a change by polling where no notification comes', async () => {
    const silent = { ...feed, subscribe: async () => ({ close: async () => {} }) };
    const polling = await openKeyRing({ keyStore: store, changeFeed: silent, logger: SILENT_LOGGER, pollMs: 1 });
    await store.revoke('mq_first', 0);
    feed.announce('keys');
    await until(async () => (await polling.find('mq_first')) === null);
    await polling.close();
  });

  test('keeps serving known keys while the store is away, and says of new ones that it cannot tell', async () => {
    isAway = true;
    await expect(ring.refresh()).rejects.toThrow('away');
    expect((await ring.find('mq_first'))!.keyId).toBe('mq_first');
    await expect(ring.find('mq_other')).rejects.toMatchObject({ code: 'unavailable' });
    isAway = false;
    await add('mq_other');
    expect((await ring.find('mq_other'))!.keyId).toBe('mq_other');
  });
});
