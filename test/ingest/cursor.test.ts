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
    lingerMs: 200,
    locate: async () => 0,
    handle: async ({ fromPosition, toPosition }) => void batches!.push(toPosition - fromPosition),
    onProgress: () => {
      if (cursor.position === heldBytes) setImmediate(done.resolve);
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
