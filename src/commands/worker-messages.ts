import type { Config } from '../config.ts';
import type { Origin } from '../domain/origin.ts';
import type { Readiness } from '../http/admin.ts';
import type { Lane } from './event-path.ts';

/** What the primary of `serve --workers` says to a worker. Plain values: they go through JSON. */
export type ToWorker =
  | { readonly kind: 'start'; readonly start: WorkerStart }
  | { readonly kind: 'ask'; readonly id: number; readonly question: Question }
  /** Drain and end. So does the loss of the channel: the primary is gone. */
  | { readonly kind: 'stop' };

export interface WorkerStart {
  /** Of the primary, with the database it has opened and migrated. */
  readonly config: Config;
  readonly lane: Lane;
  readonly origins: readonly Origin[];
}

/** What a worker says to the primary. */
export type FromWorker =
  | { readonly kind: 'ready'; readonly port: number }
  /** It could not start, and says why as to a person at the terminal. */
  | { readonly kind: 'failed'; readonly code: string; readonly sentence: string }
  | { readonly kind: 'answer'; readonly id: number; readonly answer?: unknown; readonly error?: string };

export type Question = keyof Answers;

/** Question -> what is answered. */
export interface Answers {
  readonly readiness: Readiness;
  /** Prometheus' text form. */
  readonly metrics: string;
  readonly refresh: null;
  readonly settle: null;
}
