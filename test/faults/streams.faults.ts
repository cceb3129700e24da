import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { NO_FAULTS } from '../support/total-queue.ts';
import { report } from './report.ts';
import { killStreamUnderLoad, openSharedStack, type SharedStack } from './streams.ts';
import { figuresOf, NOTHING_WRONG } from './verdict.ts';

let shared: SharedStack;

beforeAll(async () => {
  shared = await openSharedStack();
}, 240_000);

afterAll(async () => {
  await shared?.destroy();
}, 60_000);

test('leaders and other servers of the stream and both replicas killed in turn under load: nothing lost, nothing twice, every state right', async () => {
  const plan = { seed: 13, rounds: 4, eventsPerS: 500 };
  const { history, verdict, ...figures } = await killStreamUnderLoad(shared, { ...plan, between: [2000, 6000] });
  report('streams', {
    ...plan,
    ...figuresOf(verdict),
    ...figures,
    seconds: Math.round(history.seconds),
    newEventsPerS: Math.round(history.sent.size / history.seconds),
    resends: history.resends,
    unansweredPages: history.unansweredPages,
  });
  expect({ strange: history.strange, exitCodes: figures.exitCodes }).toEqual({ strange: [], exitCodes: [0, 0] });
  expect(verdict).toMatchObject({ ...NOTHING_WRONG, events: NO_FAULTS, pages: NO_FAULTS });
});
