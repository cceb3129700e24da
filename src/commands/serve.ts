import cluster from 'node:cluster';
import type { Command } from 'commander';
import { type Config, suspectNames } from '../config.ts';
import type { Origin } from '../domain/origin.ts';
import { ROLES } from '../domain/ports/key-store.ts';
import { misspelt } from './config.ts';
import { seedDemo } from './demo.ts';
import { demoKeys } from './demo-keys.ts';
import { loadServeWorker, loadService } from './load-service.ts';
import type { Service } from './service.ts';
import { createVerb, type Shell, wholeNumber } from './shell.ts';
import { aborted, stopSignal } from './stop-signal.ts';
import { trainInChild } from './train-in-child.ts';
import { workerOrders } from './worker-orders.ts';

const APP_ORIGINS: readonly Origin[] = ['app', 'import'];
const MOST_WORKERS = 64;

interface ServeOptions {
  readonly demo?: boolean;
  readonly workers: number;
}

export function serveCommand(shell: Shell): Command {
  return createVerb(shell, 'serve', 'the service: the API on PORT, health and metrics on ADMIN_PORT')
    .option('--demo', 'fill an empty database with real films and simulated viewers, train, and print keys to try')
    .option('--workers <n>', 'processes that share PORT, one for each core', wholeNumber(1, MOST_WORKERS), 1)
    .action((options: ServeOptions) => (cluster.isWorker ? serveAsWorker() : serve(shell, options)));
}

async function serve(shell: Shell, options: ServeOptions): Promise<void> {
  const config = shell.config();
  const stop = stopSignal();
  const service = await start(config, options);
  const { logger } = service.context;
  for (const { name, meant } of suspectNames()) logger.warn({}, misspelt(name, meant));
  try {
    if (options.demo) await Promise.race([demo(shell, service, stop), aborted(stop)]);
    else if ((await service.context.keyStore.list()).length === 0) {
      logger.info({}, 'there is no API key yet: npm run marquee -- keys create --role app');
    }
    await aborted(stop);
    logger.info({}, 'stopping: finishing what is in flight');
  } finally {
    await service.stop();
  }
  logger.info({}, 'stopped');
}

async function start(config: Config, { demo, workers }: ServeOptions): Promise<Service> {
  const origins: readonly Origin[] = demo ? [...APP_ORIGINS, 'simulate'] : APP_ORIGINS;
  if (workers === 1) return (await loadService(config)).startService(config, { origins });
  return (await import('./serve-workers.ts')).startServeWorkers(config, { workers, origins });
}

/** In a process that a primary has forked: what to serve, and when to end, is said by it. */
async function serveAsWorker(): Promise<void> {
  const orders = await workerOrders();
  if (orders !== null) await (await loadServeWorker(orders.start.config)).runServeWorker(orders);
}

async function demo(shell: Shell, service: Service, stop: AbortSignal): Promise<void> {
  const { context, baseUrl } = service;
  const say = (line: string) => void shell.stdout(`${line}\n`);
  say(`Marquee listens on ${baseUrl}.`);
  const keys = await demoKeys(context);
  const outcome = await seedDemo({
    ...context,
    baseUrl,
    catalogueServed: service.refresh,
    eventsLogged: service.settled,
    async train() {
      const { exitCode } = await trainInChild([], {
        onStart: (child) => stop.addEventListener('abort', () => child.kill()),
        onLine: shell.stderr,
      });
      return exitCode;
    },
    say,
  });
  if (stop.aborted) return;
  await service.refresh();
  if (outcome === 'not-empty') say('The database has a catalogue of its own, so no demo was made.');
  say('Keys, one a role (paste the line into another terminal):');
  say(`  export ${ROLES.map((role) => `${role.toUpperCase()}_KEY=${keys[role]}`).join(' ')}`);
  say(`The console, for the editor's key: ${baseUrl}/console/`);
  say('Ready. A page for one of the viewers:');
  say(`  curl -s -H 'Authorization: Bearer ${keys.app}' '${baseUrl}/v1/users/sim-1/home?surface=tv'`);
}
