import type { Event } from './api-types.ts';
import type { EventStorage } from './event-storage.ts';

/** A storage asked one thing at a time, in order. Nothing here rejects: a failure is told, counted, and costs durability alone. */
export interface StorageLane {
  load(): Promise<readonly Event[]>;
  /** Resolves when stored, or when that has failed. Events added while another write is under way share the next one. */
  append(event: Event): Promise<void>;
  remove(events: readonly Event[]): void;
  settled(): Promise<void>;
  failures(): number;
}

export function createStorageLane(storage: EventStorage, onFailure: (error: unknown) => void = () => {}): StorageLane {
  let lane: Promise<void> = Promise.resolve();
  let failures = 0;
  let nextWrite: { readonly events: Event[]; readonly done: Promise<void> } | null = null;

  function inLane<T>(work: () => Promise<T>, otherwise: T): Promise<T> {
    const result = lane.then(work).catch((error: unknown) => {
      failures++;
      queueMicrotask(() => onFailure(error));
      return otherwise;
    });
    lane = result.then(() => {});
    return result;
  }

  return {
    load: () => inLane(() => storage.load(), []),
    append(event) {
      if (nextWrite === null) {
        const events: Event[] = [];
        const done = inLane(() => {
          nextWrite = null;
          return storage.append(events);
        }, undefined);
        nextWrite = { events, done };
      }
      nextWrite.events.push(event);
      return nextWrite.done;
    },
    remove(events) {
      const eventIds = events.map((event) => event.eventId);
      void inLane(() => storage.remove(eventIds), undefined);
    },
    settled: () => lane,
    failures: () => failures,
  };
}
