import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { NO_FAULTS } from '../support/total-queue.ts';
import { learnSmallWorld, takePostgresAway } from './absence.ts';
import { openServing } from './kills.ts';
import { report } from './report.ts';
import type { FaultStack } from './stack.ts';
import { figuresOf, NOTHING_WRONG } from './verdict.ts';

const BEFORE_S = 60;
const AWAY_S = 180;

describe.each(['frozen', 'dead'] as const)('Postgres %s for three minutes', (how) => {
  let stack: FaultStack;

  beforeAll(async () => {
    stack = await openServing();
    await learnSmallWorld(stack);
  });

  afterAll(async () => {
    await stack?.destroy();
  });

  test('pages stay on their rung, every event is taken, the next page changes, and all arrives afterwards', async () => {
    const { history, verdict, ...figures } = await takePostgresAway(stack, {
      seed: 30,
      how,
      eventsPerS: 500,
      before: () => sleep(BEFORE_S * 1000),
      absence: () => sleep(AWAY_S * 1000),
    });
    report('postgres-away', { how, ...figures, ...figuresOf(verdict) });
    expect(history.strange).toEqual([]);
    expect(history.unansweredPages).toBe(0);
    // For a machine of one's own: where others use it too, Redis may be late, and the figures of the minute before tell.
    expect(figures.away.rungs).toEqual({ R0: figures.away.pages });
    expect(verdict).toMatchObject({ ...NOTHING_WRONG, events: NO_FAULTS, pages: NO_FAULTS, profiles: NO_FAULTS });
  });
});
