/** The client as a browser or Node takes it: nothing in it is of Node alone. For a file as storage, see file-storage.ts. */
export type * from './api-types.ts';
export {
  type Answer,
  type CallOptions,
  type ClientOptions,
  type Credential,
  createMarqueeClient,
  type Input,
  type MarqueeClient,
  type OperationName,
  pagesOf,
} from './client.ts';
export { createEventQueue, type EventQueue } from './event-queue.ts';
export type { EventDraft, EventQueueClock, EventQueueOptions, EventQueueStats } from './event-queue-options.ts';
export { createMemoryStorage, type EventStorage } from './event-storage.ts';
export { nextItems, nextPages } from './next-pages.ts';
export { MarqueeProblem, type ProblemCode, problemOf } from './problem.ts';
export { createWebStorage, type WebStorage } from './web-storage.ts';
