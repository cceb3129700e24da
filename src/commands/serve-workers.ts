import cluster from 'node:cluster';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { openTools } from '../context.ts';
import type { Origin } from '../domain/origin.ts';
import type { Readiness } from '../http/admin.ts';
import { sleep } from '../ingest/sleep.ts';
import { combineMetrics } from '../telemetry/combine-metrics.ts';
import { openAdmin, STARTING, urlOf } from './admin-port.ts';
import { type Background, openBackground } from './background.ts';
import { combinedReadiness } from './combined-readiness.ts';
import { laneOfWorker } from './lane-finisher.ts';
import type { Service } from './service.ts';
import type { FromWorker } from './worker-messages.ts';
import { createWorkerPool, type WorkerPool, type WorkerProcess } from './worker-pool.ts';

/** Beyond DRAIN_MS, for closing what is open and saying goodbye. */
const END_MS = 5000;
/** A worker that does not answer in this time is shown as it was last seen. */
const SCRAPE_MS = 2000;
const SETTLE_MS = 600_000;

/**
 * Starts the service in several processes that share PORT, taking turns at its connections, and each with a journal of its own
 * (docs/adr/0016). This one holds the lock of DATA_DIR, has the database opened and migrated, does the upkeep, restarts who ends,
 * and answers for all on the admin port. Rejects with the worker's MarqueeError when the workers cannot start.
 */
export async function startServeWorkers(
  config: Config,
  { workers, origins }: { readonly workers: number; readonly origins: readonly Origin[] },
): Promise<Service> {
  const closers: (() => Promise<unknown>)[] = [];
  const closeAll = async () => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  const tools = openTools(config);
  const { logger, metrics } = tools;
  let pool: WorkerPool | null = null;
  /** The last page of metrics of each worker, and what those counted that are gone. */
  const lastPages = new Map<number, string>();
  let ended = '';

  async function metricsText(): Promise<string> {
    for (const [worker, page] of (await pool?.ask('metrics', SCRAPE_MS)) ?? []) lastPages.set(worker, page);
    return combineMetrics([await metrics.text(), ...lastPages.values()], [ended]);
  }

  try {
    const admin = await openAdmin(config, tools, metricsText);
    closers.push(admin.close);
    const background: Background = await openBackground(config, tools, { workers });
    const { context } = background;
    closers.push(() => background.close(config.drainMs));

    cluster.schedulingPolicy = cluster.SCHED_RR;
    cluster.setupPrimary({ exec: join(import.meta.dirname, '..', 'main.ts'), args: ['serve'] });
    const running = createWorkerPool({
      workers,
      start(worker) {
        const forked = forkWorker();
        forked.send({
          kind: 'start',
          start: {
            config: { ...config, databaseUrl: context.connectionString, migrate: false },
            lane: {
              directory: laneOfWorker(config.dataDir, worker),
              maxBytes: Math.floor(config.journalMaxBytes / workers),
              // Of a primary that was killed, a worker may still be draining.
              waitMs: config.drainMs + END_MS,
            },
            origins,
          },
        });
        return forked;
      },
      onLost(worker) {
        ended = combineMetrics([], [ended, lastPages.get(worker) ?? '']);
        lastPages.delete(worker);
        metrics.workerLost();
      },
      sleep,
      logger,
    });
    pool = running;
    closers.push(() => running.stop(config.drainMs + END_MS));
    const port = await running.started();
    logger.info({ port, adminPort: admin.port, tenant: config.tenant, workers }, 'listening');

    let stopping: Promise<void> | null = null;
    async function readiness(): Promise<Readiness> {
      const [own, told] = await Promise.all([background.readiness(), running.ask('readiness', SCRAPE_MS)]);
      const answers = [...told.values()];
      const state = answers.length > 0 ? 'ready' : STARTING.state;
      return {
        state: stopping === null ? state : 'draining',
        ...combinedReadiness(own, answers),
        workers: { wanted: workers, ready: running.ready },
      };
    }
    admin.show(readiness);

    return {
      context,
      baseUrl: urlOf(config.host, port),
      adminUrl: urlOf(config.host, admin.port),
      readiness,
      async settled() {
        await running.ask('settle', SETTLE_MS);
        await background.settled();
      },
      async refresh() {
        await running.ask('refresh', SETTLE_MS);
      },
      stop() {
        stopping ??= closeAll();
        return stopping;
      },
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

function forkWorker(): WorkerProcess {
  const worker = cluster.fork();
  // A channel that breaks is the end of the worker, which says so itself.
  worker.on('error', () => {});
  return {
    pid: worker.process.pid,
    send: (message) => void (worker.isConnected() && worker.send(message, () => {})),
    kill: () => void worker.process.kill('SIGKILL'),
    onMessage: (listener) => void worker.on('message', (message: FromWorker) => listener(message)),
    onExit: (listener) => void worker.once('exit', (code, signal) => listener(signal ?? `exit code ${code}`)),
  };
}
