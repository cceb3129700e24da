import { writevSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { bytesOf, open, readAll, segmentFiles, temporaryDirectory } from './support.ts';

const record = bytesOf('r'.repeat(100));
const unavailable = expect.objectContaining({ code: 'journal-unavailable' });

describe('a journal without room', () => {
  test('refuses beyond its bound, keeps what it has, and takes records again once it is trimmed', async () => {
    const journal = await open(temporaryDirectory(), { maxBytes: 2000 });
    let kept = 0;
    const fill = () => {
      for (;;) {
        journal.append(record);
        kept++;
      }
    };
    expect(fill).toThrow(unavailable);
    expect(journal.sizeBytes).toBeLessThanOrEqual(2000);
    await expect(journal.appendDurable([record])).rejects.toMatchObject({ code: 'journal-unavailable' });
    await journal.appendDurable([]);
    expect(await readAll(journal)).toHaveLength(kept);
    await journal.trim(journal.endPosition);
    await journal.appendDurable([record]);
    await journal.close();
  });

  test('keeps none of a batch that does not fit whole', async () => {
    const journal = await open(temporaryDirectory(), { maxBytes: 1000 });
    await expect(journal.appendDurable(Array.from({ length: 20 }, () => record))).rejects.toEqual(unavailable);
    await journal.appendDurable([record]);
    expect(await readAll(journal)).toHaveLength(1);
    await journal.close();
  });

  test('a bound smaller than one record refuses it for ever without losing the others', async () => {
    const journal = await open(temporaryDirectory(), { maxBytes: 200 });
    expect(() => journal.append(bytesOf('x'.repeat(500)))).toThrow(unavailable);
    await journal.appendDurable([record]);
    expect(await readAll(journal)).toEqual(['r'.repeat(100)]);
    await journal.close();
  });
});

describe('a disk without room', () => {
  /** Takes `room` bytes, then writes half of what it is given and fails, as ENOSPC does. */
  function smallDisk(room: number) {
    const disk = {
      room,
      writev(fd: number, pieces: readonly Uint8Array[], offset: number): number {
        const whole = Buffer.concat(pieces);
        if (whole.length <= disk.room) {
          disk.room -= whole.length;
          return writevSync(fd, [whole], offset);
        }
        writevSync(fd, [whole.subarray(0, whole.length >> 1)], offset);
        throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
      },
    };
    return disk;
  }

  test('costs the record that did not fit and nothing else', async () => {
    const directory = temporaryDirectory();
    const disk = smallDisk(250);
    const journal = await open(directory, { io: { writev: disk.writev } });
    journal.append(bytesOf('a'.repeat(100)));
    expect(() => journal.append(bytesOf('b'.repeat(200)))).toThrow(unavailable);
    disk.room = 1000;
    journal.append(bytesOf('c'.repeat(10)));
    await journal.close();
    const again = await open(directory);
    expect(await readAll(again)).toEqual(['a'.repeat(100), 'c'.repeat(10)]);
    await again.close();
  });

  test('a write that ends short without an error is taken back as well', async () => {
    let short = true;
    const journal = await open(temporaryDirectory(), {
      io: {
        writev(fd, pieces, offset) {
          const whole = Buffer.concat(pieces);
          return writevSync(fd, [short ? whole.subarray(0, 20) : whole], offset);
        },
      },
    });
    expect(() => journal.append(record)).toThrow(unavailable);
    short = false;
    await journal.appendDurable([record]);
    expect(await readAll(journal)).toHaveLength(1);
    await journal.close();
  });

  test('what is consumed is let go when the room is needed, the last segment included', async () => {
    const directory = temporaryDirectory();
    const disk = smallDisk(1000);
    const journal = await open(directory, { io: { writev: (fd, pieces, offset) => disk.writev(fd, pieces, offset) } });
    await journal.appendDurable([bytesOf('a'.repeat(800))]);
    await journal.trim(journal.endPosition);
    expect(segmentFiles(directory)).toHaveLength(1);
    const end = journal.endPosition;
    disk.writev = ((write) => (fd, pieces, offset) => {
      if (offset === 0) disk.room = 1000;
      return write(fd, pieces, offset);
    })(disk.writev);
    expect(journal.append(bytesOf('b'.repeat(800)))).toBe(end);
    expect(segmentFiles(directory)).toHaveLength(1);
    await journal.close();
  });
});
