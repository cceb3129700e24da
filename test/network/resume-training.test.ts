import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import { openBackend } from '../../src/network/backend.ts';
import { encodeRanker, type RankerTraining, trainRanker } from '../../src/network/ranker-net.ts';
import { QUICK_TRAINING } from './examples.ts';
import { loggedExamples } from './logged-examples.ts';

jest.setTimeout(120_000);
beforeAll(() => openBackend('wasm'));

const examples = loggedExamples({ groups: 60, seed: 1, perPosition: -0.3, drawn: 0.5 });
const validation = loggedExamples({ groups: 40, seed: 2, perPosition: -0.3, drawn: 0.5 });
const TRAINING: RankerTraining = { ...QUICK_TRAINING, epochs: 6, patience: 2, validation };

/** Trains until the checkpoint after `epochs` epochs is there, then is killed. */
async function killedAfter(epochs: number, training: RankerTraining): Promise<Uint8Array> {
  let kept = new Uint8Array(0);
  let left = epochs;
  const killed = trainRanker(examples, {
    ...training,
    onCheckpoint(bytes) {
      kept = Uint8Array.from(bytes);
      if (--left === 0) throw new Error('killed');
    },
  });
  await expect(killed).rejects.toThrow('killed');
  return kept;
}

describe('a training that was killed', () => {
  test.each([1, 3, 5])('after %i epochs gives, resumed, the bits of one that was not', async (epochs) => {
    const whole = await trainRanker(examples, TRAINING);
    const reported: number[] = [];
    const resumed = await trainRanker(examples, {
      ...TRAINING,
      resume: await killedAfter(epochs, TRAINING),
      onEpoch: ({ epoch }) => reported.push(epoch),
    });
    expect(resumed).toEqual(whole);
    expect(encodeRanker(resumed.weights)).toEqual(encodeRanker(whole.weights));
    expect(reported[0] ?? epochs).toBe(epochs);
  });

  test('can be killed again', async () => {
    const resume = await killedAfter(1, TRAINING);
    const later = await killedAfter(2, { ...TRAINING, resume });
    expect(await trainRanker(examples, { ...TRAINING, resume: later })).toEqual(await trainRanker(examples, TRAINING));
  });

  test('is not resumed with other examples, other settings or a damaged checkpoint', async () => {
    const resume = await killedAfter(1, TRAINING);
    const refusal = expect.objectContaining({ code: 'data-check-failed' });
    await expect(trainRanker(validation, { ...TRAINING, resume })).rejects.toEqual(refusal);
    await expect(trainRanker(examples, { ...TRAINING, seed: 12, resume })).rejects.toEqual(refusal);
    for (const length of [0, 20, resume.length - 4]) {
      await expect(trainRanker(examples, { ...TRAINING, resume: resume.slice(0, length) })).rejects.toEqual(refusal);
    }
  });
});

test('three processes make the same bytes', async () => {
  const program = join(import.meta.dirname, 'train-in-a-process.ts');
  const run = promisify(execFile);
  const runs = await Promise.all(
    [1, 2, 3].map(() => run(process.execPath, ['--disable-warning=ExperimentalWarning', program])),
  );
  const sums = runs.map(({ stdout }) => stdout.trim());
  const { weights } = await trainRanker(examples, TRAINING);
  const here = createHash('sha256').update(encodeRanker(weights).get('ranker/weights.bin')!).digest('hex');
  expect(sums).toEqual([here, here, here]);
});
