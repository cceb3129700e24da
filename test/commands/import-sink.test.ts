import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openJournal } from '../../src/adapters/journal/journal.ts';
import { lockDataDir } from '../../src/adapters/journal/lock.ts';
import { finishLeftImports, type ImportSinkDeps, openImportSink } from '../../src/commands/import-sink.ts';
import type { Decision } from '../../src/domain/decision.ts';
import type { ViewerEvent } from '../../src/domain/event.ts';
import { SILENT_LOGGER } from '../../src/domain/ports/logger.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'marquee-sink-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const imports = () => readdirSync(join(dataDir, 'imports'));
const events = (...ids: string[]) => ids.map((eventId) => ({ eventId }) as ViewerEvent);

/** A real journal and lock; a consumer that only copies what it reads into `shipped`. */
function createDeps(shipped: string[], options: { maxBytes?: number; dead?: boolean } = {}): ImportSinkDeps {
  let random = 0;
  return {
    dataDir,
    async openJournal(directory) {
      mkdirSync(directory, { recursive: true });
      const lock = await lockDataDir(directory);
      const journal = await openJournal({
        directory: join(directory, 'journal'),
        maxBytes: options.maxBytes ?? 1_000_000,
        logger: SILENT_LOGGER,
        onFatal: (error) => {
          throw error;
        },
      });
      return {
        journal,
        stateOffset: { load: async () => 0, save: async () => {} },
        async close() {
          await journal.close();
          lock.release();
        },
      };
    },
    createIntake: ({ journal }) => ({
      accept: (accepted) => journal.appendDurable(accepted.map((event) => Buffer.from(event.eventId))),
      acceptDecisions: (accepted) =>
        journal.appendDurable(accepted.map((decision) => Buffer.from(decision.recommendationId))),
      acceptUserChanges: (accepted) => journal.appendDurable(accepted.map((change) => Buffer.from(change.changeId))),
    }),
    createConsumer: ({ journal }) => ({
      start() {},
      async drain() {
        if (options.dead) throw new Error('Postgres is away');
        for (let position = journal.startPosition; position < journal.endPosition; ) {
          const records = await journal.read(position, 1000);
          shipped.push(...records.payloads.map((payload) => Buffer.from(payload).toString()));
          position = records.nextPosition;
        }
        await journal.trim(journal.endPosition);
      },
      async stop() {},
    }),
    randomBytes: (size) => new Uint8Array(size).fill(++random),
  };
}

describe('the journal of an import', () => {
  test('what was accepted is shipped in order, and the journal is gone afterwards', async () => {
    const shipped: string[] = [];
    const sink = await openImportSink(createDeps(shipped));
    await sink.accept(events('e1', 'e2'));
    await sink.accept(events('e3'));
    await sink.finish();
    await sink.close();
    expect(shipped).toEqual(['e1', 'e2', 'e3']);
    expect(imports()).toEqual([]);
  });

  test('decisions take the same way, in the order given', async () => {
    const shipped: string[] = [];
    const sink = await openImportSink(createDeps(shipped));
    await sink.acceptDecisions([{ recommendationId: 'd1' } as Decision]);
    await sink.accept(events('e1'));
    await sink.finish();
    await sink.close();
    expect(shipped).toEqual(['d1', 'e1']);
    expect(imports()).toEqual([]);
  });

  test('an import without an event leaves nothing behind', async () => {
    const sink = await openImportSink(createDeps([], { dead: true }));
    await sink.finish();
    await sink.close();
    expect(imports()).toEqual([]);
  });

  test('an import that ended before it shipped is finished by the next', async () => {
    const shipped: string[] = [];
    const broken = await openImportSink(createDeps(shipped, { dead: true }));
    await broken.accept(events('acknowledged'));
    await expect(broken.finish()).rejects.toThrow('away');
    await broken.close();
    expect(imports()).toHaveLength(1);
    expect(shipped).toEqual([]);

    expect(await finishLeftImports(createDeps(shipped))).toBe(1);
    expect(shipped).toEqual(['acknowledged']);
    expect(imports()).toEqual([]);
  });

  test('an import that is still running is left alone, and so is a service that holds the data directory', async () => {
    const shipped: string[] = [];
    const service = await lockDataDir(dataDir);
    const running = await openImportSink(createDeps(shipped));
    await running.accept(events('later'));
    expect(await finishLeftImports(createDeps(shipped))).toBe(0);
    expect(shipped).toEqual([]);
    await running.finish();
    await running.close();
    service.release();
    expect(shipped).toEqual(['later']);
  });

  test('a full journal is shipped and then goes on; one that stays full refuses', async () => {
    const shipped: string[] = [];
    const big = (id: string) => events(id.padEnd(3000, '.'));
    const sink = await openImportSink(createDeps(shipped, { maxBytes: 16_000 }));
    for (const id of ['1', '2', '3', '4', '5', '6', '7', '8']) await sink.accept(big(id));
    await sink.finish();
    await sink.close();
    expect([...new Set(shipped)].map((id) => id[0]).join('')).toBe('12345678');

    const small = await openImportSink(createDeps([], { maxBytes: 2000 }));
    await expect(small.accept(big('x'))).rejects.toMatchObject({ code: 'journal-unavailable' });
    await small.close();
  });

  test('a half-removed journal of a finished import is swept away', async () => {
    mkdirSync(join(dataDir, 'imports', 'abc.shipped', 'journal'), { recursive: true });
    expect(await finishLeftImports(createDeps([]))).toBe(0);
    expect(existsSync(join(dataDir, 'imports', 'abc.shipped'))).toBe(false);
  });
});
