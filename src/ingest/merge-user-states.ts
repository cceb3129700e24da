import type { Logger } from '../domain/ports/logger.ts';
import type { StateWrite, UserStateStore, VersionedState } from '../domain/ports/user-state-store.ts';
import type { UserChange } from '../domain/user-change.ts';
import { EMPTY_STATE, type StateEvent, type StateView, type UserState } from '../features/user-state.ts';
import { decodeUserState, encodeUserState } from '../features/user-state-codec.ts';
import { fold, inheritance, mergeStates } from '../features/user-state-merge.ts';

/** What a batch puts into each user's state, by userKey. */
export type StateEntries = Map<string, { events: StateEvent[]; views: StateView[]; changes: UserChange[] }>;

/**
 * Merges the entries into the stored states, and what merged users have then into the states of those they were merged into, along
 * every chain. Who lost a compare-and-set reads again: another process was faster, and merging after it gives the same state.
 * Rejects when the store is away; merging everything again is harmless.
 */
export async function mergeUserStates(store: UserStateStore, entries: StateEntries, logger: Logger): Promise<void> {
  const additions: Additions = new Map();
  for (const [userKey, { events, views, changes }] of entries) {
    additions.set(userKey, (state) => fold(state, events, views, changes));
  }
  await addToUserStates(store, additions, { logger });
}

/** By userKey, what becomes of a stored state. Merges only: the same addition again changes nothing. */
export type Additions = Map<string, (state: UserState) => UserState>;

export interface AddingOptions {
  readonly logger: Logger;
  /** Writes over states that cannot be read, for who has all that belongs into them. */
  readonly replacesUnreadable?: boolean;
}

/** The same for whatever is to be merged into states. */
export async function addToUserStates(store: UserStateStore, first: Additions, options: AddingOptions): Promise<void> {
  /** What each merged user has given on already. Merges may lead in a circle; who has nothing new gives nothing again. */
  const given = new Map<string, Uint8Array>();
  let additions = first;
  while (additions.size > 0) {
    const heirs: Additions = new Map();
    await addToStates(store, additions, options, (userKey, state, bytes) => {
      if (Buffer.compare(given.get(userKey) ?? NO_BYTES, bytes) === 0) return;
      given.set(userKey, bytes);
      for (const { userKey: heir } of state.mergedInto) {
        const others = heirs.get(heir);
        heirs.set(heir, (own) => mergeStates(others === undefined ? own : others(own), inheritance(state, own)));
      }
    });
    additions = heirs;
  }
}

/** Told the state, as it is now stored, of a user who was merged into others, whether or not this changed it. */
type OnMerged = (userKey: string, state: UserState, bytes: Uint8Array) => void;

async function addToStates(
  store: UserStateStore,
  additions: Additions,
  options: AddingOptions,
  onMerged: OnMerged,
): Promise<void> {
  let userKeys = [...additions.keys()];
  for (let round = 0; userKeys.length > 0; round++) {
    if (round === MAX_ROUNDS) throw new Error(`${userKeys.length} user states were changed by others ${round} times`);
    const lost: string[] = [];
    for (let at = 0; at < userKeys.length; at += USERS_A_TRIP) {
      lost.push(...(await addToSome(store, userKeys.slice(at, at + USERS_A_TRIP), additions, options, onMerged)));
    }
    userKeys = lost;
  }
}

const NO_BYTES = new Uint8Array(0);
const USERS_A_TRIP = 500;
const MAX_ROUNDS = 100;

/** Returns the users whose write lost. */
async function addToSome(
  store: UserStateStore,
  userKeys: readonly string[],
  additions: Additions,
  options: AddingOptions,
  onMerged: OnMerged,
): Promise<string[]> {
  const stored = await store.readMany(userKeys);
  const writes: StateWrite[] = [];
  const merged = new Map<string, { state: UserState; bytes: Uint8Array }>();
  for (const [index, userKey] of userKeys.entries()) {
    const before = stored[index]!;
    const stateBefore = readState(before, userKey, options);
    if (stateBefore === null) continue;
    const state = additions.get(userKey)!(stateBefore);
    const bytes = encodeUserState(state);
    if (state.mergedInto.length > 0) merged.set(userKey, { state, bytes });
    if (before !== null && Buffer.compare(bytes, before.bytes) === 0) continue;
    writes.push({ userKey, bytes, expectedVersion: before?.version ?? 0 });
  }
  const won = writes.length === 0 ? [] : await store.compareAndSetMany(writes);
  const lost = writes.filter((_, index) => !won[index]).map((write) => write.userKey);
  for (const userKey of lost) merged.delete(userKey);
  // Also who had it all before: the process may have ended between this write and the next.
  for (const [userKey, { state, bytes }] of merged) onMerged(userKey, state, bytes);
  return lost;
}

/** null: unreadable. It is left as it is, since overwriting would lose a whole history and the log can rebuild it. */
function readState(
  stored: VersionedState | null,
  userKey: string,
  { logger, replacesUnreadable = false }: AddingOptions,
): UserState | null {
  if (stored === null) return EMPTY_STATE;
  try {
    return decodeUserState(stored.bytes);
  } catch (error) {
    if (replacesUnreadable) {
      logger.warn({ err: error, userKey }, 'a stored user state cannot be read and is replaced');
      return EMPTY_STATE;
    }
    logger.error(
      { err: error, userKey },
      'a stored user state cannot be read; new events of the user are in the log only',
    );
    return null;
  }
}
