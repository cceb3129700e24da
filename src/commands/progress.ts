import { SingleBar } from 'cli-progress';
import type { Shell } from './shell.ts';

/** How far a command is. Drawn with its ETA on a terminal, silent elsewhere. */
export interface Progress {
  /** `rate`: how fast, in words. */
  update(done: number, total: number, rate?: string): void;
  stop(): void;
}

export function createProgress(shell: Pick<Shell, 'isTerminal'>, label: string, unit: string): Progress {
  if (!shell.isTerminal) return { update() {}, stop() {} };
  const bar = new SingleBar({
    stream: process.stderr,
    format: `${label} {bar} {percentage}% · {value}/{total} ${unit}{rate} · {eta_formatted} left`,
    hideCursor: true,
    clearOnComplete: false,
  });
  let isStarted = false;
  return {
    update(done, total, rate) {
      const words = { rate: rate === undefined ? '' : `, ${rate}` };
      if (!isStarted) bar.start(total, done, words);
      isStarted = true;
      bar.setTotal(total);
      bar.update(done, words);
    },
    stop() {
      if (isStarted) bar.stop();
    },
  };
}
