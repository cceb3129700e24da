import type { EventQueueClock } from '../../../clients/typescript/src/index.ts';

/** A clock that stands until it is moved; timers run when their moment is passed, each followed by all it set going. */
export function createManualClock(startMs = Date.parse('2026-11-20T12:00:00Z')) {
  let nowMs = startMs;
  let timers: { atMs: number; run: () => void }[] = [];

  const clock: EventQueueClock = {
    nowMs: () => nowMs,
    after(delayMs, run) {
      const timer = { atMs: nowMs + delayMs, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
  };

  async function advance(ms: number): Promise<void> {
    const untilMs = nowMs + ms;
    for (;;) {
      await quiet();
      const next = timers.filter((timer) => timer.atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined) break;
      timers = timers.filter((timer) => timer !== next);
      nowMs = Math.max(nowMs, next.atMs);
      next.run();
    }
    nowMs = untilMs;
  }

  /** Delays of the timers that are set. */
  const pending = () => timers.map((timer) => timer.atMs - nowMs);

  return { ...clock, advance, pending };
}

/** Resolves when what promises do among themselves is done. */
export async function quiet(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate);
}
