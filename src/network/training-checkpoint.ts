import { createHash } from 'node:crypto';
import * as tf from '@tensorflow/tfjs-core';
import { MarqueeError } from '../domain/errors.ts';
import type { RankerExamples } from './ranker-examples.ts';

/** All that a training knows between two epochs. Its chance is a function of seed and epoch, so there is no generator's state in it. */
export interface TrainingProgress {
  /** Epochs done. */
  epochs: number;
  /** Steps of Adam done. */
  steps: number;
  /** Of the best epoch so far; Infinity before the first. */
  bestLoss: number;
  /** Epochs since the best. */
  worseEpochs: number;
  /** Parameters, both moments of Adam, parameters of the best epoch: as long as each other. */
  readonly columns: readonly Float32Array[];
}

/** One line of JSON, then the columns as float32, little endian. `identity`: see identityOf. */
export function encodeCheckpoint(identity: string, progress: TrainingProgress): Uint8Array {
  const { epochs, steps, bestLoss, worseEpochs, columns } = progress;
  const length = columns[0]!.length;
  const about = { identity, epochs, steps, bestLoss: Number.isFinite(bestLoss) ? bestLoss : null, worseEpochs, length };
  const head = new TextEncoder().encode(`${JSON.stringify(about)}\n`);
  const bytes = new Uint8Array(head.length + 4 * length * columns.length);
  bytes.set(head);
  const view = new DataView(bytes.buffer, head.length);
  for (const [column, values] of columns.entries()) {
    for (let i = 0; i < length; i++) view.setFloat32(4 * (column * length + i), values[i]!, true);
  }
  return bytes;
}

/** Writes a checkpoint into `progress`. Throws MarqueeError 'data-check-failed' when it belongs to another training or is damaged. */
export function restoreCheckpoint(bytes: Uint8Array, identity: string, progress: TrainingProgress): void {
  const end = bytes.indexOf(10);
  const length = progress.columns[0]!.length;
  let about: Record<string, unknown> = {};
  try {
    about = JSON.parse(new TextDecoder().decode(bytes.subarray(0, Math.max(0, end))));
  } catch (cause) {
    refuse('it cannot be read', cause);
  }
  if (about.identity !== identity || about.length !== length) refuse('it is of other examples, settings or backend');
  if (bytes.length - end - 1 !== 4 * length * progress.columns.length) refuse('it was cut short');
  const view = new DataView(bytes.buffer, bytes.byteOffset + end + 1);
  for (const [column, values] of progress.columns.entries()) {
    for (let i = 0; i < length; i++) values[i] = view.getFloat32(4 * (column * length + i), true);
  }
  progress.epochs = about.epochs as number;
  progress.steps = about.steps as number;
  progress.bestLoss = about.bestLoss === null ? Number.POSITIVE_INFINITY : (about.bestLoss as number);
  progress.worseEpochs = about.worseEpochs as number;
}

/** What a checkpoint may be resumed with: the same examples, settings and backend, else the bits would not be the same. */
export function identityOf(settings: object, examples: readonly (RankerExamples | undefined)[]): string {
  const hash = createHash('sha256').update(JSON.stringify([tf.getBackend(), settings]));
  for (const each of examples) {
    if (each === undefined) continue;
    hash.update(`${each.groups} ${each.groupSize} ${each.width} `);
    const { features, labels, outcomes, drawWeights, groupWeights, shownRow, shownPosition } = each;
    for (const { buffer, byteOffset, byteLength } of [
      features,
      labels,
      outcomes,
      drawWeights,
      groupWeights,
      shownRow,
      shownPosition,
    ]) {
      hash.update(new Uint8Array(buffer, byteOffset, byteLength));
    }
  }
  return hash.digest('hex');
}

function refuse(reason: string, cause?: unknown): never {
  throw new MarqueeError('data-check-failed', `The ranker's training cannot be resumed: ${reason}. Start it anew.`, {
    cause,
  });
}
