import type { Command } from 'commander';
import { suspectNames } from '../config.ts';
import type { Origin } from '../domain/origin.ts';
import { ROLES } from '../domain/ports/key-store.ts';
import { misspelt } from './config.ts';
import { seedDemo, trainInChild } from './demo.ts';
import { demoKeys } from './demo-keys.ts';
import { loadService } from './load-service.ts';
import type { Service } from './service.ts';
import { createVerb, type Shell } from './shell.ts';

const APP_ORIGINS: readonly Origin[] = ['app', 'import'];

export function serveCommand(shell: Shell): Command {
  return createVerb(shell, 'serve', 'the service: the API on PORT, health and metrics on ADMIN_PORT')
    .option('--demo', 'fill an empty database with real films and simulated viewers, train, and print keys to try')
    .action((options: { demo?: boolean }) => serve(shell, options.demo === true));
}

async function serve(shell: Shell, isDemo: boolean): Promise<void> {
  const config = shell.config();
  const stopped = stopSignal();
  const { startService } = await loadService(config);
  const service = await startService(config, { origins: isDemo ? [...APP_ORIGINS, 'simulate'] : APP_ORIGINS });
  const { logger } = service.context;
  for (const { name, meant } of suspectNames()) logger.warn({}, misspelt(name, meant));
  try {
    if (isDemo) await Promise.race([demo(shell, service, stopped.signal), stopped.promise]);
    else if ((await service.context.keyStore.list()).length === 0) {
      logger.info({}, 'there is no API key yet: npm run marquee -- keys create --role app');
    }
    await stopped.promise;
    logger.info({}, 'stopping: finishing what is in flight');
  } finally {
    await service.stop();
  }
  logger.info({}, 'stopped');
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
    train: () =>
      trainInChild([], {
        onStart: (child) => stop.addEventListener('abort', () => child.kill()),
        onLine: shell.stderr,
      }),
    say,
  });
  if (stop.aborted) return;
  await service.refresh();
  if (outcome === 'not-empty') say('The database has a catalogue of its own, so no demo was made.');
  say('Keys, one a role (paste the line into another terminal):');
  say(`  export ${ROLES.map((role) => `${role.toUpperCase()}_KEY=${keys[role]}`).join(' ')}`);
  say('Ready. A page for one of the viewers:');
  say(`  curl -s -H 'Authorization: Bearer ${keys.app}' '${baseUrl}/v1/users/sim-1/home?surface=tv'`);
}

/** Resolves at the first SIGTERM or SIGINT; further ones change nothing, stopping has its own deadline. */
function stopSignal(): { promise: Promise<void>; signal: AbortSignal } {
  const controller = new AbortController();
  const { promise, resolve } = Promise.withResolvers<void>();
  for (const name of ['SIGTERM', 'SIGINT'] as const) {
    process.on(name, () => {
      controller.abort();
      resolve();
    });
  }
  return { promise, signal: controller.signal };
}
