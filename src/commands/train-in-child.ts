import { type ChildProcess, spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { MarqueeError } from '../domain/errors.ts';

export interface ChildTraining {
  readonly exitCode: number;
  /** What `train --json` answered; null when it ended without an answer. */
  readonly answer: Readonly<Record<string, unknown>> | null;
}

/**
 * Runs `train` in a process of its own, so that the service goes on answering, and behind it in the queue for the processor. Rejects
 * when it was ended by a signal.
 */
export function trainInChild(
  args: readonly string[],
  options: {
    /** Of the child; left out: this process's. */
    readonly environment?: NodeJS.ProcessEnv;
    readonly onStart?: (child: ChildProcess) => void;
    readonly onLine: (text: string) => void;
  },
): Promise<ChildTraining> {
  const main = join(import.meta.dirname, '..', 'main.ts');
  const child = spawn(process.execPath, [...process.execArgv, main, 'train', '--json', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(options.environment !== undefined && { env: options.environment }),
  });
  yieldTo(child);
  options.onStart?.(child);
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', options.onLine);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (signal) reject(new MarqueeError('internal', `Training was ended by ${signal}.`));
      else resolve({ exitCode: code ?? 1, answer: parsed(stdout) });
    });
  });
}

function yieldTo(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It has ended already, or the system does not let us: it trains as fast as the rest.
  }
}

function parsed(text: string): Readonly<Record<string, unknown>> | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
