import type { Event } from './api-types.ts';
import type { EventStorage } from './event-storage.ts';

/** What is used of the browser's `localStorage`. */
export interface WebStorage {
  readonly length: number;
  key(index: number): string | null;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/**
 * Keeps each event under a key of its own in `localStorage`, so that tabs do not overwrite one another. What two tabs find and both send
 * has the same eventId and timestamp, and the service counts it once. A full storage throws, and the queue goes on in memory.
 */
export function createWebStorage(storage: WebStorage, name = 'marquee-events'): EventStorage {
  const prefix = `${name}:`;
  const keyOf = new Map<string, string>();
  let added = 0;
  return {
    async load() {
      const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index));
      return keys
        .filter((key) => key?.startsWith(prefix))
        .toSorted()
        .flatMap((key) => {
          const event = parse(storage.getItem(key!));
          if (event === null) return [];
          keyOf.set(event.eventId, key!);
          return [event];
        });
    },
    async append(events) {
      for (const event of events) {
        // Sorts by time, then by the order of adding.
        const key = `${prefix}${event.timestamp}:${String(added++).padStart(9, '0')}:${event.eventId}`;
        storage.setItem(key, JSON.stringify(event));
        keyOf.set(event.eventId, key);
      }
    },
    async remove(eventIds) {
      for (const eventId of eventIds) {
        const key = keyOf.get(eventId);
        if (key !== undefined) storage.removeItem(key);
        keyOf.delete(eventId);
      }
    },
  };
}

/** null for what another tab has removed meanwhile, and for what is no event. */
function parse(text: string | null): Event | null {
  try {
    const value = JSON.parse(text ?? 'null') as Partial<Event> | null;
    return typeof value?.eventId === 'string' ? (value as Event) : null;
  } catch {
    return null;
  }
}
