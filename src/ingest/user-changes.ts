import type { Clock } from '../domain/clock.ts';
import type { Origin } from '../domain/origin.ts';
import type { Journal } from '../domain/ports/journal.ts';
import type { UserStateStore } from '../domain/ports/user-state-store.ts';
import type { UserAttributes } from '../domain/user-attributes.ts';
import type { UserChange } from '../domain/user-change.ts';
import { decodeUserState } from '../features/user-state-codec.ts';
import { encodeUserChange } from './journal-records.ts';
import { sleep as realSleep, type Sleep } from './sleep.ts';

/** The way in for what is said about users, and the way to read it back. */
export interface UserChanges {
  /**
   * Replaces the profile. Resolves once it is durable and, unless the user states are away or slow, to be read back. `created`:
   * nothing had been said of this user before, as far as can be known. Rejects with 'journal-unavailable' when it was not kept.
   */
  putAttributes(userKey: string, attributes: UserAttributes, origin: Origin): Promise<{ created: boolean }>;
  /** null: nothing was ever said. Rejects when the user states cannot be read. */
  attributes(userKey: string): Promise<UserAttributes | null>;
  /** What `fromUserKey` did and will do counts for `userKey` too. As durable as a profile. */
  merge(userKey: string, fromUserKey: string, origin: Origin): Promise<void>;
}

export interface UserChangesDeps {
  readonly journal: Pick<Journal, 'appendDurable'>;
  readonly userStates: Pick<UserStateStore, 'read'>;
  /** Resolves when everything durable before the call is in the user states. */
  merged(): Promise<void>;
  readonly clock: Clock;
  newId(): string;
  /** How long an answer waits for the user states. */
  readonly waitMs?: number;
  readonly sleep?: Sleep;
}

export function createUserChanges(deps: UserChangesDeps): UserChanges {
  const { journal, userStates, merged, clock, newId, waitMs = 500, sleep = realSleep } = deps;

  async function read(userKey: string) {
    const stored = await userStates.read(userKey);
    return stored === null ? null : decodeUserState(stored.bytes).attributes;
  }

  async function append(change: UserChange): Promise<void> {
    await journal.appendDurable([encodeUserChange(change)]);
    const enough = new AbortController();
    try {
      await Promise.race([merged(), sleep(waitMs, enough.signal)]);
    } finally {
      enough.abort();
    }
  }

  return {
    async putAttributes(userKey, attributes, origin) {
      // Durable is all that was promised: a store that is away costs the comparison with what was, not the change.
      const before = await read(userKey).catch(() => undefined);
      // Later than what it replaces, whatever the clock says: the last one put has to hold.
      const changedAtMs = Math.max(clock.nowMs(), (before?.changedAtMs ?? Number.NEGATIVE_INFINITY) + 1);
      await append({ kind: 'attributes', changeId: newId(), userKey, changedAtMs, origin, attributes });
      return { created: before === null };
    },
    async attributes(userKey) {
      const found = await read(userKey);
      if (found === null) return null;
      const { region, language, maturity, labels } = found;
      return { region, language, maturity, labels };
    },
    async merge(userKey, fromUserKey, origin) {
      const from = await userStates.read(fromUserKey).catch(() => null);
      const links = from === null ? [] : decodeUserState(from.bytes).mergedInto;
      // The link outlives everything; once more would say nothing.
      if (links.some((link) => link.userKey === userKey)) return;
      await append({ kind: 'merge', changeId: newId(), userKey, fromUserKey, changedAtMs: clock.nowMs(), origin });
    },
  };
}
