import { expect, test } from '@jest/globals';
import { benchTrain, trainText } from '../../bench/train.ts';
import { TRAINING_STAGES } from '../../src/learning/training/run-stage.ts';

test('a bench of training measures every stage of trainings that published, and their memory', async () => {
  const result = await benchTrain({ events: 1000, scales: [1, 2], threads: 1, say: () => {} });
  expect(result.runs.map(({ events }) => events)).toEqual([1000, 2000]);
  for (const run of result.runs) {
    expect(Object.keys(run.stages).sort()).toEqual(['log', ...TRAINING_STAGES].sort());
    for (const seconds of Object.values(run.stages)) expect(seconds).toBeGreaterThan(0);
    expect(run.seconds).toBeGreaterThanOrEqual(Math.max(...Object.values(run.stages)));
    expect(run.cpuSeconds).toBeGreaterThan(run.mainThreadSeconds);
    expect(run.mainThreadSeconds).toBeGreaterThan(0);
    expect(run.peakMegabytes).toBeGreaterThan(50);
    expect(run.metrics.served!.users).toBeGreaterThan(0);
  }
  expect(result.runs[0]!.growth).toBe(1);
  expect(trainText(result)).toContain(`| ${result.runs[1]!.users} |`);
}, 240_000);
