import { randomBytes } from 'node:crypto';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createFolderTarget } from '../../src/adapters/files/folder-target.ts';
import { openS3Target } from '../../src/adapters/s3/s3-target.ts';
import type { ExportTarget } from '../../src/domain/ports/export-target.ts';
import type { TableFile } from '../../src/domain/ports/table-file.ts';
import { type S3Proxy, startS3Proxy, withConditions } from '../support/s3-proxy.ts';
import { S3_START_MS, type S3Server, startS3 } from '../support/s3-server.ts';

/** What every place that is exported to promises, asked of each kind there is. */
interface Place {
  /** Another process's view of the same place. */
  open(): ExportTarget;
  /** All that a reader finds there, by path. */
  all(): Promise<ReadonlyMap<string, Buffer>>;
}

const MIB = 1024 ** 2;

let store: S3Server;
beforeAll(async () => {
  store = await startS3({ anyStore: true });
}, S3_START_MS);
afterAll(() => store.stop());

describe.each(['a folder', 'a store', 'a store with conditional writes'])('exports to %s', (kind) => {
  let root: string;
  let server: S3Server | null = null;
  let proxy: S3Proxy | null = null;
  let bucket = '';
  let places = 0;
  let place: Place;

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'marquee-targets-'));
    if (kind === 'a folder') return;
    server = store;
    bucket = await server.createBucket();
    if (kind !== 'a store') proxy = await startS3Proxy(server, withConditions(server));
  });
  afterAll(async () => {
    await proxy?.close();
    rmSync(root, { recursive: true });
  });
  beforeEach(() => {
    const name = `lake ${++places}/of ours+`;
    place = server === null ? folderAt(join(root, name)) : storeAt(name, server);
  });

  const folderAt = (folder: string): Place => ({
    open: () => createFolderTarget(folder),
    async all() {
      const paths = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
      const files = paths.map(({ parentPath, name }) => join(parentPath, name));
      return new Map(files.map((path) => [path.slice(folder.length + 1), readFileSync(path)]));
    },
  });
  const storeAt = (prefix: string, { settings, objects }: S3Server): Place => ({
    open: () =>
      openS3Target(`s3://${bucket}/${prefix}`, proxy?.settings ?? settings, { spoolParent: root, partBytes: 5 * MIB }),
    all: () => objects(bucket, `${prefix}/`),
  });
  const put = async (target: ExportTarget, path: string, ...pieces: readonly (string | Buffer)[]): Promise<void> => {
    const file = await target.openFile(path, rawFile);
    for (const piece of pieces) await file.write([[piece]]);
    await file.finish();
  };
  const textsOf = async () =>
    Object.fromEntries([...(await place.all())].map(([path, bytes]) => [path, bytes.toString('utf8')]));

  test('a file is there when it is finished, whole, under its path', async () => {
    const target = place.open();
    await put(target, 'day=2026-06-01/a.ndjson', 'old');
    const file = await target.openFile('day=2026-06-01/a.ndjson', rawFile);
    await file.write([['new '], ['lines']]);
    const meanwhile = await textsOf();
    expect(meanwhile['day=2026-06-01/a.ndjson']).toBe('old');
    await file.finish();
    expect(await textsOf()).toEqual({ 'day=2026-06-01/a.ndjson': 'new lines' });
  });

  test('one that is given up leaves what was there, and nothing of itself', async () => {
    const target = place.open();
    await put(target, 'day=2026-06-01/a.csv', 'old');
    const file = await target.openFile('day=2026-06-01/a.csv', rawFile);
    await file.write([['half']]);
    await file.abandon();
    expect(await textsOf()).toEqual({ 'day=2026-06-01/a.csv': 'old' });
  });

  test('a large one arrives byte for byte, over another that was there', async () => {
    const target = place.open();
    await put(target, 'day=2026-06-01/a.parquet', randomBytes(11 * MIB));
    const pieces = Array.from({ length: 13 }, () => randomBytes(MIB));
    await put(target, 'day=2026-06-01/a.parquet', ...pieces, Buffer.from('end'));
    const all = await place.all();
    expect([...all.keys()]).toEqual(['day=2026-06-01/a.parquet']);
    expect(Buffer.concat([...pieces, Buffer.from('end')]).equals(all.get('day=2026-06-01/a.parquet')!)).toBe(true);
  });

  test('an empty one is one', async () => {
    await put(place.open(), 'day=2026-06-01/a.csv', '');
    expect(await textsOf()).toEqual({ 'day=2026-06-01/a.csv': '' });
  });

  test('nothing is left on this machine', async () => {
    const target = place.open();
    await put(target, 'day=2026-06-01/a.csv', 'x');
    const file = await target.openFile('day=2026-06-02/a.csv', rawFile);
    await file.abandon();
    await target.writeText('t.json', '{}');
    const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const strangers = files.map(({ name }) => name).filter((name) => server !== null || name.includes('unfinished'));
    expect(strangers).toEqual([]);
  });

  test('a text is what was written last, and null before', async () => {
    const target = place.open();
    expect(await target.readText('_marquee/a.json')).toBeNull();
    await target.writeText('_marquee/a.json', 'één\n');
    await target.writeText('_marquee/a.json', 'två\n');
    expect(await target.readText('_marquee/a.json')).toBe('två\n');
    expect(await place.open().readText('_marquee/a.json')).toBe('två\n');
  });

  test('what somebody else wrote since it was read is not written over', async () => {
    const [one, other] = [place.open(), place.open()];
    await one.readText('m.json');
    await other.readText('m.json');
    await one.writeText('m.json', '1');
    await expect(other.writeText('m.json', '2')).rejects.toMatchObject({ code: 'already-running' });
    expect(await other.readText('m.json')).toBe('1');
    await other.writeText('m.json', '3');
    await expect(one.writeText('m.json', '4')).rejects.toMatchObject({ code: 'already-running' });
    expect(await textsOf()).toEqual({ 'm.json': '3' });
  });

  test('what was never read is written over', async () => {
    await place.open().writeText('schema.json', 'old');
    await place.open().writeText('schema.json', 'new');
    expect(await textsOf()).toEqual({ 'schema.json': 'new' });
  });

  test('knows whether a day has a file of a name', async () => {
    const target = place.open();
    expect(await target.hasDayFile('events.csv')).toBe(false);
    await put(target, '_marquee/events.csv', 'x');
    await put(target, 'day=2026-06-01/events-1.csv', 'x');
    expect(await target.hasDayFile('events.csv')).toBe(false);
    await put(target, 'day=2026-06-02/events.csv', 'x');
    expect(await target.hasDayFile('events.csv')).toBe(true);
  });

  test('two makers of one file do not meet before it is there: the last to finish is', async () => {
    const files = await Promise.all(
      ['impressions', 'events'].map((maker) => place.open().openFile('_marquee/erased.csv', rawFile, maker)),
    );
    for (const [at, file] of files.entries()) await file.write([[`of ${at}`]]);
    for (const file of files) await file.finish();
    expect(await textsOf()).toEqual({ '_marquee/erased.csv': 'of 1' });
  });

  test('of a rival nothing comes into a file, and what a killed one left is no hindrance', async () => {
    const killed = await place.open().openFile('day=2026-06-01/a.csv', rawFile);
    await killed.write([['half']]);
    const [one, other] = [
      await place.open().openFile('day=2026-06-01/a.csv', rawFile),
      await place.open().openFile('day=2026-06-01/a.csv', rawFile),
    ];
    await other.write([['same ']]);
    await one.write([['same ']]);
    await one.write([['rows']]);
    await one.finish();
    expect(await textsOf()).toEqual({ 'day=2026-06-01/a.csv': 'same rows' });
    // The file that this appends to is gone, in a folder.
    await other.write([['rows']]);
    const rival = other.finish();
    await (kind === 'a folder' ? expect(rival).rejects.toMatchObject({ code: 'already-running' }) : rival);
    await other.abandon();
    expect(await textsOf()).toEqual({ 'day=2026-06-01/a.csv': 'same rows' });
    await killed.abandon();
  });

  test('a file that cannot be finished leaves what was there, and can be given up', async () => {
    const target = place.open();
    await put(target, 'day=2026-06-01/a.csv', 'old');
    const failing = (path: string): TableFile => ({
      ...rawFile(path),
      finish: () => Promise.reject(new Error('the disk broke')),
    });
    const file = await target.openFile('day=2026-06-01/a.csv', failing);
    await file.write([['half']]);
    await expect(file.finish()).rejects.toThrow('the disk broke');
    await file.abandon();
    expect(await textsOf()).toEqual({ 'day=2026-06-01/a.csv': 'old' });
  });
});

/** A file of the bytes it is given. */
function rawFile(path: string): TableFile {
  writeFileSync(path, '');
  return {
    write: async (rows) => rows.forEach((row) => void appendFileSync(path, row[0] as string | Buffer)),
    finish: async () => {},
    abandon: async () => rmSync(path, { force: true }),
  };
}
