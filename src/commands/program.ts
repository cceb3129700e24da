import { type Command, CommanderError } from 'commander';
import { type ErrorCode, MarqueeError } from '../domain/errors.ts';
import { dbCommand } from './db.ts';
import { exportCommand } from './export.ts';
import { importCommand } from './import.ts';
import { keysCommand } from './keys.ts';
import { migrateCommand } from './migrate.ts';
import { modelsCommand } from './models.ts';
import { createVerb, ExitCode, type Shell } from './shell.ts';
import { simulateCommand } from './simulate.ts';
import { usersCommand } from './users.ts';

const LIGHT = {
  db: dbCommand,
  export: exportCommand,
  import: importCommand,
  keys: keysCommand,
  migrate: migrateCommand,
  models: modelsCommand,
  simulate: simulateCommand,
  users: usersCommand,
} as const;
/** Names of the commands that are always there. */
export const LIGHT_COMMANDS: readonly string[] = Object.keys(LIGHT);

export const EXIT_FAILED = 1;
export const EXIT_BAD_ARGUMENTS = 2;

/** Runs `marquee <argv>`; returns the exit code: 0 only if the command did what it says, 2 on bad arguments. */
export async function runProgram(
  argv: readonly string[],
  shell: Shell,
  others: readonly Command[] = [],
): Promise<number> {
  const program = createVerb(shell, 'marquee', 'Content recommendation for streaming apps.');
  const light = Object.values(LIGHT).map((make: (shell: Shell) => Command) => make(shell));
  for (const command of [...light, ...others]) program.addCommand(command);
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return 0;
  } catch (error) {
    return await exitCodeOf(error, argv, shell);
  }
}

async function exitCodeOf(error: unknown, argv: readonly string[], shell: Shell): Promise<number> {
  if (error instanceof ExitCode) return error.exitCode;
  // Whoever read what was answered went away: nobody is left to be told.
  if (isBrokenPipe(error)) return EXIT_FAILED;
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    // Commander has told the person by now; its own exit code for that is 1.
    await answerError(argv, shell, 'bad-argument', error.message.replace(/^error: /, ''));
    return EXIT_BAD_ARGUMENTS;
  }
  const known = error instanceof MarqueeError ? error : null;
  const detail = known?.message ?? 'Something failed that should not; the reason is below.';
  shell.stderr(`error: ${detail}\n${causes(known ? known.cause : error)}`);
  await answerError(argv, shell, known?.code ?? 'internal', detail);
  return known?.code === 'bad-argument' ? EXIT_BAD_ARGUMENTS : EXIT_FAILED;
}

const isBrokenPipe = (error: unknown): boolean =>
  ['EPIPE', 'ERR_STREAM_DESTROYED'].includes((error as NodeJS.ErrnoException | null)?.code ?? '');

async function answerError(argv: readonly string[], shell: Shell, code: ErrorCode, detail: string): Promise<void> {
  if (argv.includes('--json')) await shell.stdout(`${JSON.stringify({ error: { code, detail } })}\n`);
}

/** The chain of causes for the person at the terminal; the stack of what nobody expected. */
function causes(error: unknown): string {
  if (error === undefined || error === null) return '';
  if (error instanceof MarqueeError) return `  because: ${error.message}\n${causes(error.cause)}`;
  if (!(error instanceof Error)) return `  because: ${String(error)}\n`;
  return `  because: ${error.stack ?? error.message}\n${causes(error.cause)}`;
}
