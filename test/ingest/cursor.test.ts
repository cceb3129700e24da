import { setImmediate } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import type { Journal } from '../../src/domain/ports/journal.ts';
import { SILENT_LOGGER } from '../../src/domain/ports/logger.ts';
import { createCursor } from '../../src/ingest/cursor.ts';

/** A cursor on a journal that holds so many bytes; resolves with what it read and where it paused once it has read them all. */
async function readAll(heldBytes: number): Promise<{ batches: number[]; pausedAt: number[] }> {
  const maxBytes = 1000;
  const [batches, pausedAt]: number[][] = [[], []];
  const done = Promise.withResolvers<void>();
  const journal = {
    read: async (from: number) => ({ payloads: [], nextPosition: Math.min(from + maxBytes, heldBytes) }),
    onAppend: () => () => {},
  } as unknown as Journal;
  const cursor = createCursor({
    name: 'test',
    journal,
    maxBytes,
    pieceBytes: maxBytes,
    lingerMs: 200,
    prepare: (payloads) => payloads,
    locate: async () => 0,
    handle: async ({ fromPosition, toPosition }) => void batches!.push(toPosition - fromPosition),
    onProgress: () => {
      if (cursor.position === heldBytes) void setImmediate().then(done.resolve);
    },
    sleep: async () => void pausedAt!.push(cursor.position!),
    logger: SILENT_LOGGER,
  });
  cursor.start();
  await done.promise;
  await cursor.stop();
  return { batches: batches!, pausedAt: pausedAt! };
}

test('who is far behind takes one full batch after the other, and lingers only when there is little left', async () => {
  expect(await readAll(3200)).toEqual({ batches: [1000, 1000, 1000, 200], pausedAt: [3200] });
});

test('who keeps up lingers after each batch, so that the next is worth a transaction', async () => {
  expect(await readAll(120)).toEqual({ batches: [120], pausedAt: [120] });
});

/** A cursor on a journal of three full batches of ten pieces, whose handling the test ends; what happened, in order. */
function openHeldCursor() {
  const happened: string[] = [];
  const handling: { resolve(): void; reject(error: Error): void }[] = [];
  const journal = {
    read: async (from: number, wanted: number) => ({ payloads: [], nextPosition: Math.min(from + wanted, 3000) }),
    onAppend: () => () => {},
  } as unknown as Journal;
  const cursor = createCursor({
    name: 'test',
    journal,
    maxBytes: 1000,
    pieceBytes: 100,
    lingerMs: 0,
    locate: async (position) => position ?? 0,
    prepare: () => happened.push('piece'),
    async handle({ pieces, fromPosition }) {
      happened.push(`${fromPosition}: ${pieces.length} pieces`);
      await new Promise<void>((resolve, reject) => handling.push({ resolve, reject }));
    },
    onProgress: () => {},
    sleep: async () => {},
    logger: SILENT_LOGGER,
  });
  cursor.start();
  return { cursor, happened, handling };
}

const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await setImmediate();
};
const handled = (happened: readonly string[]): string[] => happened.filter((one) => one !== 'piece');

test('the batch after a full one is prepared, piece by piece, while that is handled, and not the one after it', async () => {
  const { cursor, happened, handling } = openHeldCursor();
  await until(() => happened.length === 21);
  expect(happened.slice(0, 11)).toEqual([...Array(10).fill('piece'), '0: 10 pieces']);
  for (let turns = 0; turns < 20; turns++) await setImmediate();
  expect(happened).toHaveLength(21);
  handling[0]!.resolve();
  await until(() => handling.length === 2);
  expect(handled(happened)).toEqual(['0: 10 pieces', '1000: 10 pieces']);
  const stopped = cursor.stop();
  handling[1]!.resolve();
  await stopped;
  expect(cursor.position).toBe(2000);
});

test('a batch that failed comes again, before the one that was prepared meanwhile', async () => {
  const { cursor, happened, handling } = openHeldCursor();
  await until(() => handling.length === 1);
  handling[0]!.reject(new Error('Postgres is away'));
  await until(() => handling.length === 2);
  handling[1]!.resolve();
  await until(() => handling.length === 3);
  expect(handled(happened)).toEqual(['0: 10 pieces', '0: 10 pieces', '1000: 10 pieces']);
  handling[2]!.resolve();
  await cursor.stop();
});

test('what is appended after the next batch was looked for, and before it is taken, is not slept over', async () => {
  let held = 1000;
  let append = (): void => {};
  const handling = Promise.withResolvers<void>();
  const handledTo: number[] = [];
  const journal = {
    read: async (from: number, wanted: number) => ({ payloads: [], nextPosition: Math.min(from + wanted, held) }),
    onAppend: (listener: () => void) => {
      append = listener;
      return () => {};
    },
  } as unknown as Journal;
  const cursor = createCursor({
    name: 'test',
    journal,
    maxBytes: 1000,
    pieceBytes: 1000,
    lingerMs: 0,
    locate: async () => 0,
    prepare: (payloads) => payloads,
    async handle({ toPosition }) {
      handledTo.push(toPosition);
      await handling.promise;
    },
    onProgress: () => {},
    sleep: async () => {},
    logger: SILENT_LOGGER,
  });
  cursor.start();
  await until(() => handledTo.length === 1);
  // By now it has looked for more, and found nothing.
  for (let turns = 0; turns < 20; turns++) await setImmediate();
  held = 1120;
  append();
  handling.resolve();
  await cursor.reached(1120);
  expect(handledTo).toEqual([1000, 1120]);
  await cursor.stop();
});
