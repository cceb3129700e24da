import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { LIGHT_COMMANDS, runProgram } from './commands/program.ts';
import type { Shell } from './commands/shell.ts';
import { stopSignal } from './commands/stop-signal.ts';
import { loadConfig } from './config.ts';

/** Whether the command closes what it opened when it cannot write any more. */
let endsByItself = false;

/** `marquee <command>`: gives the program its streams and the composition root, and ends with its exit code. */
const shell: Shell = {
  stdin: process.stdin,
  stdout: (text) =>
    new Promise((resolve, reject) => {
      process.stdout.write(text, (error) => (error ? reject(error) : resolve()));
    }),
  stderr: (text) => void process.stderr.write(text),
  untilStopped: () => {
    endsByItself = true;
    return stopSignal();
  },
  isTerminal: process.stderr.isTTY === true,
  config: () => loadConfig(),
  open: async () => (await import('./commands/command-context.ts')).openCommandContext(loadConfig()),
  migrate: async (dryRun) => (await import('./context.ts')).migrateDatabase(loadConfig(), dryRun),
};

// A reader that went away (`marquee ... | head`): nobody is left to answer, and no acknowledgement may be claimed.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  if (!endsByItself) process.exit(1);
});

/** Commands that bring the whole service with them: loaded when called for, or to list or guess at everything. */
const HEAVY_COMMANDS = ['serve', 'worker', 'config', 'doctor', 'train', 'evaluate', 'replay', 'report'];

const argv = process.argv.slice(2);
const wanted = LIGHT_COMMANDS.includes(argv[0] ?? '')
  ? []
  : HEAVY_COMMANDS.filter((name) => name === argv[0] || !HEAVY_COMMANDS.includes(argv[0] ?? ''));
process.exitCode = await runProgram(argv, shell, await loadCommands(wanted));
// A read of standard input that was given up would keep the process for as long as the other side is silent.
process.stdin.destroy();

/** Commands by file name, each exporting `<name>Command`. */
async function loadCommands(names: readonly string[]): Promise<readonly Command[]> {
  const present = names.filter((name) => existsSync(join(import.meta.dirname, 'commands', `${name}.ts`)));
  return Promise.all(
    present.map(async (name) => {
      const module = (await import(`./commands/${name}.ts`)) as Record<string, (shell: Shell) => Command>;
      return module[`${name}Command`]!(shell);
    }),
  );
}
