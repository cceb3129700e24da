import type { Clock } from '../domain/clock.ts';
import type { Origin } from '../domain/origin.ts';
import type { UserStateStore } from '../domain/ports/user-state-store.ts';
import type { UserAttributes } from '../domain/user-attributes.ts';
import type { UserChange } from '../domain/user-change.ts';
import { EMPTY_STATE, type UserState } from '../features/user-state.ts';
import { decodeUserState } from '../features/user-state-codec.ts';
import type { ChangeLog } from './change-log.ts';
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
  readonly changeLog: ChangeLog;
  readonly userStates: Pick<UserStateStore, 'read'>;
  readonly clock: Clock;
  newId(): string;
  /** How long an answer waits for the user states. */
  readonly waitMs?: number;
  readonly sleep?: Sleep;
}

export function createUserChanges(deps: UserChangesDeps): UserChanges {
  const { changeLog, userStates, clock, newId, waitMs = 500, sleep = realSleep } = deps;

  async function read(userKey: string): Promise<UserState> {
    const stored = await userStates.read(userKey);
    return stored === null ? EMPTY_STATE : decodeUserState(stored.bytes);
  }

  /** Later than what it replaces and than an erasure, whatever the clock says: the last thing said has to hold. */
  const laterThan = (...stampsMs: number[]): number => Math.max(clock.nowMs(), ...stampsMs.map((stamp) => stamp + 1));

  async function append(change: UserChange): Promise<void> {
    const { merged } = await changeLog.append(change);
    const enough = new AbortController();
    try {
      await Promise.race([merged, sleep(waitMs, enough.signal)]);
    } finally {
      enough.abort();
    }
  }

  return {
    async putAttributes(userKey, attributes, origin) {
      // Durable is all that was promised: a store that is away costs the comparison with what was, not the change.
      const before = await read(userKey).catch(() => null);
      const changedAtMs = laterThan(before?.attributes?.changedAtMs ?? 0, before?.erasedAtMs ?? 0);
      await append({ kind: 'attributes', changeId: newId(), userKey, changedAtMs, origin, attributes });
      return { created: before !== null && before.attributes === null };
    },
    async attributes(userKey) {
      const found = (await read(userKey)).attributes;
      if (found === null) return null;
      const { region, language, maturity, labels } = found;
      return { region, language, maturity, labels };
    },
    async merge(userKey, fromUserKey, origin) {
      const from = await read(fromUserKey).catch(() => EMPTY_STATE);
      const to = await read(userKey).catch(() => EMPTY_STATE);
      const link = from.mergedInto.find((known) => known.userKey === userKey);
      // The link outlives everything but an erasure; once more would say nothing.
      if (link !== undefined && link.mergedAtMs > to.erasedAtMs) return;
      const changedAtMs = laterThan(from.erasedAtMs, to.erasedAtMs);
      await append({ kind: 'merge', changeId: newId(), userKey, fromUserKey, changedAtMs, origin });
    },
  };
}
