/** What a training has made so far, kept so that one that was killed goes on where it stopped. */
export interface TrainingCheckpoints {
  /** Of one training alone: the version that it will make names data, code, seed and parameters, so nothing of another is ever found. */
  of(version: string): Promise<Checkpoints>;
  /** Of every training: somebody is to be forgotten, and they hold what users did. One under way makes again what it misses. */
  removeAll(): Promise<void>;
}

/** Parts are small names of letters, digits, dots and dashes. */
export interface Checkpoints {
  /** Names of the parts that are there. */
  parts(): Promise<readonly string[]>;
  /** Exactly the bytes that were written; null when the part is not there, or is damaged (which is told and forgotten). */
  read(part: string): Promise<Uint8Array | null>;
  /** Whole or not at all, also when the process is killed meanwhile. */
  write(part: string, bytes: Uint8Array): Promise<void>;
  /** The training is done, or nobody will go on with it. */
  remove(): Promise<void>;
}

/** Nothing is kept: every training begins at its beginning. */
export const NO_CHECKPOINTS: TrainingCheckpoints = {
  removeAll: async () => {},
  of: async () => ({ parts: async () => [], read: async () => null, write: async () => {}, remove: async () => {} }),
};
