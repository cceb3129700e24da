import { SingleBar } from 'cli-progress';
import type { Shell } from './shell.ts';

/** How far a command is. Drawn with its ETA on a terminal, silent elsewhere. */
export interface Progress {
  update(done: number, total: number): void;
  stop(): void;
}

export function createProgress(shell: Pick<Shell, 'isTerminal'>, label: string, unit: string): Progress {
  if (!shell.isTerminal) return { update() {}, stop() {} };
  const bar = new SingleBar({
    stream: process.stderr,
    format: `${label} {bar} {percentage}% · {value}/{total} ${unit} · {eta_formatted} left`,
    hideCursor: true,
    clearOnComplete: false,
  });
  let isStarted = false;
  return {
    update(done, total) {
      if (!isStarted) bar.start(total, done);
      isStarted = true;
      bar.setTotal(total);
      bar.update(done);
    },
    stop() {
      if (isStarted) bar.stop();
    },
  };
}
