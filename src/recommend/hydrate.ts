import type { UserStateStore } from '../domain/ports/user-state-store.ts';
import { EMPTY_STATE, type UserState } from '../features/user-state.ts';
import { decodeUserState } from '../features/user-state-codec.ts';

/** What is known of users: the store's word, or what it said last. */
export interface Users {
  /** One read. A user without events has the empty state. Rejects when the store cannot be read. */
  read(userKey: string): Promise<UserState>;
  /** The last state this process read, if it still has it. */
  lastKnown(userKey: string): UserState | null;
  /** What a read that is under way finds is not kept either. */
  forget(userKey: string): void;
}

/** Users kept in mind, as bytes: some 2 KB each. */
const MAX_REMEMBERED = 10_000;

export function createUsers(store: Pick<UserStateStore, 'read'>): Users {
  // In the order of their last read: the first is the one to forget.
  const remembered = new Map<string, Uint8Array>();
  let forgotten = 0;

  return {
    async read(userKey) {
      const forgottenBefore = forgotten;
      const stored = await store.read(userKey);
      if (stored === null) return EMPTY_STATE;
      const state = decodeUserState(stored.bytes);
      if (forgotten !== forgottenBefore) return state;
      remembered.delete(userKey);
      // A copy: what the store gave may be a window on a buffer many times its size.
      remembered.set(userKey, stored.bytes.slice());
      if (remembered.size > MAX_REMEMBERED) remembered.delete(remembered.keys().next().value!);
      return state;
    },
    lastKnown(userKey) {
      const bytes = remembered.get(userKey);
      return bytes === undefined ? null : decodeUserState(bytes);
    },
    forget(userKey) {
      forgotten++;
      remembered.delete(userKey);
    },
  };
}
