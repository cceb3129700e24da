import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { NO_FAULTS } from '../support/total-queue.ts';
import { killUnderLoad, openServing } from './kills.ts';
import { report } from './report.ts';
import type { FaultStack } from './stack.ts';
import { figuresOf, NOTHING_WRONG } from './verdict.ts';

let stack: FaultStack;

beforeAll(async () => {
  stack = await openServing();
});

afterAll(async () => {
  await stack?.destroy();
});

test('10 SIGKILLs of the service, 5 of Postgres and one of both under load: nothing lost, nothing twice, every state right', async () => {
  const kills = { seed: 20, serviceKills: 10, postgresKills: 5, doubleKills: 1 };
  const { history, verdict, ...figures } = await killUnderLoad(stack, { ...kills, between: [2000, 8000] });
  report('kills', {
    ...kills,
    ...figuresOf(verdict),
    ...figures,
    seconds: Math.round(history.seconds),
    newEventsPerS: Math.round(history.sent.size / history.seconds),
    sentPerS: Math.round(history.sendings / history.seconds),
    resends: history.resends,
    unansweredPages: history.unansweredPages,
  });
  expect({ strange: history.strange, exitCode: figures.exitCode }).toEqual({ strange: [], exitCode: 0 });
  expect(verdict).toMatchObject({ ...NOTHING_WRONG, events: NO_FAULTS, pages: NO_FAULTS, profiles: NO_FAULTS });
});
