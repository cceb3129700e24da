import { afterEach, expect, test } from '@jest/globals';
import { mayMount, mountSmallDisk, type SmallDisk } from '../support/small-disk.ts';
import { NO_FAULTS } from '../support/total-queue.ts';
import { ALL_REFUSED, fillDisk, fillJournal } from './full-journal.ts';
import { openServing } from './kills.ts';
import { report } from './report.ts';
import type { FaultStack } from './stack.ts';
import { figuresOf, NOTHING_WRONG } from './verdict.ts';

const ALL_WELL = { exitCode: 0, verdict: { ...NOTHING_WRONG, events: NO_FAULTS, pages: NO_FAULTS } };
const MIB = 1024 ** 2;
const may = mayMount();
const why = may ? '' : ' (not tried: needs root and the right to mount a tmpfs)';
let stack: FaultStack | null = null;
let disk: SmallDisk | null = null;

afterEach(async () => {
  await stack?.destroy();
  disk?.destroy();
  stack = null;
  disk = null;
});

test('64 MiB of journal filled with Postgres away: nothing acknowledged when full, all stored afterwards', async () => {
  stack = await openServing({ env: { JOURNAL_MAX_BYTES: String(64 * MIB) } });
  const { verdict, ...figures } = await fillJournal(stack, 41);
  report('journal-full', { what: 'JOURNAL_MAX_BYTES=64 MiB', ...figures, ...figuresOf(verdict) });
  expect({ ...figures, verdict }).toMatchObject({ whenFull: ALL_REFUSED, ...ALL_WELL });
});

(may ? test : test.skip)(`a disk of 16 MiB that others filled${why}`, async () => {
  disk = mountSmallDisk(16)!;
  stack = await openServing({ dataDir: disk.path });
  const { verdict, ...figures } = await fillDisk(stack, disk, 42);
  report('journal-full', { what: 'tmpfs of 16 MiB, filled by others', ...figures, ...figuresOf(verdict) });
  expect({ ...figures, verdict }).toMatchObject({ whenFull: ALL_REFUSED, ...ALL_WELL });
});

(may ? test : test.skip)(`a disk of 16 MiB that the journal itself filled${why}`, async () => {
  disk = mountSmallDisk(16)!;
  stack = await openServing({ dataDir: disk.path });
  const { verdict, ...figures } = await fillJournal(stack, 43);
  report('journal-full', { what: 'tmpfs of 16 MiB, filled by itself', ...figures, ...figuresOf(verdict) });
  expect({ ...figures, verdict }).toMatchObject({ whenFull: ALL_REFUSED, ...ALL_WELL });
});
