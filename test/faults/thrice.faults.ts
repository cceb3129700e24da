import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { NO_FAULTS } from '../support/total-queue.ts';
import { openServing } from './kills.ts';
import { report } from './report.ts';
import type { FaultStack } from './stack.ts';
import { sendThrice } from './thrice.ts';
import { figuresOf, NOTHING_WRONG } from './verdict.ts';

let stack: FaultStack;

beforeAll(async () => {
  stack = await openServing();
});

afterAll(async () => {
  await stack?.destroy();
});

test('100,000 events sent three times each, shuffled, to two instances with clocks a day apart are stored once each', async () => {
  const { verdict, ...figures } = await sendThrice(stack, { seed: 60, events: 100_000, users: 5000 });
  report('thrice', { ...figures, ...figuresOf(verdict) });
  expect(verdict).toMatchObject({ ...NOTHING_WRONG, events: { ...NO_FAULTS, stored: 100_000 } });
});
