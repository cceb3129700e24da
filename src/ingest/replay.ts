import { setImmediate } from 'node:timers/promises';
import { refusedPartOf } from '../domain/dead-letter.ts';
import { MarqueeError } from '../domain/errors.ts';
import type { ItemNumbers } from '../domain/ports/item-store.ts';
import type { LogStore } from '../domain/ports/log-store.ts';
import type { Logger } from '../domain/ports/logger.ts';
import type { LoggedUser, StateLog } from '../domain/ports/state-log.ts';
import type { UserStateStore, VersionedState } from '../domain/ports/user-state-store.ts';
import { erasedState } from '../features/erased-state.ts';
import { EMPTY_STATE, type StateEvent, type StateView, type UserState } from '../features/user-state.ts';
import { decodeUserState } from '../features/user-state-codec.ts';
import { fold, mergeStates, stateEntriesOf } from '../features/user-state-merge.ts';
import { type Additions, addToUserStates, mergeUserStates, type StateEntries } from './merge-user-states.ts';
import { backoffMs, sleep as realSleep, type Sleep } from './sleep.ts';
import { addChange, addEvent } from './state-entries.ts';

export interface ReplayDeps {
  readonly stateLog: StateLog;
  readonly logStore: Pick<LogStore, 'itemsOfImpressions'>;
  readonly itemNumbers: Pick<ItemNumbers, 'resolve'>;
  readonly logger: Logger;
  readonly sleep?: Sleep;
}

export interface ReplayOptions {
  /** Only these users; absent: all. */
  readonly userKeys?: readonly string[];
  /** Told how many events have been read so far. */
  readonly onProgress?: (events: number) => void;
}

export interface ReplayedStates {
  readonly users: number;
  readonly events: number;
}

/**
 * Merges all that the log knows of users into their states: into an empty store it writes what the live states are, byte for byte;
 * into a living one it adds what is missing. Harmless to repeat, to break off, and while events come in. A state that cannot be read
 * is replaced. Rejects when a store stays away.
 */
export async function replayUserStates(
  deps: ReplayDeps & { readonly userStates: UserStateStore },
  { userKeys, onProgress }: ReplayOptions = {},
): Promise<ReplayedStates> {
  const { stateLog, userStates, logger } = deps;
  const add = (additions: Additions) =>
    patiently(deps, () => addToUserStates(userStates, additions, { logger, replacesUnreadable: true }));
  // Before all else: what is given on to a user who was erased is taken in by the state as it is after the erasure.
  const erasures = await stateLog.erasures(userKeys);
  await add(new Map(erasures.map(({ userKey, erasedAtMs }) => [userKey, adding(erasedState(erasedAtMs))])));

  let users = 0;
  let events = 0;
  let sincePause = 0;
  let lastUser = '';
  let writing = Promise.resolve();
  for await (const batch of stateLog.users(userKeys)) {
    const additions: Additions = new Map();
    for (const user of batch) {
      additions.set(user.userKey, adding(loggedState(user)));
      events += user.actions.length;
      sincePause += user.actions.length;
      if (sincePause > EVENTS_A_TURN) {
        // The store's answers to the batch before are waiting to be heard.
        await setImmediate();
        sincePause = 0;
      }
      if (user.userKey !== lastUser) users++;
      lastUser = user.userKey;
    }
    await writing;
    onProgress?.(events);
    // Beside the reading of the next.
    writing = add(additions);
    writing.catch(() => {});
  }
  await writing;
  events += await mergeDeadLetters(deps, userKeys);
  onProgress?.(events);
  return { users, events };
}

/** A user's state as the log has it, with what everybody did who was merged into the user. Reads no store of states. */
export async function rebuildUserState(deps: ReplayDeps, userKey: string): Promise<UserState> {
  const userStates = createScratchStates();
  await replayUserStates({ ...deps, userStates }, { userKeys: await deps.stateLog.ancestry(userKey) });
  const stored = await userStates.read(userKey);
  return stored === null ? EMPTY_STATE : decodeUserState(stored.bytes);
}

/** The state of a part of the log alone. */
export function loggedState({ erasedAtMs, checkpoint, actions, changes }: LoggedUser): UserState {
  const events: StateEvent[] = [];
  const views: StateView[] = [];
  for (const action of actions) {
    const entries = stateEntriesOf(action, action.itemNo, action.seenItemNos);
    for (const event of entries.events) events.push(event);
    for (const view of entries.views) views.push(view);
  }
  const state = fold(erasedAtMs === null ? EMPTY_STATE : erasedState(erasedAtMs), events, views, changes);
  return checkpoint === null ? state : mergeStates(state, decodeUserState(checkpoint));
}

const adding =
  (added: UserState) =>
  (state: UserState): UserState =>
    mergeStates(state, added);

/** A store that was slow once, under all that we give it, must not cost an hour's work. */
async function patiently({ logger, sleep = realSleep }: ReplayDeps, work: () => Promise<void>): Promise<void> {
  for (let failures = 1; ; failures++) {
    try {
      await work();
      return;
    } catch (error) {
      if (!(error instanceof MarqueeError) || error.code !== 'unavailable' || failures === MAX_TRIES) throw error;
      logger.warn({ err: error, failures }, 'user states are slow or away: will try again');
      await sleep(backoffMs(failures), NEVER);
    }
  }
}

const EVENTS_A_TURN = 2000;
/** About ten seconds. */
const MAX_TRIES = 9;
const NEVER = new AbortController().signal;

/** Returns the number of events. */
async function mergeDeadLetters(
  deps: ReplayDeps & { readonly userStates: UserStateStore },
  userKeys?: readonly string[],
): Promise<number> {
  const { stateLog, logStore, itemNumbers, userStates, logger } = deps;
  let events = 0;
  for await (const letters of stateLog.deadLetters(userKeys)) {
    const entries: StateEntries = new Map();
    for (const letter of letters) {
      const part = refusedPartOf(letter);
      if (part.kind === 'user-change') addChange(entries, part.value);
      if (part.kind !== 'event' && part.kind !== 'conflicting-event') continue;
      const { itemId, impressionIds } = part.value;
      const itemNos =
        itemId === null ? await logStore.itemsOfImpressions(impressionIds) : await itemNumbers.resolve([itemId]);
      addEvent(entries, part.value, itemNos);
      events++;
    }
    await patiently(deps, () => mergeUserStates(userStates, entries, logger));
  }
  return events;
}

/** States in memory, of one replay. */
function createScratchStates(): UserStateStore {
  const states = new Map<string, VersionedState>();
  const read = (userKey: string) => states.get(userKey) ?? null;
  return {
    read: async (userKey) => read(userKey),
    readMany: async (userKeys) => userKeys.map(read),
    compareAndSetMany: async (writes) =>
      writes.map(({ userKey, bytes, expectedVersion }) => {
        states.set(userKey, { bytes, version: expectedVersion + 1 });
        return true;
      }),
    ping: async () => {},
    close: async () => {},
  };
}
