import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTrainingSchedule } from '../../src/commands/training-schedule.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { fillSmallWorld } from '../support/small-world.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
  await fillSmallWorld(service);
}, 120_000);
afterAll(() => service.destroy());

test('a service that trains by the clock has a live model of its log, made in another process', async () => {
  const { context } = service;
  const ended = Promise.withResolvers<string>();
  const schedule = startTrainingSchedule({
    ...context,
    config: { ...context.config, trainEveryH: 24 },
    metrics: { training: ended.resolve },
  });
  expect(await ended.promise).toBe('published');
  await schedule.stop();
  const live = await context.modelRegistry.live();
  expect(await context.trainingRuns.last()).toMatchObject({ outcome: 'published', version: live });
}, 240_000);
