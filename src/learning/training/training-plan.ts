import type { Manifest } from '../../domain/model-package.ts';
import type { RegisteredModel } from '../../domain/ports/model-store.ts';
import type { TestRows } from '../evaluation/evaluation.ts';
import { GATE_STAGES } from '../evaluation/gate.ts';
import type { TrainingData } from './read-training-data.ts';
import { TRAINING_STAGES, type TrainingStage } from './run-stage.ts';

/** What a training would do, known before anything is trained. */
export interface TrainingPlan {
  readonly version: string;
  /** This version is there already: nothing would be done. */
  readonly exists: boolean;
  readonly live: string | null;
  readonly data: Manifest['data'];
  /** Events that name no item of the catalogue, and are left out. */
  readonly unknownItems: number;
  /** Users whose last title is held out to judge by. */
  readonly heldOutUsers: number;
  /** What is compared on those, baselines and the live package included. */
  readonly compared: readonly string[];
  readonly stages: readonly PlannedStage[];
  /** Of all that is not done yet, one after the other. */
  readonly estimatedSeconds: number;
}

export interface PlannedStage {
  readonly stage: TrainingStage;
  readonly estimatedSeconds: number;
  /** Done by an earlier run of the same training: it would be taken from there. */
  readonly isDone: boolean;
}

export function planTraining(given: {
  readonly version: string;
  readonly exists: boolean;
  readonly models: readonly RegisteredModel[];
  readonly data: TrainingData;
  readonly tests: TestRows;
  /** Parts that an earlier run has left. */
  readonly parts: readonly string[];
}): TrainingPlan {
  const { version, exists, models, data, tests, parts } = given;
  const size: TrainingSize = { events: data.table.length, titles: data.catalogue.size, tests: tests.user.length };
  const last = models.findLast(({ manifest }) => manifest.stageSeconds !== undefined)?.manifest ?? null;
  const stages = TRAINING_STAGES.map(
    (stage): PlannedStage => ({
      stage,
      estimatedSeconds: tenth(secondsOf(stage, size) * pace(stage, last)),
      isDone: parts.includes(stage),
    }),
  );
  const live = models.find(({ state }) => state === 'live')?.version ?? null;
  return {
    version,
    exists,
    live,
    data: data.summary,
    unknownItems: data.unknownItems,
    heldOutUsers: new Set(tests.user).size,
    compared: [...GATE_STAGES, ...(live === null || live === version ? [] : [`live ${live}`])],
    stages,
    estimatedSeconds: exists ? 0 : tenth(stages.reduce((sum, s) => sum + (s.isDone ? 0 : s.estimatedSeconds), 0)),
  };
}

interface TrainingSize {
  readonly events: number;
  readonly titles: number;
  readonly tests: number;
}

/** Seconds of a stage on the machine of docs/performance.md: what it takes at least, and what it grows with. */
const COST: Readonly<Record<TrainingStage, (size: TrainingSize) => number>> = {
  retrieval: ({ events }) => 0.2 + 16 * Math.min(1, events / 100_000) ** 0.7 + 8e-6 * events,
  examples: ({ events }) => 0.2 + 14 * Math.min(1, events / 50_000) + 15e-6 * events,
  ranker: ({ events }) => 0.2 + 4.5 * Math.min(1, events / 50_000),
  evaluation: ({ events, tests }) => 0.1 + 0.0045 * tests + 1e-6 * events,
  refit: ({ events, titles }) => 0.1 + 4e-6 * events + 0.0009 * titles,
};

const secondsOf = (stage: TrainingStage, size: TrainingSize): number => COST[stage](size);

/** How the last training here compared with the table above; 1 where that is not known. */
function pace(stage: TrainingStage, last: Manifest | null): number {
  const seconds = last?.stageSeconds?.[stage];
  if (last === null || seconds === undefined) return 1;
  const { events, items, users } = last.data;
  return seconds / secondsOf(stage, { events, titles: items, tests: Math.min(users, 2000) });
}

const tenth = (seconds: number): number => Math.round(10 * seconds) / 10;
