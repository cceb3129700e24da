import { resolve } from 'node:path';
import type { Command } from 'commander';
import { suspectNames } from '../config.ts';
import { openContext } from '../context.ts';
import { type Adoption, adopt } from './adopt.ts';
import { importSinkDeps } from './command-context.ts';
import { misspelt } from './config.ts';
import type { LaneDeps } from './left-lanes.ts';
import { createProgress } from './progress.ts';
import { type Answer, answers, createVerb, type Shell } from './shell.ts';
import { startWorker } from './start-worker.ts';
import { aborted, stopSignal } from './stop-signal.ts';

export function workerCommand(shell: Shell): Command {
  const command = createVerb(
    shell,
    'worker',
    'ships the journal of DATA_DIR, keeps roll-ups and retention, answers no requests',
  ).option('--adopt <dir>', 'ship what a process that is gone left in this DATA_DIR or journal, to its end, and exit');
  return answers(shell, command, (options: { adopt?: string }) =>
    options.adopt === undefined ? work(shell) : adoptFrom(shell, resolve(options.adopt)),
  );
}

async function work(shell: Shell): Promise<Answer> {
  const stop = stopSignal();
  const worker = await startWorker(shell.config());
  const { logger } = worker.context;
  for (const { name, meant } of suspectNames()) logger.warn({}, misspelt(name, meant));
  await aborted(stop);
  logger.info({}, 'stopping: shipping what is journaled');
  await worker.stop();
  return { json: { stopped: true }, text: 'Stopped.' };
}

async function adoptFrom(shell: Shell, directory: string): Promise<Answer> {
  const stop = stopSignal();
  const context = await openContext(shell.config());
  const watched = watchLanes(shell, importSinkDeps(context, await context.userStates()));
  try {
    const adoption = await adopt(watched.deps, directory, stop);
    return { json: adoption, text: describe(adoption) };
  } finally {
    watched.stop();
    await context.close();
  }
}

const LOOK_EVERY_MS = 200;

/** Shows how far the lane is that is being shipped. */
function watchLanes(shell: Shell, deps: LaneDeps): { readonly deps: LaneDeps; stop(): void } {
  const progress = createProgress(shell, 'Shipping', 'bytes');
  let look = (): void => {};
  const timer = setInterval(() => look(), LOOK_EVERY_MS);
  return {
    deps: {
      ...deps,
      createConsumer(opened) {
        const consumer = deps.createConsumer(opened);
        const { journal } = opened;
        const total = journal.endPosition - journal.startPosition;
        look = () => {
          const { unshippedBytes = 0, unmergedBytes = 0 } = consumer.lag?.() ?? {};
          progress.update(Math.max(0, total - Math.max(unshippedBytes, unmergedBytes)), total);
        };
        return consumer;
      },
    },
    stop() {
      clearInterval(timer);
      look();
      progress.stop();
    },
  };
}

function describe({ shipped, bytes }: Adoption): string {
  return [
    `Everything in ${shipped.length} ${shipped.length === 1 ? 'journal' : 'journals'} is in Postgres and in the user states.`,
    ...shipped.map((directory) => `  ${directory}`),
    `They had ${bytes} bytes on the disk and have none now; what else lies there is as it was.`,
  ].join('\n');
}
