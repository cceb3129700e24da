import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openJournal } from '../../src/adapters/journal/journal.ts';
import { createStateOffset } from '../../src/adapters/journal/state-offset.ts';
import { STREAM_GROUPS } from '../../src/domain/ports/event-stream.ts';
import { SILENT_LOGGER } from '../../src/domain/ports/logger.ts';
import type { StateOffset } from '../../src/domain/ports/state-offset.ts';
import { type Cursor, createCursor } from '../../src/ingest/cursor.ts';
import { sleep } from '../../src/ingest/sleep.ts';
import { describeEventStream, type StreamUnderTest } from './event-stream.suite.ts';

/** The journal and its cursors, put together as the consumer does, with an offset of its own for each group. */
async function openJournalStream(directory: string, maxBytes: number): Promise<StreamUnderTest> {
  const journal = await openJournal({
    directory,
    maxBytes,
    logger: SILENT_LOGGER,
    onFatal: (error) => {
      throw error;
    },
  });
  const cursors = new Map<string, Cursor>();
  const offsets = new Map<string, StateOffset>();
  const handled = new Map<string, number>();
  for (const group of STREAM_GROUPS) {
    offsets.set(group, createStateOffset(await mkdirOf(directory, group), journal.journalId));
  }
  return {
    publish: (records) => journal.appendDurable(records.map(({ payload }) => payload)),
    subscribe(group, { lingerMs, handle }) {
      const cursor = createCursor({
        name: group,
        journal,
        maxBytes: 1024 ** 2,
        pieceBytes: 1024 ** 2,
        lingerMs,
        prepare: (payloads) => payloads,
        locate: async (position) => position ?? (await offsets.get(group)!.load()),
        async handle({ pieces, toPosition }) {
          const payloads = pieces.flat();
          if (payloads.length > 0) await handle(payloads.map((payload) => ({ payload, keep: () => () => {} })));
          await offsets.get(group)!.save(toPosition);
          handled.set(group, toPosition);
          if (handled.size === STREAM_GROUPS.length) await journal.trim(Math.min(...handled.values()));
        },
        onProgress() {},
        sleep,
        logger: SILENT_LOGGER,
      });
      cursors.set(group, cursor);
      cursor.start();
      return { stop: () => cursor.stop() };
    },
    async settled() {
      await journal.appendDurable([]);
      await Promise.all([...cursors.values()].map((cursor) => cursor.reached(journal.endPosition)));
    },
    async backlog() {
      const from = Math.min(...STREAM_GROUPS.map((group) => handled.get(group) ?? journal.startPosition));
      const { payloads } = await journal.read(from, Number.MAX_SAFE_INTEGER);
      const bytes = payloads.reduce((sum, { length }) => sum + length, 0);
      return { records: payloads.length, bytes, oldestAtMs: null };
    },
    async close() {
      await Promise.all([...cursors.values()].map((cursor) => cursor.stop()));
      await journal.close();
    },
  };
}

async function mkdirOf(directory: string, group: string): Promise<string> {
  const path = join(directory, '..', group);
  await mkdir(path, { recursive: true });
  return path;
}

describeEventStream('a journal', async ({ maxBytes }) => {
  const home = await mkdtemp(join(tmpdir(), 'marquee-journal-stream-'));
  return {
    open: () => openJournalStream(join(home, 'journal'), maxBytes),
    destroy: () => rm(home, { recursive: true, force: true }),
  };
});
