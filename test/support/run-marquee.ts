import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { testRedisUrl } from './redis.ts';
import type { TestService } from './service.ts';

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** `marquee <argv>` as an operator runs it, in a process of its own, on the stores of a service. */
export async function runMarquee(
  service: Pick<TestService, 'databaseUrl' | 'context'>,
  ...argv: readonly string[]
): Promise<CommandResult> {
  const { config } = service.context;
  const root = resolve(import.meta.dirname, '..', '..');
  const child = spawn(process.execPath, [resolve(root, 'src', 'main.ts'), ...argv], {
    cwd: root,
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      LOG_LEVEL: 'warn',
      DATABASE_URL: service.databaseUrl,
      REDIS_URL: testRedisUrl(),
      DATA_DIR: config.dataDir,
      MODELS_DIR: config.modelsDir,
    },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const code = await new Promise<number | null>((resolveRun, reject) => {
    child.once('error', reject);
    child.once('close', resolveRun);
  });
  return { code: code ?? -1, stdout, stderr };
}
