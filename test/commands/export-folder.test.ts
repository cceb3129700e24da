import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createFolderTarget } from '../../src/adapters/files/folder-target.ts';
import { createParquetFile } from '../../src/adapters/parquet/parquet-file.ts';
import { createLogExport } from '../../src/adapters/postgres/log/log-export.ts';
import { exportFolder, type FolderOptions } from '../../src/commands/export-folder.ts';
import type { ExportTarget } from '../../src/domain/ports/export-target.ts';
import type { Exported } from '../../src/domain/ports/log-export.ts';
import type { TableFile } from '../../src/domain/ports/table-file.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { aDecision, anEvent, recommendationIdAt } from '../support/log-fixtures.ts';
import { openStores, type Stores } from '../support/postgres-stores.ts';

const DAY_MS = 86_400_000;
const NOON_MS = Date.UTC(2026, 5, 1, 12);
const ALL: FolderOptions = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY, format: 'ndjson' };
const NEW: FolderOptions = { ...ALL, sinceWatermark: true };
const CLOCK = { nowMs: () => NOON_MS + 9 * DAY_MS, monotonicMs: () => 0 };

describe('an export to a folder', () => {
  let database: TestDatabase;
  let stores: Stores;
  let numbers: Int32Array;
  let root: string;
  let position = 0;
  let folders = 0;

  beforeAll(async () => {
    database = await createTestDatabase();
    stores = openStores(database.url);
    numbers = await stores.itemNumbers.resolve(['film-1', 'film-2']);
    root = mkdtempSync(join(tmpdir(), 'marquee-export-'));
  });
  beforeEach(async () => {
    await stores.owner.query('TRUNCATE events, decisions, erasures');
  });
  afterAll(async () => {
    rmSync(root, { recursive: true });
    await stores.pool.end();
    await database.drop();
  });

  const newFolder = (): string => join(root, String(++folders));
  const ship = (eventIds: Readonly<Record<string, number>>, pagesAt: readonly number[] = []) =>
    stores.log.ship({
      journalId: 'j',
      fromPosition: position,
      toPosition: ++position,
      decisions: pagesAt.map((servedAtMs) =>
        aDecision([...numbers], { servedAtMs, recommendationId: recommendationIdAt(servedAtMs) }),
      ),
      events: Object.entries(eventIds).map(([eventId, occurredAtMs]) => anEvent({ eventId, occurredAtMs })),
    });
  const said: string[] = [];
  const shell = { stderr: (text: string) => void said.push(text) };
  const deps = () => ({ logExport: createLogExport(stores), clock: CLOCK, loadParquet: async () => createParquetFile });
  const exportTo = (folder: string, options: FolderOptions, what: Exported = 'events', target?: ExportTarget) =>
    exportFolder(shell, deps(), target ?? createFolderTarget(folder), what, options);
  const filesOf = (folder: string): string[] =>
    (readdirSync(folder, { recursive: true }) as string[]).filter((name) => /^day=.*\/.*\./.test(name)).sort();
  const linesOf = (folder: string): Record<string, unknown>[] =>
    filesOf(folder).flatMap((name) => {
      const text = readFileSync(join(folder, name), 'utf8').trimEnd();
      return text
        .split('\n')
        .map((line) => ({ ...JSON.parse(line), folder: name.slice('day='.length, 'day=2026-06-01'.length) }));
    });
  const idsOf = (folder: string): unknown[] => linesOf(folder).map(({ event_id }) => event_id);
  const manifestOf = (folder: string, what = 'events') =>
    JSON.parse(readFileSync(join(folder, '_marquee', `${what}.ndjson.json`), 'utf8'));
  const threeDays = { e1: NOON_MS, e2: NOON_MS + 1, e3: NOON_MS + DAY_MS, e4: NOON_MS + 2 * DAY_MS };

  test('made again is the same files, of the log as it is then', async () => {
    const folder = newFolder();
    await ship(threeDays);
    await exportTo(folder, ALL);
    expect(idsOf(folder)).toEqual(['e1', 'e2', 'e3', 'e4']);
    await ship({ late: NOON_MS + 2 });
    expect((await exportTo(folder, ALL)).json).toMatchObject({ rows: 5, files: 3 });
    expect(idsOf(folder)).toEqual(['e1', 'e2', 'late', 'e3', 'e4']);
    expect(manifestOf(folder)).toMatchObject({
      kind: 'whole',
      watermark: null,
      pending: null,
      runs: [{ rows: 4 }, { rows: 5 }],
    });
  });

  test('since the watermark adds what was stored since, late rows to the days they are of, each once', async () => {
    const folder = newFolder();
    await ship(threeDays);
    const first = (await exportTo(folder, NEW)).json as { watermark: number };
    expect(manifestOf(folder)).toMatchObject({ kind: 'incremental', watermark: first.watermark, pending: null });
    const before = filesOf(folder);
    await ship({ late: NOON_MS - 1, e5: NOON_MS + 3 * DAY_MS });
    await ship({ later: NOON_MS - 2 });
    expect((await exportTo(folder, NEW)).json).toMatchObject({ rows: 3, files: 2 });
    expect(filesOf(folder).filter((name) => before.includes(name))).toEqual(before);
    const lines = linesOf(folder);
    expect(lines.map(({ event_id }) => event_id).sort()).toEqual(['e1', 'e2', 'e3', 'e4', 'e5', 'late', 'later']);
    for (const line of lines) expect(line.folder).toBe(line.occurred_on);
    const watermark = manifestOf(folder).watermark;
    expect((await exportTo(folder, NEW)).json).toMatchObject({ rows: 0, files: 0 });
    expect(manifestOf(folder).watermark).toBeGreaterThanOrEqual(watermark);
    expect(idsOf(folder)).toHaveLength(7);
  });

  test('a row whose transaction ends after an export that began later is in the next one', async () => {
    const folder = newFolder();
    await ship({ e1: NOON_MS });
    const slow = await stores.owner.connect();
    try {
      await slow.query('BEGIN');
      await slow.query(`SELECT pg_advisory_xact_lock_shared(hashtextextended(current_schema() || '.log_writers', 0))`);
      await slow.query(`INSERT INTO events (day, event_id, type, user_key, item_no, occurred_at, received_at, impression_ids, trigger, origin)
        SELECT day, 'slow', type, user_key, item_no, occurred_at, received_at, impression_ids, trigger, origin FROM events`);
      await ship({ e2: NOON_MS + DAY_MS });
      await exportTo(folder, NEW);
      expect(idsOf(folder)).toEqual(['e1']);
      await slow.query('COMMIT');
    } finally {
      slow.release();
    }
    await exportTo(folder, NEW);
    expect(idsOf(folder).sort()).toEqual(['e1', 'e2', 'slow']);
  });

  test.each([
    ['whole', ALL],
    ['since the watermark', NEW],
  ])('ended at any moment, it goes on without a row lost or twice: %s', async (_, options) => {
    await ship(threeDays);
    let wasWhole = false;
    for (let moment = 1; !wasWhole; moment++) {
      const folder = newFolder();
      const target = createFolderTarget(folder);
      // Whatever comes after the given number of steps does not happen: as if the process had been killed.
      const killed = killedAfter(moment, target);
      wasWhole = await exportTo(folder, options, 'events', killed).then(
        () => true,
        () => false,
      );
      if (wasWhole) continue;
      await ship({ [`after-${options === ALL}-${moment}`]: NOON_MS + 5 });
      await exportTo(folder, options);
      // What came after it had begun is not in it; it is in the next.
      await exportTo(folder, options);
      const ids = idsOf(folder);
      expect(new Set(ids).size).toBe(ids.length);
      const { rows } = await stores.pool.query('SELECT event_id FROM events ORDER BY 1');
      expect(ids.sort()).toEqual(rows.map(({ event_id }) => event_id));
      expect(moment).toBeLessThan(100);
    }
  });

  test('what goes on has the rows that it began with', async () => {
    const folder = newFolder();
    await ship(threeDays);
    // The manifest, then of the first day: opened, written, in its place, noted; opened.
    await expect(exportTo(folder, ALL, 'events', killedAfter(6, createFolderTarget(folder)))).rejects.toThrow('killed');
    expect(manifestOf(folder).pending).toMatchObject({ doneThrough: '2026-06-01', rows: 2, files: 1 });
    await ship({ late: NOON_MS + 2, later: NOON_MS + 2 * DAY_MS });
    said.length = 0;
    expect((await exportTo(folder, ALL)).json).toMatchObject({ rows: 4, files: 3 });
    expect(said.join('')).toContain('after 2026-06-01');
    expect(idsOf(folder)).toEqual(['e1', 'e2', 'e3', 'e4']);
    expect((await exportTo(folder, ALL)).json).toMatchObject({ rows: 6 });
  });

  test('of another time begins anew', async () => {
    const folder = newFolder();
    await ship(threeDays);
    await exportTo(folder, ALL, 'events', killedAfter(6, createFolderTarget(folder))).catch(() => {});
    expect((await exportTo(folder, { ...ALL, to: NOON_MS + DAY_MS })).json).toMatchObject({ rows: 2, files: 1 });
  });

  test('whole and since a watermark do not go into one folder, nor what another release cannot read', async () => {
    const folder = newFolder();
    await ship(threeDays);
    await exportTo(folder, ALL);
    await expect(exportTo(folder, NEW)).rejects.toMatchObject({ code: 'bad-argument' });
    rmSync(join(folder, '_marquee'), { recursive: true });
    await expect(exportTo(folder, NEW)).rejects.toMatchObject({ code: 'bad-argument' });
    // Of something else there may be both.
    await exportTo(folder, NEW, 'impressions');
    await expect(exportTo(folder, ALL, 'impressions')).rejects.toMatchObject({ code: 'bad-argument' });
    const target = createFolderTarget(folder);
    const manifest = manifestOf(folder, 'impressions');
    await target.writeText(
      '_marquee/impressions.ndjson.json',
      JSON.stringify({ ...manifest, schema: { ...manifest.schema, version: 2 } }),
    );
    await expect(exportTo(folder, NEW, 'impressions')).rejects.toMatchObject({ code: 'bad-argument' });
    await target.writeText('_marquee/impressions.ndjson.json', '{');
    await expect(exportTo(folder, NEW, 'impressions')).rejects.toMatchObject({ code: 'bad-argument' });
  });

  test('a watermark ahead of the log is of another server, and refused', async () => {
    const folder = newFolder();
    await ship(threeDays);
    await exportTo(folder, NEW);
    const manifest = manifestOf(folder);
    await createFolderTarget(folder).writeText(
      '_marquee/events.ndjson.json',
      JSON.stringify({ ...manifest, watermark: 2 ** 50 }),
    );
    await expect(exportTo(folder, NEW)).rejects.toMatchObject({ code: 'bad-argument' });
  });

  test('tells who was erased, whenever that was, and outcomes and impressions come whole', async () => {
    const folder = newFolder();
    await ship({}, [NOON_MS, NOON_MS + DAY_MS]);
    await stores.owner.query(
      `INSERT INTO erasures (user_key, erased_at) VALUES ('${'0'.repeat(31)}9', '2026-06-02T00:00:00Z')`,
    );
    for (const what of ['impressions', 'outcomes'] as const) {
      expect((await exportTo(folder, ALL, what)).json).toMatchObject({ rows: 4, files: 2, erased: 1 });
    }
    expect(JSON.parse(readFileSync(join(folder, '_marquee', 'erased.ndjson'), 'utf8'))).toEqual({
      user_key: `${'0'.repeat(31)}9`,
      erased_at: '2026-06-02T00:00:00.000Z',
    });
    expect((await exportTo(folder, { ...ALL, format: 'csv' }, 'impressions')).json).toMatchObject({ erased: 1 });
    expect(readFileSync(join(folder, '_marquee', 'erased.csv'), 'utf8')).toMatch(/^user_key,erased_at\n0+9,2026/);
  });
});

/** A target whose process ends at its n-th step: nothing after it happens, the cleaning up neither. */
function killedAfter(steps: number, target: ExportTarget): ExportTarget {
  let left = steps;
  const step = async <T>(run: () => Promise<T>): Promise<T> => {
    if (left-- <= 0) throw new Error('killed');
    return run();
  };
  return {
    ...target,
    writeText: (path, text) => step(() => target.writeText(path, text)),
    openFile: (path, open, maker) =>
      step(async (): Promise<TableFile> => {
        const file = await target.openFile(path, open, maker);
        return {
          write: (rows) => step(() => file.write(rows)),
          finish: () => step(() => file.finish()),
          abandon: async () => {
            if (left > 0) await file.abandon();
          },
        };
      }),
  };
}
