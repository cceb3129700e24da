import type { Context } from '../context.ts';
import { createRetention } from '../ingest/retention.ts';
import type { UpkeepTask } from '../ingest/upkeep.ts';
import { watchDrift } from '../learning/drift/watch-drift.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** What has to be done again and again beside the event path; every replica runs them all. */
export function upkeepTasks(context: Context): readonly UpkeepTask[] {
  const { logStore, rollUps, flaggedUsers, clock, config } = context;
  return [
    {
      name: 'partitions',
      everyMs: HOUR_MS,
      async run() {
        await logStore.ensurePartitions(clock.nowMs());
        return { more: false };
      },
    },
    { name: 'roll-ups', everyMs: SECOND_MS, run: () => rollUps.run() },
    { name: 'flagged users', everyMs: MINUTE_MS, run: () => flaggedUsers.detect() },
    watchDrift({ ...context, origins: ['app'] }),
    createRetention({ ...context, retentionDays: config.retentionDays }),
  ];
}
