import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../src/config.ts';
import { openTools } from '../../src/context.ts';
import { trainPackage } from '../../src/learning/train-package.ts';
import { answerParent, cpuMs } from '../child.ts';
import { syntheticItems } from '../synthetic/catalogue.ts';
import { sizeFor, tastesFor, trainingLog } from '../synthetic/training-log.ts';

/** One whole training on a made-up log: the log is made as it is read, everything else is what `train` does. */
export interface TrainAnswer {
  readonly events: number;
  readonly users: number;
  readonly items: number;
  readonly seconds: number;
  /** All threads together. */
  readonly cpuSeconds: number;
  /** CPU time of the thread that waits for the others: the least that all of it can take, whoever else is on the machine. */
  readonly mainThreadSeconds: number;
  /** Of the whole process, all threads. */
  readonly peakMegabytes: number;
  /** By stage, in the order in which they ended; 'log' is reading, checking and hashing. */
  readonly stages: Readonly<Record<string, number>>;
  readonly version: string;
  readonly metrics: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

const SEED = 7;
const NOW_MS = Date.parse('2026-06-01T00:00:00Z');

/** Which version is live is no part of what is measured. */
const NO_REGISTRY = {
  list: async () => [],
  live: async () => null,
  record: async () => {},
  promote: async () => {},
};

answerParent({ train });

/** `threads`: beside the main one; 0: none. */
async function train({ events, threads }: { events: number; threads: number }): Promise<TrainAnswer> {
  const folder = await mkdtemp(join(tmpdir(), 'marquee-bench-'));
  try {
    const size = sizeFor(events);
    const tastes = tastesFor(size, SEED);
    const items = syntheticItems(tastes, NOW_MS, SEED).map((item, at) => ({
      item,
      itemNo: at + 1,
      revision: 1,
      blocked: false,
      deleted: false,
    }));
    const tools = openTools(loadConfig({ DATA_DIR: folder, MODELS_DIR: join(folder, 'models'), LOG_LEVEL: 'silent' }));
    const backend = await tools.openBackend();
    const pool = threads === 0 ? null : tools.openTrainingPool(threads);
    const stages: Record<string, number> = {};
    const startedMs = tools.clock.monotonicMs();
    const startedCpuMs = cpuMs();
    const startedThreadMs = threadMs();
    const { version, metrics } = await trainPackage(
      {
        ...tools,
        ...(pool !== null && { trainingPool: pool, trainingPoolFrom: 0 }),
        logStore: { events: () => trainingLog(tastes, size, NOW_MS, SEED), async *decisions() {} },
        itemStore: {
          async *changedSince() {
            yield items;
          },
        },
        modelRegistry: NO_REGISTRY,
        backend: backend.name,
        codeVersion: 'bench',
      },
      {
        origins: ['app'],
        seed: SEED,
        // Made-up viewers have habits that no person has.
        forceData: true,
        onProgress: (now) => {
          if (now.step !== 'stage') return;
          const { report } = now;
          if (report.state === 'begun') stages.log ??= (tools.clock.monotonicMs() - startedMs) / 1000;
          if (report.state === 'done') stages[report.stage] = report.seconds;
        },
      },
    );
    await pool?.close();
    return {
      ...size,
      seconds: (tools.clock.monotonicMs() - startedMs) / 1000,
      cpuSeconds: (cpuMs() - startedCpuMs) / 1000,
      mainThreadSeconds: (threadMs() - startedThreadMs) / 1000,
      peakMegabytes: process.resourceUsage().maxRSS / 1024,
      stages,
      version,
      metrics: metrics as TrainAnswer['metrics'],
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
