import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openServing } from '../faults/kills.ts';
import type { FaultStack } from '../faults/stack.ts';
import { sendThrice } from '../faults/thrice.ts';
import { NOTHING_WRONG } from '../faults/verdict.ts';
import { NO_FAULTS } from '../support/total-queue.ts';

/** The short form of test/faults/thrice.faults.ts. */
let stack: FaultStack;

beforeAll(async () => {
  stack = await openServing();
}, 120_000);

afterAll(async () => {
  await stack?.destroy();
}, 120_000);

test('events sent three times each, shuffled, to two instances with clocks a day apart are stored once each', async () => {
  const { verdict, acknowledgedBy } = await sendThrice(stack, { seed: 6, events: 2000, users: 300 });
  expect(verdict).toMatchObject({ ...NOTHING_WRONG, events: { ...NO_FAULTS, stored: 2000 } });
  expect(Math.min(...acknowledgedBy)).toBeGreaterThan(1000);
}, 240_000);
