import { Command, InvalidArgumentError } from 'commander';
import type { Config } from '../config.ts';
import type { Clock } from '../domain/clock.ts';
import type { ViewColumn } from '../domain/log-views.ts';
import type { AuditLog } from '../domain/ports/audit-log.ts';
import type { OpenExportTarget } from '../domain/ports/export-target.ts';
import type { IndexBuilder } from '../domain/ports/index-builder.ts';
import type { ItemNumbers, ItemStore } from '../domain/ports/item-store.ts';
import type { KeyStore } from '../domain/ports/key-store.ts';
import type { LogCheck } from '../domain/ports/log-check.ts';
import type { LogExport } from '../domain/ports/log-export.ts';
import type { LogStore } from '../domain/ports/log-store.ts';
import type { Logger } from '../domain/ports/logger.ts';
import type { ModelRegistry, ModelStore } from '../domain/ports/model-store.ts';
import type { Reports } from '../domain/ports/reports.ts';
import type { TableFile } from '../domain/ports/table-file.ts';
import type { EventSink } from './import-sink.ts';

/** The world a command runs in: its streams, and the door to the composition root. Tests bring their own. */
export interface Shell {
  readonly stdin: AsyncIterable<Uint8Array | string>;
  /** What a command answers. Resolves when written, so that a slow reader is waited for. */
  readonly stdout: (text: string) => Promise<void>;
  /** What a person is told meanwhile. */
  readonly stderr: (text: string) => void;
  /**
   * Aborted when somebody wants the command to end (SIGTERM, SIGINT). Who asks for it has to end by it: the process no longer does
   * by itself.
   */
  readonly untilStopped: () => AbortSignal;
  /** Whether a person watches stderr: progress bars are drawn for people only. */
  readonly isTerminal: boolean;
  readonly config: () => Config;
  /** Opens the stores; the caller closes. */
  readonly open: () => Promise<CommandContext>;
  /** Names of the migrations that were, or with dryRun would be, run. */
  readonly migrate: (dryRun: boolean) => Promise<readonly string[]>;
}

/** What commands take from the composition root. */
export interface CommandContext {
  readonly config: Config;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly itemStore: ItemStore;
  readonly itemNumbers: ItemNumbers;
  readonly keyStore: KeyStore;
  readonly modelRegistry: ModelRegistry;
  readonly modelStore: Pick<ModelStore, 'manifest' | 'check' | 'signature'>;
  readonly logExport: LogExport;
  readonly reports: Reports;
  readonly auditLog: Pick<AuditLog, 'record'>;
  readonly logCheck: LogCheck;
  readonly logStore: Pick<LogStore, 'events' | 'decisions' | 'countEvents'>;
  readonly indexBuilder: IndexBuilder;
  /** TF.js takes a moment to load: only what looks into a package asks for it. */
  openBackend(): Promise<unknown>;
  /** The library is loaded only where it is asked for. */
  loadParquet(): Promise<
    (path: string, columns: readonly ViewColumn[], facts?: Readonly<Record<string, string>>) => TableFile
  >;
  /** The client of stores is loaded only where one is asked for. */
  readonly openExportTarget: OpenExportTarget;
  randomBytes(size: number): Uint8Array;
  userKeyOf(userId: string): string;
  /** Lets analysts log in; returns their connection string. */
  openAnalystLogin(): Promise<string>;
  /** Where imported events go: durable when taken, shipped when finished. */
  openEventSink(): Promise<EventSink>;
  close(): Promise<void>;
}

/** What a command says when it is done. `text` is for people and ends without a line break. */
export interface Answer {
  readonly json: unknown;
  readonly text: string;
  /** 0 when left out: the command did what it says. */
  readonly exitCode?: number;
  /** stdout is for data that a program reads to its end: the answer goes to stderr. */
  readonly isStdoutTaken?: boolean;
}

/** A command whose arguments are checked by commander; bad ones end as exit code 2 in program.ts. */
export function createVerb(shell: Shell, name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .exitOverride()
    .showHelpAfterError('(add --help to see what it takes)')
    .allowExcessArguments(false)
    .configureOutput({
      writeOut: (text) => void shell.stdout(text),
      writeErr: (text) => shell.stderr(text),
    });
}

/**
 * Gives a command --json and an action whose answer goes to stdout: as JSON when asked (text on stderr then), else as text.
 */
export function answers<Arguments extends unknown[]>(
  shell: Shell,
  command: Command,
  run: (...args: Arguments) => Promise<Answer>,
): Command {
  return command
    .option('--json', 'print the answer as JSON on stdout, and what is for people on stderr')
    .action(async (...args: unknown[]) => {
      const answer = await run(...(args as Arguments));
      if (answer.isStdoutTaken) {
        shell.stderr(`${command.opts().json ? JSON.stringify(answer.json) : answer.text}\n`);
      } else if (command.opts().json) {
        shell.stderr(`${answer.text}\n`);
        await shell.stdout(`${JSON.stringify(answer.json)}\n`);
      } else {
        await shell.stdout(`${answer.text}\n`);
      }
      if (answer.exitCode) throw new ExitCode(answer.exitCode);
    });
}

/** Runs with an open context and closes it whatever happens. */
export async function withContext<T>(shell: Shell, run: (context: CommandContext) => Promise<T>): Promise<T> {
  const context = await shell.open();
  try {
    return await run(context);
  } finally {
    await context.close();
  }
}

/** A command that answered and still failed: ends the process with this code and no further word. */
export class ExitCode extends Error {
  readonly exitCode: number;

  constructor(exitCode: number) {
    super(`exit code ${exitCode}`);
    this.exitCode = exitCode;
  }
}

/** Parses an option that is a whole number in a range. */
export function wholeNumber(low: number, high: number): (text: string) => number {
  return (text) => {
    const number = text.trim() === '' ? Number.NaN : Number(text);
    if (Number.isSafeInteger(number) && number >= low && number <= high) return number;
    throw new InvalidArgumentError(`It must be a whole number from ${low} to ${high}.`);
  };
}

/** Rows as aligned columns under their names; 'none' when there are none. */
export function table(names: readonly string[], rows: readonly (readonly unknown[])[]): string {
  if (rows.length === 0) return 'none';
  const cells = [names, ...rows.map((row) => row.map((cell) => String(cell ?? '-')))];
  const widths = names.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
