import type { Clock } from '../../domain/clock.ts';
import type { Objectives } from '../../domain/objectives.ts';
import type { BesideTraining } from '../dataset/examples-from-log.ts';
import type { EventTable } from '../log/event-table.ts';
import type { TrainedRetrieval } from '../retrieval/train-retrieval.ts';
import type { TrainedRanker } from '../training/train-ranker-from-log.ts';
import type { TrainingInput } from '../training/training-input.ts';
import type { StageName } from './evaluate-stages.ts';

/** What is to be evaluated: the log to learn from, what was held out of it, and how the stages are asked. */
export interface Evaluation extends TrainingInput, BesideTraining {
  readonly tests: TestRows;
  /** When everybody is asked; absent: each user as of that user's last event. Nothing of the table may be later. */
  readonly askedAtMs?: number;
  /** Users whom nothing learns from, their numbers not in the table: asked as of their last event here, knowing these events of them. */
  readonly guests?: EventTable;
  /** Candidates by user, dense indices; absent: the whole catalogue. */
  readonly candidates?: ReadonlyMap<number, Int32Array>;
  readonly excludeHistory: boolean;
  readonly ks: readonly number[];
  readonly stages: readonly StageName[];
  /** What the heads count on the pages that are judged; absent: DEFAULT_OBJECTIVES. */
  readonly objectives?: Objectives;
  readonly clock: Clock;
  readonly onUser?: (done: number, of: number) => void;
  /** Told of each test row how many stand ahead of its title. */
  readonly onRank?: (stage: StageName, user: number, title: number, rank: number) => void;
}

/** What was held out: each row a user of the training table (or a number of its own) and the title it is asked for. */
export interface TestRows {
  readonly user: Int32Array;
  /** Dense index. */
  readonly title: Int32Array;
  /** When the row's user is asked; NaN, or left out: as of the user's last event. The same for all rows of a user. */
  readonly askedAtMs?: Float64Array;
}

export type StageMetrics = Record<string, number>;
export type ByStage<Value> = Partial<Record<StageName, Value>>;

/** A 95 % interval, by bootstrap over users. */
export type Interval = readonly [low: number, high: number];
export type StageIntervals = Readonly<Record<string, { readonly ci95: Interval }>>;
/** Served less a stage, the same users on both sides. */
export type StageDifferences = Readonly<Record<string, { readonly difference: number; readonly ci95: Interval }>>;

/** Questions about titles used at most five times in the training data, or never; of users with at most five uses. */
export type SliceName = 'coldItems' | 'unseenItems' | 'coldUsers';

export interface EvaluationResult {
  readonly stages: ByStage<StageMetrics>;
  /** Of each accuracy metric. */
  readonly intervals: ByStage<StageIntervals>;
  readonly slices: ByStage<Record<SliceName, StageMetrics>>;
  /** Served less each other stage; empty unless served was asked for. */
  readonly paired: ByStage<StageDifferences>;
  /** How many stood ahead of the title of each test row. */
  readonly ranks: ByStage<Int32Array>;
  /** What was trained on the way; null where no stage needed it. */
  readonly retrieval: TrainedRetrieval | null;
  readonly ranker: TrainedRanker | null;
}
