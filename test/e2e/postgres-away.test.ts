import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { learnSmallWorld, shareBelowR0, takePostgresAway } from '../faults/absence.ts';
import { openServing } from '../faults/kills.ts';
import type { FaultStack } from '../faults/stack.ts';
import { NOTHING_WRONG } from '../faults/verdict.ts';
import { NO_FAULTS } from '../support/total-queue.ts';

/** The short form of test/faults/postgres-away.faults.ts. */
let stack: FaultStack;

beforeAll(async () => {
  stack = await openServing();
  await learnSmallWorld(stack);
}, 240_000);

afterAll(async () => {
  await stack?.destroy();
}, 120_000);

test('with Postgres frozen pages stay on their rung, every event is taken, the next page changes, and all arrives afterwards', async () => {
  const { history, verdict, before, away } = await takePostgresAway(stack, {
    seed: 5,
    how: 'frozen',
    eventsPerS: 300,
    before: (load) => load.more(300),
    absence: (load) => load.more(1200),
  });
  expect(history.strange).toEqual([]);
  // R1 and R2 are Redis being late, as on a busy machine; what Postgres keeps (package, counts, catalogue) is never missed.
  expect(['R0', 'R1', 'R2']).toEqual(expect.arrayContaining(Object.keys(away.rungs)));
  expect(away.rungs.R0).toBeGreaterThan(20);
  expect(shareBelowR0(away)).toBeLessThanOrEqual(shareBelowR0(before) + 0.2);
  expect(away.changes).toBeGreaterThan(3);
  expect(verdict).toMatchObject({ ...NOTHING_WRONG, events: NO_FAULTS, pages: NO_FAULTS, profiles: NO_FAULTS });
}, 240_000);
