import type { RefusalReason } from '../model-refusal.ts';
import type { Rung } from '../page.ts';

/** What is counted and timed. Cheap enough to call on the request path; never throws. */
export interface Metrics {
  page(route: string, rung: Rung, seconds: number): void;
  stage(stage: string, seconds: number): void;
  /** `route` is the pattern, never the path. */
  answer(method: string, route: string, status: number): void;
  /** A source, hydrate or the ranker failed or came too late and its fallback answered. */
  fallback(component: string, reason: string): void;
  impressions(count: number): void;
  withheld(reason: string, count: number): void;
  unlogged(): void;
  events(accepted: number, rejected: number): void;
  /** Records shipped to Postgres, and the age of the oldest that is not, in seconds. */
  shipped(decisions: number, events: number): void;
  /** What could not be stored and is kept aside, by kind (domain/dead-letter.ts). */
  deadLetters(kind: string, count: number): void;
  eventLag(seconds: number): void;
  /** Users with more events than any person has, each counted once. */
  flaggedUsers(count: number): void;
  /** Bytes of a journal that were no record: 'within' it, or its torn 'tail'. */
  journalDamage(place: 'within' | 'tail', bytes: number): void;
  /** A live package that was not loaded, each once a process. */
  modelRefused(reason: RefusalReason): void;
  /** Population stability index by feature, as last measured; empty: none could be. */
  featureDrift(features: readonly { readonly name: string; readonly psi: number }[]): void;
  /** A worker of `serve --workers` ended that was not told to. */
  workerLost(): void;
  /** A training by the clock ended. */
  training(outcome: string, seconds: number): void;
}

export const NO_METRICS: Metrics = {
  page() {},
  stage() {},
  answer() {},
  fallback() {},
  impressions() {},
  withheld() {},
  unlogged() {},
  events() {},
  shipped() {},
  deadLetters() {},
  eventLag() {},
  flaggedUsers() {},
  journalDamage() {},
  modelRefused() {},
  featureDrift() {},
  workerLost() {},
  training() {},
};
