import { deserialize, serialize } from 'node:v8';
import type { Clock } from '../../domain/clock.ts';
import type { Checkpoints } from '../../domain/ports/training-checkpoints.ts';

/** What training does, in order. `refit` is the retrieval model and its index once more, then from every event. */
export const TRAINING_STAGES = ['retrieval', 'examples', 'ranker', 'evaluation', 'refit'] as const;
export type TrainingStage = (typeof TRAINING_STAGES)[number];

/** Makes what a stage makes, or takes it from the checkpoint of an earlier run of the same training. */
export type RunStage = <T>(stage: TrainingStage, make: (partly: PartlyDone) => T | Promise<T>) => Promise<T>;

/** For stages that take long: how far an earlier run came within the stage. */
export interface PartlyDone {
  readonly resume: Uint8Array | null;
  /** May be called at any moment; the last call counts. */
  onCheckpoint(bytes: Uint8Array): void;
}

export type StageReport =
  | { readonly stage: TrainingStage; readonly state: 'begun' }
  /** An earlier run had done part of it, and this one goes on. */
  | { readonly stage: TrainingStage; readonly state: 'resumed' }
  /** How far it came is kept. */
  | { readonly stage: TrainingStage; readonly state: 'kept' }
  | { readonly stage: TrainingStage; readonly state: 'done'; readonly seconds: number }
  /** An earlier run had done it. */
  | { readonly stage: TrainingStage; readonly state: 'restored' };

/** For who keeps nothing. */
export const justRun: RunStage = async (_stage, make) => make({ resume: null, onCheckpoint() {} });

/**
 * Keeps what each stage makes. That has to be plain data (numbers, strings, arrays, typed arrays, Maps, Sets of them), of which every
 * bit comes back; what two parts of it share is shared again.
 */
export function createStageRunner(
  checkpoints: Checkpoints,
  clock: Pick<Clock, 'monotonicMs'>,
  onStage: (report: StageReport) => void,
): RunStage {
  return async <T>(stage: TrainingStage, make: (partly: PartlyDone) => T | Promise<T>): Promise<T> => {
    const kept = await checkpoints.read(stage);
    if (kept !== null) {
      onStage({ stage, state: 'restored' });
      return deserialize(kept) as T;
    }
    onStage({ stage, state: 'begun' });
    const startedMs = clock.monotonicMs();
    const partName = `${stage}.partly`;
    const resume = await checkpoints.read(partName);
    if (resume !== null) onStage({ stage, state: 'resumed' });
    // One write at a time, in order; a newer state overtakes one that still waits.
    let writing: Promise<void> = Promise.resolve();
    let waiting: Uint8Array | null = null;
    const made = await make({
      resume,
      onCheckpoint(bytes) {
        const isQueued = waiting !== null;
        waiting = bytes;
        if (isQueued) return;
        writing = writing.then(async () => {
          const newest = waiting!;
          waiting = null;
          await checkpoints.write(partName, newest);
          onStage({ stage, state: 'kept' });
        });
        // Who awaits it below is told; until then a failed write is no reason to end the process.
        writing.catch(() => {});
      },
    });
    await writing;
    await checkpoints.write(stage, serialize(made));
    onStage({ stage, state: 'done', seconds: (clock.monotonicMs() - startedMs) / 1000 });
    return made;
  };
}
