import { refusedPartOf } from '../domain/dead-letter.ts';
import type { ViewerEvent } from '../domain/event.ts';
import type { LoggedUser, StateLog } from '../domain/ports/state-log.ts';
import { stateBefore } from '../features/state-before.ts';
import type { UserState } from '../features/user-state.ts';
import { decodeUserState, encodeUserState } from '../features/user-state-codec.ts';
import { type ReplayDeps, rebuildUserState } from './replay.ts';

export interface PastState {
  readonly state: UserState;
  /** false: days of the log that this needs were dropped, and what is left of them was written after the moment. */
  readonly isWhole: boolean;
}

/**
 * From when on an event counts. 'received': from when the service had it, as a page of the moment could know it; what was imported
 * from when it happened (ADR 17). 'happened': from its own timestamp, however late it came.
 */
export type CountedFrom = 'received' | 'happened';

/**
 * A user's state at a moment: the log before it, put through the merge that serves. Of users who were erased since nothing is
 * left.
 */
export async function pastUserState(
  deps: ReplayDeps,
  userKey: string,
  atMs: number,
  countedFrom: CountedFrom = 'received',
): Promise<PastState> {
  let isWhole = true;
  const stateLog = logBefore(deps.stateLog, atMs, countedFrom, () => {
    isWhole = false;
  });
  return { state: await rebuildUserState({ ...deps, stateLog }, userKey), isWhole };
}

/** The same log as it would be had nothing come in from the moment on; `onCut` when a checkpoint cannot be told apart. */
function logBefore(log: StateLog, atMs: number, countedFrom: CountedFrom, onCut: () => void): StateLog {
  const countsAtMs = (event: { readonly occurredAtMs: number; readonly knownAtMs: number }): number =>
    countedFrom === 'happened' ? event.occurredAtMs : event.knownAtMs;
  const before = (user: LoggedUser): LoggedUser => ({
    ...user,
    checkpoint: user.checkpoint && checkpointBefore(user.checkpoint),
    actions: user.actions.filter((action) => countsAtMs(action) < atMs),
    changes: user.changes.filter((change) => change.changedAtMs < atMs),
  });
  // What a checkpoint holds was received weeks before its day was dropped, so its own stamps will do.
  const checkpointBefore = (checkpoint: Uint8Array): Uint8Array => {
    const { state, isWhole } = stateBefore(decodeUserState(checkpoint), atMs);
    if (!isWhole) onCut();
    return isWhole ? checkpoint : encodeUserState(state);
  };
  return {
    ...log,
    async *users(userKeys) {
      for await (const users of log.users(userKeys)) yield users.map(before);
    },
    async *deadLetters(userKeys) {
      for await (const letters of log.deadLetters(userKeys)) {
        yield letters.filter((letter) => {
          const part = refusedPartOf(letter);
          if (part.kind === 'user-change') return part.value.changedAtMs < atMs;
          return (
            (part.kind === 'event' || part.kind === 'conflicting-event') && countsAtMs(knownEvent(part.value)) < atMs
          );
        });
      }
    },
  };
}

const knownEvent = ({ origin, occurredAtMs, receivedAtMs }: ViewerEvent) => ({
  occurredAtMs,
  knownAtMs: origin === 'import' ? occurredAtMs : receivedAtMs,
});
