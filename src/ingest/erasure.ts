import type { Clock } from '../domain/clock.ts';
import type { Erasures, Removed } from '../domain/ports/erasures.ts';
import type { Logger } from '../domain/ports/logger.ts';
import type { UserStateStore } from '../domain/ports/user-state-store.ts';
import { isEmptyState, newestStampMs } from '../features/erased-state.ts';
import type { UserState } from '../features/user-state.ts';
import { decodeUserState } from '../features/user-state-codec.ts';
import type { ErasureFollower } from './erasure-follower.ts';

/** The right to be forgotten. */
export interface UserErasure {
  /**
   * Removes the user, and everybody who was merged into the user, from every store; what is still under way, or comes again, is not
   * taken in. Others who had inherited from them lose that. Resolves when it is done here; other replicas empty their journals
   * within seconds. Again is harmless, and finishes what a failure left over. Rejects with MarqueeError 'unavailable' when a store is
   * away or the journal cannot be emptied in time.
   */
  erase(userKey: string): Promise<ErasureReceipt>;
}

export interface ErasureReceipt {
  /** A UUID; the log keeps the receipt. */
  readonly receiptId: string;
  readonly removed: Removed;
}

export interface UserErasureDeps {
  readonly erasures: Erasures;
  readonly follower: Pick<ErasureFollower, 'catchUp'>;
  readonly userStates: Pick<UserStateStore, 'readMany'>;
  /** Brings what is journaled here to every store. Rejects with MarqueeError 'unavailable' when that takes too long. */
  emptyJournal(): Promise<void>;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly logger: Logger;
  newId(): string;
}

export function createUserErasure(deps: UserErasureDeps): UserErasure {
  const { erasures, follower, userStates, emptyJournal, clock, logger, newId } = deps;

  /** null: one that cannot be read; it is erased like any other. */
  async function statesOf(userKeys: readonly string[]): Promise<readonly (UserState | null)[]> {
    const stored = await userStates.readMany(userKeys);
    return stored.flatMap((one) => (one === null ? [] : [readState(one.bytes)]));
  }

  return {
    async erase(userKey) {
      // Also asks whether both stores are there, before the journal is waited for.
      await statesOf(await erasures.onePerson(userKey));
      // Whom the journal says to be one person with the user is known only when the log knows.
      await emptyJournal();
      const states = await statesOf(await erasures.onePerson(userKey));
      // Clocks may be ahead of ours: what is there now goes, whenever it says it was.
      const erasedAtMs = Math.max(clock.nowMs(), ...states.map((state) => (state === null ? 0 : newestStampMs(state))));
      const receiptId = newId();
      const { removed } = await erasures.erase({ userKey, erasedAtMs, throughNewest: true, receiptId });
      await follower.catchUp();
      const fromStates = { userStates: states.filter((state) => state === null || !isEmptyState(state)).length };
      await erasures.addToReceipt(receiptId, fromStates);
      logger.info({ receiptId }, 'a user was erased');
      return { receiptId, removed: { ...removed, ...fromStates } };
    },
  };
}

function readState(bytes: Uint8Array): UserState | null {
  try {
    return decodeUserState(bytes);
  } catch {
    return null;
  }
}
