import { spawn } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeKey } from '../src/commands/keys.ts';
import { loadService } from '../src/commands/load-service.ts';
import type { Service } from '../src/commands/service.ts';
import { loadConfig } from '../src/config.ts';
import type { Item } from '../src/domain/item.ts';

/** A service of its own with films, nobody and nothing else: what viewers are simulated on, and models trained. */
export interface LoopService {
  readonly service: Service;
  /** Of role app. */
  readonly key: string;
  /** `marquee train` as anybody runs it, then waits until the package is served; false: the gate kept it off, the last one serves on. */
  train(seed: number): Promise<boolean>;
  close(): Promise<void>;
}

const REJECTED = 3;

/** Embedded Postgres under a directory that goes with it. */
export async function openLoopService(films: readonly Item[]): Promise<LoopService> {
  const directory = await mkdtemp(join(tmpdir(), 'marquee-loop-'));
  // Postgres does not run as root: its own user has to get here.
  await chmod(directory, 0o755);
  const settings = {
    DATA_DIR: join(directory, 'data'),
    MODELS_DIR: join(directory, 'models'),
    PORT: '0',
    ADMIN_PORT: '0',
    STATS_REFRESH_S: '1',
    // The simulation shares this process: a page may wait for its turn.
    DEADLINE_MS: '5000',
    LOG_LEVEL: 'warn',
  };
  const config = loadConfig(settings);
  const { startService } = await loadService(config);
  const service = await startService(config, { origins: ['app', 'import'] });
  const close = async (): Promise<void> => {
    await service.stop();
    await rm(directory, { recursive: true, force: true });
  };
  try {
    await service.context.itemStore.upsert(films);
    await service.refresh();
    const { key } = await makeKey(service.context, { role: 'app', name: 'closed loop', origin: 'app' });
    return {
      service,
      key,
      async train(seed) {
        const code = await runTrain(settings, seed);
        await service.refresh();
        return code === 0;
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function runTrain(settings: NodeJS.ProcessEnv, seed: number): Promise<number> {
  const main = join(import.meta.dirname, '..', 'src', 'main.ts');
  const { PATH, HOME } = process.env;
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', main, 'train', '--seed', String(seed)],
    {
      env: { PATH, HOME, ...settings },
      // What it says, tables and all, is for people.
      stdio: ['ignore', process.stderr, 'inherit'],
    },
  );
  const code = await new Promise<number | null>((resolve, reject) =>
    child.once('error', reject).once('close', resolve),
  );
  if (code !== 0 && code !== REJECTED) throw new Error(`train ended with ${code}`);
  return code;
}
