import type { StateRepair, Tombstone } from '../domain/ports/erasures.ts';
import type { UserStateStore, VersionedState } from '../domain/ports/user-state-store.ts';
import { eraseState } from '../features/erase-state.ts';
import { erasedState, isEmptyState } from '../features/erased-state.ts';
import { EMPTY_STATE, type UserState } from '../features/user-state.ts';
import { decodeUserState, encodeUserState } from '../features/user-state-codec.ts';
import { mergeStates } from '../features/user-state-merge.ts';

/** Puts the tombstones into the stored states; what was done later stays. Again is harmless. Rejects when the store is away. */
export async function eraseUserStates(store: UserStateStore, tombstones: readonly Tombstone[]): Promise<void> {
  for (let at = 0; at < tombstones.length; at += USERS_A_TRIP) {
    const some = tombstones.slice(at, at + USERS_A_TRIP);
    const stored = await store.readMany(some.map(({ userKey }) => userKey));
    for (const [index, { userKey, erasedAtMs }] of some.entries()) {
      // A replica that starts reads every tombstone there is; nearly all are in place.
      if ((readState(stored[index]!)?.erasedAtMs ?? 0) >= erasedAtMs) continue;
      await rewrite(store, userKey, async (state) => {
        if (state === null) return erasedState(erasedAtMs);
        return state.erasedAtMs >= erasedAtMs ? state : eraseState(state, erasedAtMs);
      });
    }
  }
}

/**
 * Puts the state that `rebuild` makes from the log in the place of the stored one, which had inherited from a user who was erased.
 * What the stored one holds from after the erasure stays: the log may not have it yet. Everything that was said of the user stays.
 */
export async function repairUserState(
  store: UserStateStore,
  { userKey, inheritedUntilMs }: StateRepair,
  rebuild: (userKey: string) => Promise<UserState>,
): Promise<void> {
  await rewrite(store, userKey, async (state) => {
    const rebuilt = await rebuild(userKey);
    if (state === null) return rebuilt;
    const { attributes, mergedInto, erasedAtMs } = state;
    return mergeStates(rebuilt, { ...eraseState(state, inheritedUntilMs), attributes, mergedInto, erasedAtMs });
  });
}

/** Replaces a state, which is null when there is none that can be read. Who was overtaken looks again. */
async function rewrite(
  store: UserStateStore,
  userKey: string,
  change: (state: UserState | null) => Promise<UserState>,
): Promise<void> {
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const stored = await store.read(userKey);
    const state = await change(readState(stored));
    const bytes = encodeUserState(state);
    if (stored === null ? state.erasedAtMs === 0 && isEmptyState(state) : Buffer.compare(bytes, stored.bytes) === 0) {
      return;
    }
    const [won] = await store.compareAndSetMany([{ userKey, bytes, expectedVersion: stored?.version ?? 0 }]);
    if (won) return;
  }
  throw new Error(`a user state was changed by others ${MAX_ROUNDS} times while it was to be erased`);
}

const USERS_A_TRIP = 500;
const MAX_ROUNDS = 100;

function readState(stored: VersionedState | null): UserState | null {
  if (stored === null) return EMPTY_STATE;
  try {
    return decodeUserState(stored.bytes);
  } catch {
    return null;
  }
}
