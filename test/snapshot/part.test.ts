import { expect, jest, test } from '@jest/globals';
import { SILENT_LOGGER } from '../../src/domain/ports/logger.ts';
import { createPart } from '../../src/snapshot/part.ts';

test('what stays broken is tried ever more slowly and told once; news of a change is followed at once', async () => {
  jest.useFakeTimers();
  const told: string[] = [];
  let loads = 0;
  let broken = true;
  const part = createPart({
    name: 'models',
    restMs: 100,
    load: async () => {
      loads++;
      if (broken) throw new Error('damaged');
    },
    logger: { ...SILENT_LOGGER, error: (_fields, message) => void told.push(message) },
    failureLevel: 'error',
  });
  await part.refresh();
  await jest.advanceTimersByTimeAsync(60_000);
  expect(loads).toBeGreaterThan(3);
  expect(loads).toBeLessThan(9);
  expect(told).toHaveLength(1);

  broken = false;
  const before = loads;
  part.markStale();
  await jest.advanceTimersByTimeAsync(0);
  expect(loads).toBe(before + 1);
  expect(part.isFailing).toBe(false);
  await part.close();
  jest.useRealTimers();
});
