import type { Clock } from '../domain/clock.ts';
import type { LogRetention } from '../domain/ports/log-retention.ts';
import type { Logger } from '../domain/ports/logger.ts';
import type { LoggedUser } from '../domain/ports/state-log.ts';
import { decodeUserState, encodeUserState } from '../features/user-state-codec.ts';
import { mergeStates } from '../features/user-state-merge.ts';
import { loggedState } from './replay.ts';
import type { UpkeepTask } from './upkeep.ts';

export interface RetentionDeps {
  readonly logRetention: LogRetention;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly retentionDays: number;
}

/**
 * Drops days of the log that are older than events may be when they come, with a day to spare for those that were accepted in time
 * and are still on their way. One day a run, oldest first; what it put into user states is kept in the checkpoints.
 */
export function createRetention({ logRetention, clock, logger, retentionDays }: RetentionDeps): UpkeepTask {
  return {
    name: 'retention',
    everyMs: HOUR_MS,
    async run() {
      // One clock gone wrong must not cost the log: two have to agree that a day is over.
      const nowMs = Math.min(clock.nowMs(), await logRetention.nowMs());
      const keptFrom = Math.floor(nowMs / DAY_MS) - retentionDays - SPARE_DAYS;
      const day = await logRetention.oldestDay();
      if (day === null || day >= keptFrom) return { more: false };
      const name = new Date(day * DAY_MS).toISOString().slice(0, 10);
      if ((await logRetention.dropDay(day, addToCheckpoint)) === 'busy') {
        logger.info({ day: name }, 'a day of the log is in use and will be dropped later');
        return { more: false };
      }
      logger.info({ day: name }, 'a day of the log was dropped; user states keep what it put into them');
      return { more: true };
    },
  };
}

/** Checkpoints hold what users did themselves; what merged users gave them is found by the links again. */
export function addToCheckpoint(checkpoint: Uint8Array | null, user: LoggedUser): Uint8Array {
  const added = loggedState(user);
  return encodeUserState(checkpoint === null ? added : mergeStates(decodeUserState(checkpoint), added));
}

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const SPARE_DAYS = 1;
