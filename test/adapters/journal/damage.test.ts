import { copyFileSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { seededRandom } from '../../../src/domain/clock.ts';
import { cutAt, flipOneByte, writeJournal } from './damaged-copies.ts';
import { bytesOf, open as openOnDisk, readAll, recordingLogger, segmentFiles, temporaryDirectory } from './support.ts';

/** These tests do to the files what a crash does: nothing has to reach the disk for that, and a thousand syncs take long. */
const open: typeof openOnDisk = (directory, options) =>
  openOnDisk(directory, { io: { fsync: async () => {}, fdatasync: async () => {} }, ...options });

const written = Array.from({ length: 12 }, (_, index) => `record ${index} ${'·'.repeat(index * 3)}`);

/** A closed journal with the records above; segmentBytes decides over how many files. */
async function writtenJournal(segmentBytes: number): Promise<string> {
  const directory = temporaryDirectory();
  const journal = await open(directory, { segmentBytes });
  for (const text of written) journal.append(bytesOf(text));
  await journal.close();
  return directory;
}

function copyOf(directory: string, to: string): string {
  mkdirSync(to);
  for (const path of [...segmentFiles(directory), join(directory, 'journal-id')]) {
    copyFileSync(path, join(to, basename(path)));
  }
  return to;
}

describe('a tail that a crash tore off', () => {
  test('cut at any byte of the last records costs only records that were not whole, and appending goes on', async () => {
    const whole = await writtenJournal(1 << 20);
    const home = temporaryDirectory();
    const file = basename(segmentFiles(whole)[0]!);
    const bytes = readFileSync(join(whole, file));
    let previous = 9;
    for (let cut = bytes.indexOf('record 9') - 8; cut <= bytes.length; cut++) {
      const directory = copyOf(whole, join(home, String(cut)));
      truncateSync(join(directory, file), cut);
      const journal = await open(directory);
      const kept = await readAll(journal);
      expect(kept).toEqual(written.slice(0, kept.length));
      expect(kept.length).toBeGreaterThanOrEqual(previous);
      previous = kept.length;
      await journal.appendDurable([bytesOf('after')]);
      expect(await readAll(journal)).toEqual([...kept, 'after']);
      await journal.close();
      const again = await open(directory);
      expect(await readAll(again)).toEqual([...kept, 'after']);
      await again.close();
    }
    expect(previous).toBe(written.length);
  });

  test('is counted and told once, with its size, and not at all where it ends with a record', async () => {
    const whole = await writeJournal(written.map(bytesOf).map(Buffer.from), 1 << 20);
    const { from } = whole.records.at(-3)!;
    for (let cut = from; cut <= whole.records.at(-1)!.until; cut++) {
      const { recovered, expected } = await cutAt(whole, cut);
      expect(recovered).toEqual(expected);
    }
  });

  test('cut within the header leaves an empty journal that works', async () => {
    const whole = await writtenJournal(1 << 20);
    const home = temporaryDirectory();
    for (let cut = 0; cut <= 40; cut++) {
      const directory = copyOf(whole, join(home, String(cut)));
      truncateSync(segmentFiles(directory)[0]!, cut);
      const journal = await open(directory);
      await journal.appendDurable([bytesOf('after')]);
      expect(await readAll(journal)).toEqual(['after']);
      await journal.close();
    }
  });

  test('does not give its positions out again, so a kept offset never points into new records', async () => {
    const directory = await writtenJournal(1 << 20);
    const [file] = segmentFiles(directory);
    truncateSync(file!, readFileSync(file!).length - 3);
    const torn = readFileSync(file!).length - 32;
    const { logger, lines } = recordingLogger();
    const journal = await open(directory, { logger });
    expect(journal.endPosition).toBe(torn);
    expect(lines.filter((line) => line.message.includes('torn tail'))).toHaveLength(1);
    await journal.close();
  });

  test('behind megabytes of records is found without holding them all, and behind damage too', async () => {
    const directory = temporaryDirectory();
    const big = Array.from({ length: 50 }, (_, index) => `${index}:`.padEnd(100_000, 'z'));
    const journal = await open(directory);
    for (const text of big) journal.append(bytesOf(text));
    await journal.close();
    const [file] = segmentFiles(directory);
    const bytes = readFileSync(file!);
    bytes[bytes.indexOf('7:zz')]! ^= 1;
    writeFileSync(file!, Buffer.concat([bytes, Buffer.alloc(2_000_000, 0xa7)]));
    const again = await open(directory);
    expect(await readAll(again)).toEqual(big.filter((_, index) => index !== 7));
    await again.close();
  });

  test('of zeroes, as a file system may leave it, holds no record', async () => {
    const directory = await writtenJournal(1 << 20);
    const [file] = segmentFiles(directory);
    writeFileSync(file!, Buffer.concat([readFileSync(file!), Buffer.alloc(4096)]));
    const journal = await open(directory);
    expect(await readAll(journal)).toEqual(written);
    await journal.close();
  });
});

describe('flipped bytes', () => {
  test('never give a wrong record, cost no other record than the one they hit, and are counted and told once', async () => {
    const random = seededRandom(7);
    const whole = await writeJournal(written.map(bytesOf).map(Buffer.from), 300);
    for (let round = 0; round < 300; round++) {
      const { recovered, expected } = await flipOneByte(whole, random);
      expect(recovered).toEqual(expected);
    }
  });

  test('in the middle are told once, with their position and size', async () => {
    const directory = await writtenJournal(1 << 20);
    const [file] = segmentFiles(directory);
    const bytes = readFileSync(file!);
    bytes[bytes.indexOf('record 5')]! ^= 1;
    writeFileSync(file!, bytes);
    const { logger, lines } = recordingLogger();
    const journal = await open(directory, { logger });
    expect(await readAll(journal)).toEqual(written.filter((_, index) => index !== 5));
    await readAll(journal);
    const damage = lines.filter((line) => line.message.includes('damaged bytes'));
    expect(damage).toHaveLength(1);
    expect(damage[0]!.fields).toMatchObject({ bytes: 8 + Buffer.byteLength(written[5]!) });
    await journal.close();
  });

  test('of a whole region cost what it held', async () => {
    const directory = await writtenJournal(1 << 20);
    const [file] = segmentFiles(directory);
    const bytes = readFileSync(file!);
    const random = seededRandom(3);
    for (let at = bytes.indexOf('record 3'); at < bytes.indexOf('record 8') - 8; at++)
      bytes[at] = Math.floor(random() * 256);
    writeFileSync(file!, bytes);
    const journal = await open(directory);
    expect(await readAll(journal, 0, 20)).toEqual(written.filter((_, index) => index < 3 || index > 7));
    await journal.close();
  });
});

describe('a file that is cut while it is open', () => {
  test('costs what was cut, and the reader goes on behind it', async () => {
    const directory = await writtenJournal(300);
    const journal = await open(directory, { segmentBytes: 300 });
    const [file] = segmentFiles(directory);
    truncateSync(file!, readFileSync(file!).indexOf('record 2'));
    expect(await readAll(journal, 0, 50)).toEqual(written.filter((text) => !/^record [2-6] /.test(text)));
    await journal.close();
  });
});

describe('files that are not ours', () => {
  test('of another journal are refused, not read', async () => {
    const ours = await writtenJournal(1 << 20);
    const theirs = await writtenJournal(1 << 20);
    copyFileSync(segmentFiles(theirs)[0]!, segmentFiles(ours)[0]!);
    await expect(open(ours)).rejects.toMatchObject({ code: 'data-check-failed' });
  });
});
