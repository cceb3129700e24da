/** Trainings by the clock, one at a time among all replicas. */
export interface TrainingRuns {
  /**
   * The right to train now: null while another replica trains, or when a training that ended has begun after `dueSinceMs`. It is held
   * until finish() or abandon(), or until this process is gone: then it may be claimed again at once.
   */
  claim(options: { readonly nowMs: number; readonly dueSinceMs: number }): Promise<TrainingRun | null>;
  /** The last one that ended; null: none has. */
  last(): Promise<EndedTraining | null>;
}

export interface TrainingRun {
  /** Keeps what came of it and lets the next one begin when it is due. */
  finish(ended: Omit<EndedTraining, 'startedAtMs'>): Promise<void>;
  /** As if it had not begun: who comes next goes on with it. */
  abandon(): Promise<void>;
}

export interface EndedTraining {
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly outcome: TrainingEnd;
  readonly version: string | null;
  /** For people. */
  readonly detail: string;
}

/** unchanged: the data were those of a version that is there. failed: it ended without an answer. */
export const TRAINING_ENDS = ['published', 'rejected', 'unchanged', 'data-checks-failed', 'failed'] as const;
export type TrainingEnd = (typeof TRAINING_ENDS)[number];
