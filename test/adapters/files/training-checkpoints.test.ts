import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createTrainingCheckpoints } from '../../../src/adapters/files/training-checkpoints.ts';
import { SILENT_LOGGER } from '../../../src/domain/ports/logger.ts';

const DAY_MS = 86_400_000;

describe('what a training keeps', () => {
  let dataDir: string;
  let warned: string[];
  let ids: number;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'marquee-checkpoints-'));
    warned = [];
    ids = 0;
  });
  afterEach(() => rmSync(dataDir, { recursive: true }));

  const open = (version: string, nowMs = Date.now()) =>
    createTrainingCheckpoints({
      dataDir,
      logger: { ...SILENT_LOGGER, warn: (_, message) => void warned.push(message) },
      clock: { nowMs: () => nowMs },
      randomId: () => `${process.pid}x${ids++}`,
    }).of(version);
  const pathOf = (version: string, part: string) => join(dataDir, 'training', version, part);
  const bytes = (...values: number[]) => Uint8Array.from(values);

  test('is what was written, and nothing before', async () => {
    const kept = await open('m1');
    expect(await kept.parts()).toEqual([]);
    expect(await kept.read('ranker')).toBeNull();
    await kept.write('ranker', bytes(1, 2, 3));
    await kept.write('ranker', bytes(4, 5));
    await kept.write('empty', bytes());
    const again = await open('m1');
    expect(await again.parts()).toEqual(['empty', 'ranker']);
    expect(Uint8Array.from((await again.read('ranker'))!)).toEqual(bytes(4, 5));
    expect((await again.read('empty'))!.length).toBe(0);
  });

  test('is of one version alone', async () => {
    await (await open('m1')).write('ranker', bytes(1));
    expect(await (await open('m2')).read('ranker')).toBeNull();
  });

  test.each([
    ['a flipped bit', (file: Buffer) => file.with(40, file[40]! ^ 1)],
    ['a cut end', (file: Buffer) => file.subarray(0, file.length - 1)],
    ['a cut beginning', (file: Buffer) => file.subarray(0, 7)],
    ['nothing left', () => Buffer.alloc(0)],
  ])('with %s is not believed, told and removed', async (_, damage) => {
    const kept = await open('m1');
    await kept.write(
      'ranker',
      Uint8Array.from({ length: 100 }, (_value, n) => n),
    );
    const path = pathOf('m1', 'ranker');
    writeFileSync(path, damage(readFileSync(path)));
    expect(await kept.read('ranker')).toBeNull();
    expect(warned).toHaveLength(1);
    expect(await kept.parts()).toEqual([]);
  });

  test('under the name of another part is not believed', async () => {
    const kept = await open('m1');
    await kept.write('ranker', bytes(1, 2));
    writeFileSync(pathOf('m1', 'retrieval'), readFileSync(pathOf('m1', 'ranker')));
    expect(await kept.read('retrieval')).toBeNull();
  });

  test('does not show what was being written when the process was killed', async () => {
    const kept = await open('m1');
    await kept.write('ranker', bytes(1));
    writeFileSync(pathOf('m1', '.writing-examples-7'), 'half of it');
    expect(await kept.parts()).toEqual(['ranker']);
  });

  test('that cannot be written costs no training: it is told', async () => {
    writeFileSync(join(dataDir, 'training'), 'in the way');
    const kept = await open('m1');
    await kept.write('ranker', bytes(1));
    expect(warned).toHaveLength(1);
  });

  test('goes when the training is done, and with it what others left a week ago', async () => {
    const nowMs = Date.now();
    await (await open('old')).write('ranker', bytes(1));
    await (await open('recent')).write('ranker', bytes(1));
    utimesSync(join(dataDir, 'training', 'old'), new Date(), new Date(nowMs - 8 * DAY_MS));
    const kept = await open('m1', nowMs);
    await kept.write('ranker', bytes(1));
    await kept.remove();
    expect(readdirSync(join(dataDir, 'training'))).toEqual(['recent']);
    await kept.remove();
  });

  test('is written by two processes of one version at the same time without harm', async () => {
    const [one, other] = [await open('m1'), await open('m1')];
    const content = Uint8Array.from({ length: 100_000 }, (_, n) => n);
    await Promise.all([one, other].flatMap((kept) => [kept.write('a', content), kept.write('b', content)]));
    expect(Uint8Array.from((await one.read('a'))!)).toEqual(content);
    expect(Uint8Array.from((await other.read('b'))!)).toEqual(content);
  });
});
