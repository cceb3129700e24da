import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createTestDatabase } from './database.ts';
import { testRedisUrl } from './redis.ts';
import { MAIN, ROOT, type ServeProcess, startServe } from './serve-process.ts';

export interface ServiceProcess extends Pick<ServeProcess, 'baseUrl' | 'adminUrl' | 'log' | 'stop'> {
  readonly adminKey: string;
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
  const keys = ['keys', 'create', '--role', 'admin', '--json'];
  const options = { cwd: ROOT, env: environment };
  const { stdout } = await promisify(execFile)(process.execPath, [...MAIN, ...keys], options);
  const serve = await startServe(environment);
  return {
    baseUrl: serve.baseUrl,
    adminUrl: serve.adminUrl,
    adminKey: JSON.parse(stdout).key,
    log: serve.log,
    stop: serve.stop,
    async destroy() {
      await serve.stop();
      await database.drop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
