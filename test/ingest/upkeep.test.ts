import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { SILENT_LOGGER } from '../../src/domain/ports/logger.ts';
import { createUpkeep, type Upkeep, type UpkeepTask } from '../../src/ingest/upkeep.ts';
import { recordingLogger } from '../adapters/journal/support.ts';
import { until } from './consumer-workbench.ts';

const clock = { nowMs: () => 0, monotonicMs: () => 0 };

/** Sleeps that end when the test says so, or when they are aborted. */
function controlledSleep() {
  const asleep: { ms: number; wake: () => void }[] = [];
  const sleep = (ms: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const wake = () => {
        asleep.splice(asleep.indexOf(one), 1);
        resolve();
      };
      const one = { ms, wake };
      asleep.push(one);
      signal.addEventListener('abort', wake, { once: true });
      if (signal.aborted) wake();
    });
  return { sleep, asleep };
}

/** A task that counts its runs and does what it is told. */
function aTask(name: string, everyMs: number, run = async (_runs: number) => ({ more: false })) {
  const task = { name, everyMs, runs: 0, run: () => run(++task.runs) };
  return task satisfies UpkeepTask & { runs: number };
}

let upkeep: Upkeep;
afterEach(() => upkeep.stop());

describe('upkeep', () => {
  test('each task runs at once, then again its own time after it has ended', async () => {
    const { sleep, asleep } = controlledSleep();
    const [often, seldom] = [aTask('often', 10), aTask('seldom', 1000)];
    upkeep = createUpkeep([often, seldom], { clock, logger: SILENT_LOGGER, sleep });
    upkeep.start();
    await until(() => asleep.length === 2);
    expect([often.runs, seldom.runs]).toEqual([1, 1]);
    expect(asleep.map(({ ms }) => ms).toSorted((a, b) => a - b)).toEqual([10, 1000]);
    asleep.find(({ ms }) => ms === 10)!.wake();
    await until(() => asleep.length === 2);
    expect([often.runs, seldom.runs]).toEqual([2, 1]);
  });

  test('a task that left work over runs again without a pause', async () => {
    const { sleep, asleep } = controlledSleep();
    const task = aTask('long', 10, async (runs) => ({ more: runs < 4 }));
    upkeep = createUpkeep([task], { clock, logger: SILENT_LOGGER, sleep });
    upkeep.start();
    await until(() => asleep.length === 1);
    expect(task.runs).toBe(4);
  });

  test('one that fails is told of, tried again ever more slowly, and holds no other up', async () => {
    const { sleep, asleep } = controlledSleep();
    const { logger, lines } = recordingLogger();
    const failing = aTask('failing', 1, async (runs) => {
      if (runs < 4) throw new Error('Postgres is away');
      return { more: false };
    });
    const other = aTask('other', 7777);
    upkeep = createUpkeep([failing, other], { clock, logger, sleep });
    upkeep.start();
    const pauses: number[] = [];
    for (let run = 1; run <= 3; run++) {
      await until(() => failing.runs === run && asleep.some(({ ms }) => ms !== 7777));
      const pause = asleep.find(({ ms }) => ms !== 7777)!;
      pauses.push(pause.ms);
      pause.wake();
    }
    await until(() => failing.runs === 4);
    expect(pauses).toEqual(pauses.toSorted((a, b) => a - b));
    expect(new Set(pauses).size).toBe(3);
    expect(other.runs).toBe(1);
    expect(lines).toHaveLength(3);
  });

  test('stopping waits for the run under way and starts no other', async () => {
    const { sleep } = controlledSleep();
    const { promise, resolve } = Promise.withResolvers<void>();
    const task = aTask('slow', 1, async () => {
      await promise;
      return { more: true };
    });
    upkeep = createUpkeep([task], { clock, logger: SILENT_LOGGER, sleep });
    upkeep.start();
    await until(() => task.runs === 1);
    let isStopped = false;
    const stopped = upkeep.stop().then(() => {
      isStopped = true;
    });
    await setImmediate();
    expect(isStopped).toBe(false);
    resolve();
    await stopped;
    expect(task.runs).toBe(1);
  });

  test('runOnce runs each task to its end, and rejects with the first failure', async () => {
    const long = aTask('long', 1, async (runs) => ({ more: runs < 3 }));
    upkeep = createUpkeep([long, aTask('short', 1)], { clock, logger: SILENT_LOGGER });
    await upkeep.runOnce();
    expect(long.runs).toBe(3);
    const broken = aTask('broken', 1, async () => {
      throw new Error('Postgres is away');
    });
    await expect(createUpkeep([broken], { clock, logger: SILENT_LOGGER }).runOnce()).rejects.toThrow('away');
  });
});
