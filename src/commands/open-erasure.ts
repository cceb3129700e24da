import type { Context } from '../context.ts';
import { MarqueeError } from '../domain/errors.ts';
import type { UserStateStore } from '../domain/ports/user-state-store.ts';
import { createUserErasure, type UserErasure } from '../ingest/erasure.ts';
import { createErasureFollower } from '../ingest/erasure-follower.ts';
import { rebuildUserState } from '../ingest/replay.ts';
import type { EventPath } from './event-path.ts';

export interface ErasureParts {
  readonly eventPath: Pick<EventPath, 'journal' | 'drain'>;
  readonly userStates: UserStateStore;
  /** Lets go of the user in the memory of this process. */
  forget(userKey: string): void;
}

/** Enough for a journal of some minutes; a page's `viewed` may wait ten seconds for the page. */
const EMPTY_WITHIN_MS = 20_000;

/**
 * Erasing users, and taking in what other replicas erase. Resolves when the log obeys this replica's tombstones; before that no
 * request may be answered. Close it before the event path.
 */
export async function openErasure(
  context: Context,
  { eventPath, userStates, forget }: ErasureParts,
): Promise<UserErasure & { close(): Promise<void> }> {
  async function emptyJournal(): Promise<void> {
    try {
      // Before a file is closed: with a store away each try would leave one.
      await eventPath.drain(EMPTY_WITHIN_MS);
      eventPath.journal.rotate();
      // What came meanwhile lies in the same file.
      await eventPath.drain(EMPTY_WITHIN_MS);
    } catch (cause) {
      throw new MarqueeError('unavailable', 'What is journaled cannot be stored at the moment. Try again shortly.', {
        cause,
      });
    }
  }
  const follower = createErasureFollower({
    ...context,
    userStates,
    rebuildState: (userKey) => rebuildUserState(context, userKey),
    forget,
    emptyJournal,
  });
  await follower.start();
  return { ...createUserErasure({ ...context, follower, userStates, emptyJournal }), close: follower.stop };
}
