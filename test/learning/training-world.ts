import type { LoggedEvent, LogStore } from '../../src/domain/ports/log-store.ts';
import { aStoredItem } from '../support/items.ts';
import { ringWalks, START_MS } from './support.ts';

/** A log with enough in it for a ranker to learn from, the same in every process. */
export const ITEMS = Array.from({ length: 80 }, (_, n) => aStoredItem(n + 1, { genres: [`g${n % 3}`] }));

const WALKS = ringWalks({ users: 120, items: ITEMS.length, steps: 15, seed: 3 });

export function logOf(): Pick<LogStore, 'events' | 'decisions'> {
  const events = WALKS.flatMap((walk, user) =>
    walk.map(
      (itemNo, n): LoggedEvent => ({
        eventId: `e-${user}-${n}`,
        type: 'complete',
        userKey: user.toString(16).padStart(32, '0'),
        itemId: `i${itemNo}`,
        itemNo,
        occurredAtMs: START_MS + (user + n) * 3_600_000,
        receivedAtMs: START_MS + 30 * 86_400_000,
        impressionIds: [],
        recommendationId: null,
        sessionId: null,
        portion: 1,
        positionS: null,
        value: null,
        trigger: 'user',
        properties: null,
        origin: 'import',
      }),
    ),
  );
  return {
    async *events() {
      yield events;
    },
    async *decisions() {},
  };
}
