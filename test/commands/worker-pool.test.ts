import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import type { FromWorker, ToWorker } from '../../src/commands/worker-messages.ts';
import { createWorkerPool, type WorkerProcess } from '../../src/commands/worker-pool.ts';
import { recordingLogger } from '../adapters/journal/support.ts';

interface FakeProcess {
  readonly worker: number;
  readonly sent: ToWorker[];
  isKilled: boolean;
  say(message: FromWorker): void;
  end(how: string): void;
  readonly process: WorkerProcess;
}

/** A pool over processes that do what the test says, and pauses that end at once unless they are waited for in vain. */
function openPool(workers: number) {
  const started: FakeProcess[] = [];
  const lost: number[] = [];
  const pauses: { ms: number; end(): void }[] = [];
  const { logger, lines } = recordingLogger();

  function fakeProcess(worker: number): FakeProcess {
    let onMessage: (message: FromWorker) => void = () => {};
    let onExit: (how: string) => void = () => {};
    const sent: ToWorker[] = [];
    return {
      worker,
      sent,
      isKilled: false,
      say: (message: FromWorker) => onMessage(message),
      end: (how: string) => onExit(how),
      process: {
        pid: 1000 + started.length,
        send: (message: ToWorker) => void sent.push(message),
        kill() {
          started.find((one) => one.worker === worker)!.isKilled = true;
          onExit('SIGKILL');
        },
        onMessage: (listener: (message: FromWorker) => void) => {
          onMessage = listener;
        },
        onExit: (listener: (how: string) => void) => {
          onExit = listener;
        },
      },
    };
  }

  const pool = createWorkerPool({
    workers,
    start(worker) {
      const fake = fakeProcess(worker);
      started.push(fake);
      return fake.process;
    },
    onLost: (worker) => lost.push(worker),
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        pauses.push({ ms, end: resolve });
        signal.addEventListener('abort', () => resolve());
      }),
    logger,
  });
  return { pool, started, lost, pauses, lines };
}

const READY: FromWorker = { kind: 'ready', port: 8080 };

describe('the workers of one serve', () => {
  test('have started when all are ready, and not before', async () => {
    const { pool, started } = openPool(2);
    let port: number | null = null;
    void pool.started().then((given) => {
      port = given;
    });
    expect(started.map(({ worker }) => worker)).toEqual([1, 2]);
    started[1]!.say(READY);
    await setImmediate();
    expect(port).toBeNull();
    started[0]!.say(READY);
    await setImmediate();
    expect(port).toBe(8080);
    expect(pool.ready).toBe(2);
  });

  test('that end have a successor of the same number, at once; one that cannot start is tried ever more slowly', async () => {
    const { pool, started, lost, pauses } = openPool(2);
    for (const one of started) one.say(READY);
    await pool.started();
    started[0]!.end('SIGKILL');
    await setImmediate();
    expect({ lost, ready: pool.ready }).toEqual({ lost: [1], ready: 1 });
    for (let failure = 0; failure < 5; failure++) {
      pauses.at(-1)!.end();
      await setImmediate();
      expect(started.at(-1)!.worker).toBe(1);
      started.at(-1)!.end('exit code 1');
      await setImmediate();
    }
    expect(pauses[0]!.ms).toBe(0);
    const slower = pauses.slice(1).map(({ ms }) => ms);
    expect(slower).toEqual(slower.toSorted((a, b) => a - b));
    expect(slower.at(-1)).toBeGreaterThan(slower[0]!);
    pauses.at(-1)!.end();
    await setImmediate();
    started.at(-1)!.say(READY);
    expect(pool.ready).toBe(2);
  });

  test('that say why they cannot start are given up with their own words, and the others told to end', async () => {
    const { pool, started } = openPool(2);
    started[0]!.say({ kind: 'failed', code: 'bad-argument', sentence: 'Cannot listen there.' });
    await expect(pool.started()).rejects.toMatchObject({ code: 'bad-argument', message: 'Cannot listen there.' });
    expect(started[1]!.sent).toContainEqual({ kind: 'stop' });
  });

  test('that end without a word before the first was ever ready are given up after some tries', async () => {
    const { pool, started, pauses } = openPool(1);
    for (let tries = 1; tries <= 3; tries++) {
      started.at(-1)!.end('SIGSEGV');
      await setImmediate();
      pauses.at(-1)?.end();
      await setImmediate();
    }
    await expect(pool.started()).rejects.toThrow('SIGSEGV');
    expect(started).toHaveLength(3);
  });

  test('are asked all at once; who does not answer in time, or dies meanwhile, is left out', async () => {
    const { pool, started, pauses } = openPool(3);
    for (const one of started) one.say(READY);
    const answers = pool.ask('metrics', 2000);
    const [first, second] = started;
    const asked = first!.sent.find((message) => message.kind === 'ask')!;
    expect(asked).toMatchObject({ question: 'metrics' });
    first!.say({ kind: 'answer', id: (asked as { id: number }).id, answer: 'page 1' });
    second!.end('SIGKILL');
    for (const { ms, end } of pauses) if (ms === 2000) end();
    expect(await answers).toEqual(new Map([[1, 'page 1']]));
  });

  test('drain when told to and have no successors then; those that do not end in time are killed', async () => {
    const { pool, started, lost, pauses, lines } = openPool(2);
    for (const one of started) one.say(READY);
    const stopped = pool.stop(7000);
    expect(started.map(({ sent }) => sent.at(-1))).toEqual([{ kind: 'stop' }, { kind: 'stop' }]);
    started[0]!.end('exit code 0');
    pauses.find(({ ms }) => ms === 7000)!.end();
    await stopped;
    expect(started.map(({ isKilled }) => isKilled)).toEqual([false, true]);
    expect({ lost, started: started.length }).toEqual({ lost: [], started: 2 });
    expect(lines.filter(({ level }) => level === 'error').map(({ fields }) => fields)).toEqual([{ workers: [2] }]);
  });
});
