import { describe, expect, test } from '@jest/globals';
import { bytesOf, open, readAll, temporaryDirectory } from './support.ts';

/** A disk whose fdatasync ends when the test says so. */
function heldDisk() {
  const underWay: { finish(): void; fail(error: Error): void }[] = [];
  let began: (() => void) | null = null;
  return {
    underWay,
    io: {
      fdatasync: () =>
        new Promise<void>((finish, fail) => {
          underWay.push({ finish, fail });
          began?.();
        }),
    },
    /** Resolves when fdatasync is called for the n-th time. */
    async call(count: number): Promise<void> {
      while (underWay.length < count) {
        await new Promise<void>((resolve) => {
          began = resolve;
        });
      }
    },
  };
}

const settled = async (promise: Promise<unknown>): Promise<boolean> => {
  let done = false;
  promise.then(
    () => (done = true),
    () => (done = true),
  );
  await new Promise(setImmediate);
  return done;
};

describe('durable appends', () => {
  test('are acknowledged after fdatasync and not before', async () => {
    const disk = heldDisk();
    const journal = await open(temporaryDirectory(), { io: disk.io });
    const acknowledged = journal.appendDurable([bytesOf('event')]);
    await disk.call(1);
    expect(await settled(acknowledged)).toBe(false);
    disk.underWay[0]!.finish();
    await acknowledged;
    expect(await readAll(journal)).toEqual(['event']);
  });

  test('share one fdatasync when they come together', async () => {
    const disk = heldDisk();
    const journal = await open(temporaryDirectory(), { io: disk.io });
    const all = Promise.all(['a', 'b', 'c'].map((text) => journal.appendDurable([bytesOf(text)])));
    await disk.call(1);
    disk.underWay[0]!.finish();
    await all;
    expect(disk.underWay).toHaveLength(1);
  });

  test('that come while one is under way wait for the next: at most one at a time', async () => {
    const disk = heldDisk();
    const journal = await open(temporaryDirectory(), { io: disk.io });
    const early = journal.appendDurable([bytesOf('early')]);
    await disk.call(1);
    const late = journal.appendDurable([bytesOf('late')]);
    expect(await settled(late)).toBe(false);
    expect(disk.underWay).toHaveLength(1);
    disk.underWay[0]!.finish();
    await early;
    await disk.call(2);
    expect(await settled(late)).toBe(false);
    disk.underWay[1]!.finish();
    await late;
  });

  test('in a new segment wait for its name in the directory, too', async () => {
    let directorySyncs = 0;
    const fsync = async (): Promise<void> => void directorySyncs++;
    const journal = await open(temporaryDirectory(), { segmentBytes: 100, io: { fsync } });
    directorySyncs = 0;
    await journal.appendDurable([bytesOf('x'.repeat(90))]);
    expect(directorySyncs).toBe(0);
    await journal.appendDurable([bytesOf('y'.repeat(90))]);
    expect(directorySyncs).toBe(1);
    await journal.close();
  });
});

describe('a failed fdatasync', () => {
  test('is the end: nobody is acknowledged, nothing is tried again, the process is told once', async () => {
    const disk = heldDisk();
    const deaths: Error[] = [];
    const journal = await open(temporaryDirectory(), { io: disk.io, onFatal: (error) => void deaths.push(error) });
    const first = journal.appendDurable([bytesOf('first')]);
    await disk.call(1);
    const second = journal.appendDurable([bytesOf('second')]);
    disk.underWay[0]!.fail(new Error('EIO'));
    await expect(first).rejects.toMatchObject({ code: 'journal-unavailable' });
    await expect(second).rejects.toMatchObject({ code: 'journal-unavailable' });
    await expect(journal.appendDurable([bytesOf('third')])).rejects.toMatchObject({ code: 'journal-unavailable' });
    expect(() => journal.append(bytesOf('page'))).toThrow(expect.objectContaining({ code: 'journal-unavailable' }));
    expect(deaths.map((error) => error.message)).toEqual(['EIO']);
    expect(disk.underWay).toHaveLength(1);
    await journal.close();
  });
});
