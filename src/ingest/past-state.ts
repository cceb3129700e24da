import { refusedPartOf } from '../domain/dead-letter.ts';
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
 * A user's state at a moment: the log before it, put through the merge that serves. An event counts from its own timestamp on,
 * however late it reached the service. Of users who were erased since nothing is left.
 */
export async function pastUserState(deps: ReplayDeps, userKey: string, atMs: number): Promise<PastState> {
  let isWhole = true;
  const stateLog = logBefore(deps.stateLog, atMs, () => {
    isWhole = false;
  });
  return { state: await rebuildUserState({ ...deps, stateLog }, userKey), isWhole };
}

/** The same log as it would be had nothing happened from the moment on; `onCut` when a checkpoint cannot be told apart. */
function logBefore(log: StateLog, atMs: number, onCut: () => void): StateLog {
  const before = (user: LoggedUser): LoggedUser => ({
    ...user,
    checkpoint: user.checkpoint && checkpointBefore(user.checkpoint),
    actions: user.actions.filter((action) => action.occurredAtMs < atMs),
    changes: user.changes.filter((change) => change.changedAtMs < atMs),
  });
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
      for await (const letters of log.deadLetters(userKeys)) yield letters.filter((letter) => saidAtMs(letter) < atMs);
    },
  };
}

function saidAtMs(letter: Parameters<typeof refusedPartOf>[0]): number {
  const part = refusedPartOf(letter);
  if (part.kind === 'user-change') return part.value.changedAtMs;
  return part.kind === 'event' || part.kind === 'conflicting-event' ? part.value.occurredAtMs : Number.NaN;
}
