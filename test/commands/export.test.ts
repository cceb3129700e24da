import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { exportCommand } from '../../src/commands/export.ts';
import type { Shell } from '../../src/commands/shell.ts';
import { columnsOf, type LogView } from '../../src/domain/log-views.ts';
import { EXPORTS, type ExportedRow, type LogExport } from '../../src/domain/ports/log-export.ts';
import { dataContracts } from '../../src/http/contracts.ts';
import { createWorld } from './support.ts';

const AT = new Date('2026-03-01T20:15:00.000Z');

/** Where the log ends. */
const END = 77;

/** A row of a view with the given columns, and null in the rest. */
const aRow = (view: LogView, values: Record<string, unknown>): ExportedRow =>
  columnsOf(view).map(({ name }) => values[name] ?? null);
const anEventRow = (eventId: string, storedIn: number, more = {}) =>
  aRow('v_events', { event_id: eventId, occurred_at: AT, impression_ids: [], stored_in: storedIn, ...more });

/** A log of these rows by day; `asked` is what was asked of it. */
function aLog(days: Record<string, readonly ExportedRow[]>, batches: readonly Batch[] = []) {
  const asked: unknown[] = [];
  const log: LogExport = {
    async *rows(what, range) {
      asked.push({ what, ...range });
      for (const [day, rows] of Object.entries(days)) for (const row of rows) yield { day, rows: [row] };
    },
    end: async () => END,
    async *erased() {
      yield [['0'.repeat(32), AT]];
    },
    async *stored(what, range) {
      asked.push({ what, ...range });
      for (const batch of batches) if (batch.readTo > range.after) yield batch;
    },
  };
  return { log, asked };
}
type Batch = { readonly rows: readonly ExportedRow[]; readonly readTo: number };

const BATCHES: readonly Batch[] = [
  { rows: [anEventRow('e1', 7)], readTo: 7 },
  { rows: [anEventRow('e2', 9)], readTo: 9 },
  { rows: [], readTo: 12 },
];

describe('export', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'marquee-export-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const rich = anEventRow('e1', 7, {
    properties: '{"note": "a, \\"b\\""}',
    portion: 0.5,
    session_id: '',
    item_id: 'x,"y"',
  });

  test('writes lines of JSON to standard output, and nothing else', async () => {
    const { log, asked } = aLog({ '2026-03-01': [rich] });
    const { exitCode, stdout, stderr } = await createWorld({ logExport: log }).marquee('export', 'events', '--json');
    expect(exitCode).toBe(0);
    const [line] = stdout.trimEnd().split('\n');
    expect(JSON.parse(line!)).toMatchObject({
      event_id: 'e1',
      occurred_at: AT.toISOString(),
      portion: 0.5,
      value: null,
      properties: { note: 'a, "b"' },
      impression_ids: [],
    });
    expect(Object.keys(JSON.parse(line!))).toEqual(columnsOf('v_events').map(({ name }) => name));
    expect(stdout.split('\n')).toHaveLength(2);
    expect(JSON.parse(stderr)).toEqual({ what: 'events', rows: 1 });
    expect(asked).toEqual([{ what: 'events', fromMs: -Infinity, untilMs: Infinity }]);
  });

  test('writes CSV that a reader takes apart again, NULL apart from an empty text', async () => {
    const { log } = aLog({ '2026-03-01': [rich] });
    const { stdout } = await createWorld({ logExport: log }).marquee('export', 'events', '--format', 'csv');
    const [row] = parse(stdout, { columns: true }) as Record<string, string>[];
    expect(Object.keys(row!)).toEqual(columnsOf('v_events').map(({ name }) => name));
    expect(row).toMatchObject({
      event_id: 'e1',
      item_id: 'x,"y"',
      occurred_at: AT.toISOString(),
      portion: '0.5',
      impression_ids: '[]',
    });
    expect(JSON.parse(row!.properties!)).toEqual({ note: 'a, "b"' });
    // session_id is "", recommendation_id is NULL.
    expect(stdout).toContain('"[]","",,');
    const empty = await createWorld({ logExport: aLog({}).log }).marquee('export', 'events', '--format', 'csv');
    expect(empty.stdout).toMatch(/^event_id,type,.*\n$/);
  });

  test.each(['ndjson', 'csv', 'parquet'] as const)('puts each day into its folder, as %s', async (format) => {
    const world = createWorld({ logExport: aLog({ '2026-03-01': [rich, rich], '2026-03-03': [rich] }).log });
    const { createParquetFile } = await import('../../src/adapters/parquet/parquet-file.ts');
    Object.assign(world.context, { loadParquet: async () => createParquetFile });
    const out = join(folder, format);
    const { exitCode, stdout } = await world.marquee('export', 'events', '--format', format, '--out', out, '--json');
    expect(exitCode).toBe(0);
    const manifest = `_marquee/events.${format}.json`;
    expect(JSON.parse(stdout)).toEqual({ what: 'events', rows: 3, files: 2, out, erased: 1, manifest });
    const files = readdirSync(out, { recursive: true }).sort();
    const days = ['2026-03-01', '2026-03-03'].flatMap((day) => [`day=${day}`, `day=${day}/events.${format}`]);
    expect(files).toEqual(['_marquee', `_marquee/erased.${format}`, manifest, ...days]);
    if (format === 'ndjson') {
      const erased = { user_key: '0'.repeat(32), erased_at: AT.toISOString() };
      expect(JSON.parse(readFileSync(join(out, '_marquee/erased.ndjson'), 'utf8'))).toEqual(erased);
    }
    const text = readFileSync(join(out, 'day=2026-03-01', `events.${format}`), 'utf8');
    if (format === 'parquet') expect(text).toMatch(/^PAR1/);
    else expect(text.trimEnd().split('\n')).toHaveLength(format === 'csv' ? 3 : 2);
  });

  test.each(['ndjson', 'parquet'] as const)('leaves a day as it was when the reading fails, as %s', async (format) => {
    const out = join(folder, `failing-${format}`);
    const path = join(out, 'day=2026-03-01', `events.${format}`);
    const exported = async (logExport: LogExport) => {
      const world = createWorld({ logExport });
      const { createParquetFile } = await import('../../src/adapters/parquet/parquet-file.ts');
      Object.assign(world.context, { loadParquet: async () => createParquetFile });
      return world.marquee('export', 'events', '--format', format, '--out', out);
    };
    const good = aLog({ '2026-03-01': [rich] });
    expect((await exported(good.log)).exitCode).toBe(0);
    const before = readFileSync(path);
    const failing: LogExport = {
      ...good.log,
      async *rows() {
        yield { day: '2026-03-01', rows: [rich, rich] };
        throw new Error('the connection broke');
      },
    };
    expect((await exported(failing)).exitCode).toBe(1);
    expect(readdirSync(join(out, 'day=2026-03-01'))).toEqual([`events.${format}`]);
    expect(readFileSync(path)).toEqual(before);
  });

  test('takes days and times with offset, from the first up to the second', async () => {
    const { log, asked } = aLog({});
    const range = ['--from', '2026-03-01', '--to', '2026-03-02T01:00:00+01:00'];
    await createWorld({ logExport: log }).marquee('export', 'outcomes', ...range);
    expect(asked).toEqual([{ what: 'outcomes', fromMs: Date.UTC(2026, 2, 1), untilMs: Date.UTC(2026, 2, 2) }]);
  });

  test.each([
    ['dataset'],
    ['decisions'],
    ['events', '--format', 'xml'],
    ['events', '--format', 'parquet'],
    ['events', '--from', 'yesterday'],
    ['events', '--from', '2026-02-30'],
    ['events', '--after', '3'],
    ['events', '--follow', '--after', '-1'],
    ['events', '--follow', '--to', '2026-03-01'],
    ['events', '--follow', '--out', 'folder'],
    ['outcomes', '--follow'],
    ['outcomes', '--since-watermark', '--out', 'folder'],
    ['events', '--since-watermark'],
    ['dataset', '--since-watermark', '--out', 'folder'],
    ['events', '--since-watermark', '--from', '2026-03-01', '--out', 'folder'],
    [],
  ])('refuses %s %s %s %s %s %s', async (...argv) => {
    const world = createWorld();
    const { exitCode, stdout } = await world.marquee('export', ...argv);
    expect([exitCode, stdout, world.opened]).toEqual([2, '', 0]);
  });

  test('every view that is exported is of the version that is published', () => {
    for (const { view, version } of Object.values(EXPORTS)) {
      expect(dataContracts().find(({ name }) => name === view)?.version).toBe(version);
    }
  });

  test('every view that is exported has the column that its rows are laid out by', () => {
    for (const { view, time } of Object.values(EXPORTS)) {
      expect(columnsOf(view).find(({ name }) => name === time)?.type).toBe('timestamp with time zone');
    }
  });
});

