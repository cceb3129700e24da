import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { createTestDatabase } from './database.ts';
import { testRedisUrl } from './redis.ts';

const ROOT = resolve(import.meta.dirname, '..', '..');
const MAIN = ['--disable-warning=ExperimentalWarning', join(ROOT, 'src', 'main.ts')];

export interface ServiceProcess {
  readonly baseUrl: string;
  readonly adminUrl: string;
  readonly adminKey: string;
  /** Lines of the log so far. */
  readonly log: readonly Readonly<Record<string, unknown>>[];
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
  /** Stops it if need be and removes everything it had. */
  destroy(): Promise<void>;
}

/** `marquee serve` in a process of its own, for what only a whole process shows: which modules it loads, and how it starts and ends. */
export async function startServiceProcess(env: Record<string, string> = {}): Promise<ServiceProcess> {
  const home = mkdtempSync(join(tmpdir(), 'marquee-process-'));
  const database = await createTestDatabase();
  const environment = {
    PATH: process.env.PATH,
    PORT: '0',
    ADMIN_PORT: '0',
    DATABASE_URL: database.url,
    REDIS_URL: testRedisUrl(),
    DATA_DIR: join(home, 'data'),
    MODELS_DIR: join(home, 'models'),
    ...env,
  };
  const options = { cwd: ROOT, env: environment };
  const keys = ['keys', 'create', '--role', 'admin', '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, [...MAIN, ...keys], options);

  const child = spawn(process.execPath, [...MAIN, 'serve'], { ...options, stdio: ['ignore', 'ignore', 'pipe'] });
  const exited = new Promise<number | null>((done) => child.once('exit', done));
  const log: Record<string, unknown>[] = [];
  const listening = Promise.withResolvers<Record<string, unknown>>();
  let rest = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop()!;
    for (const line of lines) log.push(line.startsWith('{') ? JSON.parse(line) : { text: line });
    const found = log.find((entry) => entry.msg === 'listening');
    if (found) listening.resolve(found);
  });
  void exited.then((code) => listening.reject(new Error(`serve ended with ${code}: ${JSON.stringify(log)}`)));
  const { port, adminPort } = await listening.promise;

  const stop = (): Promise<number | null> => {
    if (child.exitCode === null) child.kill('SIGTERM');
    return exited;
  };
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    adminUrl: `http://127.0.0.1:${adminPort}`,
    adminKey: JSON.parse(stdout).key,
    log,
    stop,
    async destroy() {
      await stop();
      await database.drop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
