import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createThreadPool } from '../../../src/adapters/threads/thread-pool.ts';
import type { TaskPool } from '../../../src/domain/ports/task-pool.ts';
import type { TestTasks } from './tasks.ts';

const pools: TaskPool<TestTasks>[] = [];
afterEach(async () => {
  for (const pool of pools.splice(0)) await pool.close();
});

function open(threads: number, given: unknown = null): TaskPool<TestTasks> {
  const pool = createThreadPool<TestTasks>({ entry: join(import.meta.dirname, 'tasks.ts'), threads, given });
  pools.push(pool);
  return pool;
}

describe('a pool of threads', () => {
  test('answers each task with what it makes of its input', async () => {
    const pool = open(2);
    const inputs = Array.from({ length: 20 }, (_, n) => Float64Array.of(n, 0.1 * n));
    const outputs = await Promise.all(inputs.map((input) => pool.run('double', input)));
    expect(outputs).toEqual(inputs.map((input) => input.map((value) => 2 * value)));
  });

  test('tells its threads what they are given', async () => {
    expect(await open(1, { dataDir: '/x' }).run('given', null)).toEqual({ dataDir: '/x' });
  });

  test('gives a task to a thread that has nothing to do, and has no more threads than it may', async () => {
    const pool = open(2);
    const gate = new Int32Array(new SharedArrayBuffer(4));
    const running = [1, 2, 3].map(() => pool.run('whichThread', gate));
    Atomics.store(gate, 0, 1);
    Atomics.notify(gate, 0);
    expect(new Set(await Promise.all(running)).size).toBe(2);
  });

  test('rejects with what a task threw, code and all, and goes on', async () => {
    const pool = open(1);
    await expect(pool.run('refuse', null)).rejects.toMatchObject({
      code: 'data-check-failed',
      message: 'There is nothing to train on.',
    });
    await expect(pool.run('fail', null)).rejects.toThrow('not what was thought');
    expect(await pool.run('double', Float64Array.of(4))).toEqual(Float64Array.of(8));
  });

  test('rejects what a dead thread had in hand, and starts another for the next task', async () => {
    const pool = open(1);
    const lost = [pool.run('die', null), pool.run('double', Float64Array.of(4))];
    for (const each of await Promise.allSettled(lost)) {
      expect(each).toMatchObject({ status: 'rejected', reason: { code: 'unavailable' } });
    }
    expect(await pool.run('double', Float64Array.of(4))).toEqual(Float64Array.of(8));
  });

  test('rejects what is in hand when it is closed', async () => {
    const pool = open(1);
    const gate = new Int32Array(new SharedArrayBuffer(4));
    const running = expect(pool.run('whichThread', gate)).rejects.toMatchObject({ code: 'unavailable' });
    await pool.close();
    await running;
  });
});