describe('export --follow', () => {
  /** Runs until it has slept `polls` times. */
  async function follow(log: LogExport, argv: readonly string[], polls: number) {
    const stop = new AbortController();
    const slept: number[] = [];
    const sleep = async (ms: number) => {
      if (slept.push(ms) === polls) stop.abort();
    };
    const world = createWorld({
      logExport: log,
      stopping: stop.signal,
      commands: [(shell: Shell) => exportCommand(shell, sleep).name('follow')],
    });
    return { ...(await world.marquee('follow', ...argv, '--follow')), slept };
  }

  test('goes on with what comes until it is told to stop, and says where to go on', async () => {
    const { log, asked } = aLog({}, BATCHES);
    const { exitCode, stdout, stderr, slept } = await follow(log, ['events', '--from', '2026-03-01'], 3);
    expect(exitCode).toBe(0);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).event_id),
    ).toEqual(['e1', 'e2']);
    expect(stderr).toContain('--after 12');
    expect(slept).toEqual([500, 500, 500]);
    const fromMs = Date.UTC(2026, 2, 1);
    expect(asked).toEqual([0, 12, 12].map((after) => ({ what: 'events', after, fromMs })));
  });

  test('goes on after the row that it is told', async () => {
    const { stdout } = await follow(aLog({}, BATCHES).log, ['events', '--after', '7', '--format', 'csv'], 1);
    expect((parse(stdout, { columns: true }) as { event_id: string }[]).map(({ event_id }) => event_id)).toEqual([
      'e2',
    ]);
  });

  test('says where to go on when it fails', async () => {
    const { log } = aLog({}, BATCHES);
    const failing: LogExport = {
      ...log,
      async *stored(what, range) {
        yield* log.stored(what, range);
        throw new Error('the connection broke');
      },
    };
    const { exitCode, stderr } = await follow(failing, ['events'], 1);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('go on with --after 12');
  });

  test('ends quietly, with the stores closed, when nobody reads any more', async () => {
    const stop = new AbortController();
    const world = createWorld({
      logExport: aLog({}, BATCHES).log,
      stopping: stop.signal,
      onStdout: (text) => {
        if (text !== '') throw Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
      },
    });
    const { exitCode, stderr } = await world.marquee('export', 'events', '--follow');
    expect([exitCode, world.closed]).toEqual([1, 1]);
    expect(stderr).toBe('0 rows were written; go on with --after 0\n');
  });
});
