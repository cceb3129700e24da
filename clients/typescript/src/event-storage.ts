import type { Event } from './api-types.ts';

/** Where a queue keeps the events that the service has not taken yet. A queue asks one thing at a time. */
export interface EventStorage {
  /** What was added and never removed, oldest first. Asked once, before anything else. */
  load(): Promise<readonly Event[]>;
  append(events: readonly Event[]): Promise<void>;
  remove(eventIds: readonly string[]): Promise<void>;
}

/** Forgets with the process. Handed to the next queue, it is what a restart would find: for tests, too. */
export function createMemoryStorage(): EventStorage {
  const kept = new Map<string, Event>();
  return {
    load: async () => [...kept.values()],
    async append(events) {
      for (const event of events) kept.set(event.eventId, event);
    },
    async remove(eventIds) {
      for (const eventId of eventIds) kept.delete(eventId);
    },
  };
}
