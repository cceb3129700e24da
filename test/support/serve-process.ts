import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '..', '..');
export const MAIN = ['--disable-warning=ExperimentalWarning', join(ROOT, 'src', 'main.ts')];

/** `marquee serve`, running. */
export interface ServeProcess {
  readonly baseUrl: string;
  readonly adminUrl: string;
  /** Lines of the log so far. */
  readonly log: readonly Readonly<Record<string, unknown>>[];
  /** Resolves with the exit code, however it ends; null when a signal ended it. */
  readonly exited: Promise<number | null>;
  readonly isRunning: boolean;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL: nothing can be done about it. */
  kill(): Promise<void>;
}

/** Resolves once it listens; rejects with its log when it ends before. `nodeArgs` come before the program. */
export async function startServe(
  env: Readonly<Record<string, string | undefined>>,
  { nodeArgs = [], args = [] }: { nodeArgs?: readonly string[]; args?: readonly string[] } = {},
): Promise<ServeProcess> {
  const child = spawn(process.execPath, [...nodeArgs, ...MAIN, 'serve', ...args], {
    cwd: ROOT,
    env: env as NodeJS.ProcessEnv,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let isRunning = true;
  const exited = new Promise<number | null>((done) =>
    child.once('exit', (code) => {
      isRunning = false;
      done(code);
    }),
  );
  const log: Record<string, unknown>[] = [];
  const listening = Promise.withResolvers<Record<string, unknown>>();
  let rest = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop()!;
    for (const line of lines) log.push(parsed(line));
    const found = log.find((entry) => entry.msg === 'listening');
    if (found) listening.resolve(found);
  });
  void exited.then((code) => listening.reject(new Error(`serve ended with ${code}: ${JSON.stringify(log)}`)));
  const { port, adminPort } = await listening.promise;
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    adminUrl: `http://127.0.0.1:${adminPort}`,
    log,
    exited,
    get isRunning() {
      return isRunning;
    },
    stop() {
      if (isRunning) child.kill('SIGTERM');
      return exited;
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** A line that a SIGKILL cut, or that Node itself printed, is kept as it is. */
function parsed(line: string): Record<string, unknown> {
  try {
    return line.startsWith('{') ? JSON.parse(line) : { text: line };
  } catch {
    return { text: line };
  }
}
