import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createFileStorage } from '../../../clients/typescript/src/file-storage.ts';
import {
  createEventQueue,
  createMemoryStorage,
  createWebStorage,
  type Event,
  type EventStorage,
  type WebStorage,
} from '../../../clients/typescript/src/index.ts';
import { createFakeIntake } from './fake-intake.ts';
import { createManualClock } from './manual-clock.ts';

let home: string;
let files = 0;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'marquee-events-'));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** As a browser has it. */
function createLocalStorage(maxKeys = Number.POSITIVE_INFINITY): WebStorage {
  const values = new Map<string, string>([['theme', 'dark']]);
  return {
    get length() {
      return values.size;
    },
    key: (index) => [...values.keys()][index] ?? null,
    getItem: (key) => values.get(key) ?? null,
    setItem(key, value) {
      if (values.size >= maxKeys) throw new Error('QuotaExceededError');
      values.set(key, value);
    },
    removeItem: (key) => void values.delete(key),
  };
}

const anEvent = (n: number): Event => ({
  eventId: `e${n}`,
  type: 'click',
  userId: 'ü "1"\n',
  itemId: `i${n}`,
  timestamp: new Date(Date.UTC(2026, 0, 1) + n).toISOString(),
});

/** Opens the same storage again, as the next run of the app would. */
const KINDS: Record<string, () => () => EventStorage> = {
  memory: () => {
    const storage = createMemoryStorage();
    return () => storage;
  },
  file: () => {
    const path = join(home, `${++files}.ndjson`);
    return () => createFileStorage(path);
  },
  web: () => {
    const storage = createLocalStorage();
    return () => createWebStorage(storage);
  },
};

describe.each(Object.keys(KINDS))('the %s storage', (kind) => {
  test('gives back what was added and not removed, in order, to the next run', async () => {
    const open = KINDS[kind]!();
    const first = open();
    expect(await first.load()).toEqual([]);
    await first.append([anEvent(1), anEvent(2)]);
    await first.append([anEvent(3)]);
    await first.remove(['e2']);
    const second = open();
    expect(await second.load()).toEqual([anEvent(1), anEvent(3)]);
    await second.append([anEvent(4)]);
    await second.remove(['e1', 'e9']);
    expect(await open().load()).toEqual([anEvent(3), anEvent(4)]);
  });

  test('a queue that died is continued by the next: its events arrive once, as they were', async () => {
    const open = KINDS[kind]!();
    const intake = createFakeIntake({ fates: ['lost'] });
    const queueOf = (prefix: string) => {
      let ids = 0;
      const clock = createManualClock();
      return createEventQueue({ ...intake, storage: open(), clock, newEventId: () => `${prefix}${++ids}` });
    };
    const first = queueOf('first-');
    for (let n = 0; n < 5; n++) await first.add({ type: 'click', userId: 'u', itemId: `i${n}` });
    expect(await first.flush()).toBe(5);

    const second = queueOf('second-');
    await second.add({ type: 'click', userId: 'u', itemId: 'later' });
    expect(await second.close()).toBe(0);
    expect([...intake.counted.keys()]).toEqual(['first-1', 'first-2', 'first-3', 'first-4', 'first-5', 'second-1']);
    expect(intake.changed).toEqual([]);
    expect(await open().load()).toEqual([]);
  });
});

describe('the file storage', () => {
  test('a line that death cut short costs that line alone, and the next is not glued to it', async () => {
    const path = join(home, 'torn.ndjson');
    await createFileStorage(path).append([anEvent(1)]);
    appendFileSync(path, JSON.stringify(anEvent(2)).slice(0, 30));
    const storage = createFileStorage(path);
    expect(await storage.load()).toEqual([anEvent(1)]);
    await storage.append([anEvent(3)]);
    expect(await createFileStorage(path).load()).toEqual([anEvent(1), anEvent(3)]);
  });

  test('a file that lives long stays small', async () => {
    const path = join(home, 'long.ndjson');
    const storage = createFileStorage(path);
    for (let n = 0; n < 1500; n++) {
      await storage.append([anEvent(n)]);
      await storage.remove([`e${n - 3}`]);
    }
    expect(readFileSync(path, 'utf8').split('\n').length).toBeLessThan(1100);
    expect((await createFileStorage(path).load()).map((event) => event.eventId)).toEqual(['e1497', 'e1498', 'e1499']);
  });
});

describe('the web storage', () => {
  test("leaves other people's keys alone, and what is no event", async () => {
    const local = createLocalStorage();
    local.setItem('marquee-events:zzz', '{half');
    const storage = createWebStorage(local);
    expect(await storage.load()).toEqual([]);
    await storage.append([anEvent(1)]);
    await storage.remove(['e1', 'theme']);
    expect(local.getItem('theme')).toBe('dark');
  });

  test('one that is full says so', async () => {
    await expect(createWebStorage(createLocalStorage(1)).append([anEvent(1)])).rejects.toThrow('Quota');
  });
});
