import { afterEach, describe, expect, test } from '@jest/globals';
import { ALL_REFUSED, fillDisk, fillJournal } from '../faults/full-journal.ts';
import { openServing } from '../faults/kills.ts';
import type { FaultStack } from '../faults/stack.ts';
import { NOTHING_WRONG } from '../faults/verdict.ts';
import { mayMount, mountSmallDisk, type SmallDisk } from '../support/small-disk.ts';
import { NO_FAULTS } from '../support/total-queue.ts';

/** The short form of test/faults/journal-full.faults.ts. */
describe('a journal that is full', () => {
  const ALL_WELL = { exitCode: 0, verdict: { ...NOTHING_WRONG, events: NO_FAULTS, pages: NO_FAULTS } };
  let stack: FaultStack | null = null;
  let disk: SmallDisk | null = null;

  afterEach(async () => {
    await stack?.destroy();
    disk?.destroy();
    stack = null;
    disk = null;
  }, 120_000);

  test('to JOURNAL_MAX_BYTES acknowledges nothing, answers pages unlogged, and goes on once Postgres is back', async () => {
    stack = await openServing({ env: { JOURNAL_MAX_BYTES: String(1024 ** 2) } });
    const outcome = await fillJournal(stack, 1);
    expect(outcome.acknowledged).toBeGreaterThan(1000);
    expect(outcome).toMatchObject({ whenFull: ALL_REFUSED, ...ALL_WELL });
  }, 240_000);

  const may = mayMount();
  const why = may ? '' : ' (not tried: needs root and the right to mount a tmpfs)';
  (may ? test : test.skip)(
    `whose disk others filled acknowledges nothing, goes on once there is room, and starts on a full disk${why}`,
    async () => {
      disk = mountSmallDisk(2)!;
      stack = await openServing({ dataDir: disk.path });
      const outcome = await fillDisk(stack, disk, 2);
      expect(outcome).toMatchObject({ whenFull: ALL_REFUSED, ...ALL_WELL });
    },
    240_000,
  );

  (may ? test : test.skip)(
    `to the last byte of its disk comes free by what it has stored${why}`,
    async () => {
      disk = mountSmallDisk(2)!;
      stack = await openServing({ dataDir: disk.path });
      const outcome = await fillJournal(stack, 3);
      expect(outcome.acknowledged).toBeGreaterThan(1000);
      expect(outcome).toMatchObject({ whenFull: ALL_REFUSED, ...ALL_WELL });
    },
    240_000,
  );
});
