import { readFileSync, statSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { bytesOf, open, readAll, segmentFiles, temporaryDirectory } from './support.ts';

const texts = (count: number, length = 100): string[] =>
  Array.from({ length: count }, (_, index) => `${index}:`.padEnd(length, 'x'));

describe('a journal', () => {
  test('gives back what was appended, in order, whatever the size of the reads', async () => {
    const journal = await open(temporaryDirectory());
    const written = texts(50).map((text, index) => text.repeat(1 + (index % 7)));
    for (const text of written) journal.append(bytesOf(text));
    await journal.appendDurable([]);
    for (const maxBytes of [1, 99, 1000, 1 << 20]) expect(await readAll(journal, 0, maxBytes)).toEqual(written);
    await journal.close();
  });

  test('reads on from any position that a read or an append gave', async () => {
    const journal = await open(temporaryDirectory());
    const written = texts(10);
    const positions = written.map((text) => journal.append(bytesOf(text)));
    await journal.appendDurable([]);
    for (const [index, position] of positions.entries()) {
      expect(await readAll(journal, position)).toEqual(written.slice(index));
    }
    expect(await readAll(journal, journal.endPosition)).toEqual([]);
    await journal.close();
  });

  test('reads nothing that is not on the disk yet', async () => {
    const journal = await open(temporaryDirectory(), { syncDelayMs: 60_000 });
    journal.append(bytesOf('not synced'));
    expect(await readAll(journal)).toEqual([]);
    await journal.appendDurable([bytesOf('synced')]);
    expect(await readAll(journal)).toEqual(['not synced', 'synced']);
    await journal.close();
  });

  test('keeps its records, its positions and its name over a restart', async () => {
    const directory = temporaryDirectory();
    const first = await open(directory);
    await first.appendDurable(texts(3).map(bytesOf));
    const { endPosition, journalId } = first;
    await first.close();
    const second = await open(directory);
    expect(second.journalId).toBe(journalId);
    expect(second.endPosition).toBe(endPosition);
    await second.appendDurable([bytesOf('after')]);
    expect(await readAll(second)).toEqual([...texts(3), 'after']);
    await second.close();
  });

  test('spreads records over segments and reads across them, before and after a restart', async () => {
    const directory = temporaryDirectory();
    const journal = await open(directory, { segmentBytes: 1000 });
    for (const text of texts(40)) journal.append(bytesOf(text));
    await journal.appendDurable([]);
    expect(segmentFiles(directory).length).toBeGreaterThan(3);
    expect(await readAll(journal)).toEqual(texts(40));
    await journal.close();
    const again = await open(directory, { segmentBytes: 1000 });
    expect(await readAll(again)).toEqual(texts(40));
    await again.close();
  });

  test('counts the bytes it has on disk', async () => {
    const directory = temporaryDirectory();
    const journal = await open(directory, { segmentBytes: 1000 });
    const onDisk = () => segmentFiles(directory).reduce((sum, path) => sum + statSync(path).size, 0);
    expect(journal.sizeBytes).toBe(0);
    for (const text of texts(40)) journal.append(bytesOf(text));
    expect(journal.sizeBytes).toBe(onDisk());
    await journal.close();
    const again = await open(directory, { segmentBytes: 1000 });
    await again.trim(again.endPosition / 2);
    expect(again.sizeBytes).toBe(onDisk());
    await again.close();
  });

  test('tells its listeners when records can be read, until they leave', async () => {
    const journal = await open(temporaryDirectory());
    let told = 0;
    const leave = journal.onAppend(() => told++);
    await journal.appendDurable([bytesOf('one')]);
    expect(told).toBe(1);
    leave();
    await journal.appendDurable([bytesOf('two')]);
    expect(told).toBe(1);
    await journal.close();
  });

  test('syncs what nobody waits for, so that a plain append becomes readable by itself', async () => {
    const journal = await open(temporaryDirectory(), { syncDelayMs: 1 });
    const readable = new Promise<void>((resolve) => journal.onAppend(resolve));
    journal.append(bytesOf('page'));
    await readable;
    expect(await readAll(journal)).toEqual(['page']);
    await journal.close();
  });

  test('takes nothing more once it is closed', async () => {
    const journal = await open(temporaryDirectory());
    await journal.close();
    expect(() => journal.append(bytesOf('late'))).toThrow(expect.objectContaining({ code: 'journal-unavailable' }));
    await expect(journal.appendDurable([bytesOf('late')])).rejects.toMatchObject({ code: 'journal-unavailable' });
  });
});

describe('trimming', () => {
  test('deletes whole segments only, and never what lies behind the position', async () => {
    const directory = temporaryDirectory();
    const journal = await open(directory, { segmentBytes: 1000 });
    const positions = texts(40).map((text) => journal.append(bytesOf(text)));
    await journal.appendDurable([]);
    const before = segmentFiles(directory).length;
    await journal.trim(positions[20]!);
    expect(segmentFiles(directory).length).toBeLessThan(before);
    expect(journal.startPosition).toBeLessThanOrEqual(positions[20]!);
    expect(await readAll(journal, positions[20])).toEqual(texts(40).slice(20));
    await journal.close();
  });

  test('a reader who comes too late starts with the oldest record there is', async () => {
    const journal = await open(temporaryDirectory(), { segmentBytes: 1000 });
    const positions = texts(40).map((text) => journal.append(bytesOf(text)));
    await journal.appendDurable([]);
    await journal.trim(positions[30]!);
    expect(await readAll(journal, 0)).toEqual(texts(40).slice(positions.indexOf(journal.startPosition)));
    await journal.close();
  });

  test('an emptied journal goes on counting where it was, over a restart', async () => {
    const directory = temporaryDirectory();
    const journal = await open(directory, { maxBytes: 1500 });
    for (const text of texts(10)) journal.append(bytesOf(text));
    await journal.appendDurable([]);
    const end = journal.endPosition;
    await journal.trim(end);
    await journal.close();
    const again = await open(directory, { maxBytes: 1500 });
    expect(again.endPosition).toBe(end);
    expect(again.append(bytesOf('next'))).toBe(end);
    await again.close();
  });

  test('after a rotation leaves no byte of what was appended before, and appending goes on where it was', async () => {
    const directory = temporaryDirectory();
    const journal = await open(directory);
    await journal.appendDurable([bytesOf('what nobody may find again')]);
    const end = journal.endPosition;
    journal.rotate();
    journal.rotate();
    expect(await readAll(journal)).toEqual(['what nobody may find again']);
    await journal.trim(end);
    for (const path of segmentFiles(directory)) expect(readFileSync(path, 'utf8')).not.toContain('nobody');
    expect(journal.sizeBytes).toBe(0);
    expect(journal.append(bytesOf('next'))).toBe(end);
    await journal.close();
    const again = await open(directory);
    expect(await readAll(again)).toEqual(['next']);
    await again.close();
  });

  test('is on the disk after the next sync: the name of a deleted segment does not come back', async () => {
    let directorySyncs = 0;
    const journal = await open(temporaryDirectory(), { io: { fsync: async () => void directorySyncs++ } });
    await journal.appendDurable([bytesOf('gone')]);
    journal.rotate();
    await journal.appendDurable([]);
    directorySyncs = 0;
    await journal.trim(journal.endPosition);
    await journal.appendDurable([]);
    expect(directorySyncs).toBe(1);
    await journal.close();
  });

  test('a read under way finishes although its segment is deleted', async () => {
    const journal = await open(temporaryDirectory(), { segmentBytes: 1000 });
    for (const text of texts(40)) journal.append(bytesOf(text));
    await journal.appendDurable([]);
    const reading = journal.read(0, 500);
    await journal.trim(journal.endPosition);
    expect((await reading).payloads.map((payload) => Buffer.from(payload).toString())).toEqual(texts(4));
    await journal.close();
  });
});

describe('advancing', () => {
  test('leaves positions unused, and readers pass over them', async () => {
    const directory = temporaryDirectory();
    const journal = await open(directory);
    await journal.appendDurable([bytesOf('old')]);
    journal.advance(5000);
    await journal.appendDurable([bytesOf('new')]);
    expect(await readAll(journal)).toEqual(['old', 'new']);
    expect(journal.endPosition).toBeGreaterThan(5000);
    await journal.close();
    const again = await open(directory);
    expect(await readAll(again)).toEqual(['old', 'new']);
    expect(await readAll(again, 5000)).toEqual(['new']);
    await again.close();
  });
});
