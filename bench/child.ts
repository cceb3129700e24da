import { fork } from 'node:child_process';
import { join } from 'node:path';

/** A program of bench/processes in a process of its own, which answers questions. */
export interface Child {
  ask<Answer>(name: string, question?: object): Promise<Answer>;
  /** Asks it to end and waits until it has. */
  stop(): Promise<void>;
}

interface Question {
  readonly id: number;
  readonly name: string;
  readonly question: object;
}

interface Reply {
  readonly id: number;
  readonly answer?: unknown;
  readonly error?: string;
}

/** Its standard error goes nowhere: the service writes a line a request, as it would, and nobody reads it here. */
export function startChild(program: string, settings: NodeJS.ProcessEnv, nodeArguments: readonly string[] = []): Child {
  const child = fork(join(import.meta.dirname, 'processes', `${program}.ts`), {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...settings },
    execArgv: ['--disable-warning=ExperimentalWarning', ...nodeArguments],
    stdio: ['ignore', 'ignore', process.env.BENCH_SHOW_LOGS === '1' ? 'inherit' : 'ignore', 'ipc'],
    serialization: 'advanced',
  });
  const waiting = new Map<number, { resolve(answer: unknown): void; reject(error: Error): void }>();
  let nextId = 0;
  const exited = new Promise<void>((resolve) => {
    child.once('exit', (code, signal) => {
      const error = new Error(`The process ${program} ended (${signal ?? code}) before it answered.`);
      for (const { reject } of waiting.values()) reject(error);
      resolve();
    });
  });
  child.on('message', ({ id, answer, error }: Reply) => {
    const asked = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) asked?.resolve(answer);
    else asked?.reject(new Error(`${program}: ${error}`));
  });
  return {
    ask<Answer>(name: string, question: object = {}) {
      const id = nextId++;
      return new Promise<Answer>((resolve, reject) => {
        waiting.set(id, { resolve: resolve as (answer: unknown) => void, reject });
        child.send({ id, name, question } satisfies Question);
      });
    },
    async stop() {
      if (child.connected) child.disconnect();
      const deadline = setTimeout(() => child.kill('SIGKILL'), 20_000);
      await exited;
      clearTimeout(deadline);
    },
  };
}

/** The child's side: answers the parent by name, and ends when the parent has gone. `close` runs before that. */
export function answerParent(
  // biome-ignore lint/suspicious/noExplicitAny: each handler names what it is asked; the parent's side is typed by its caller.
  handlers: Readonly<Record<string, (question: any) => unknown>>,
  close: () => Promise<void> = async () => {},
): void {
  process.on('message', async ({ id, name, question }: Question) => {
    try {
      const answer = await handlers[name]!(question);
      process.send!({ id, answer } satisfies Reply);
    } catch (error) {
      process.send!({
        id,
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      } satisfies Reply);
    }
  });
  process.once('disconnect', async () => {
    await close();
    process.exit(0);
  });
}

/** CPU time of this process so far, all its threads: ms. Wall time would measure the neighbours too. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
