import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { testRedisUrl } from './redis.ts';
import type { TestService } from './service.ts';

/** A command as an operator runs it on the stores of a service: a process of its own. */
export async function runMarquee(
  service: Pick<TestService, 'databaseUrl' | 'context'>,
  args: readonly string[],
): Promise<{ code: number; stdout: string; stderr: string }> {
  const { dataDir, modelsDir } = service.context.config;
  const root = resolve(import.meta.dirname, '..', '..');
  const child = spawn(process.execPath, [resolve(root, 'src', 'main.ts'), ...args], {
    cwd: root,
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      LOG_LEVEL: 'warn',
      DATABASE_URL: service.databaseUrl,
      REDIS_URL: testRedisUrl(),
      DATA_DIR: dataDir,
      MODELS_DIR: modelsDir,
    },
  });
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].on('data', (chunk: Buffer) => {
      said[stream] += chunk;
    });
  }
  const code = await new Promise<number | null>((done) => child.once('close', done));
  return { code: code ?? -1, ...said };
}
