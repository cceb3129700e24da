import type { Journal } from '../domain/ports/journal.ts';
import type { Logger } from '../domain/ports/logger.ts';
import { backoffMs, type Sleep } from './sleep.ts';

/** One reader of the journal: takes what has come, hands it on in batches, waits, tries again after failures for ever. */
export interface Cursor {
  start(): void;
  /** After the batch under way. */
  stop(): Promise<void>;
  /** Everything before it has been handled; null until it is known where to begin. */
  readonly position: number | null;
  /** Resolves when everything before the position is handled; until then the cursor lingers no more. */
  reached(position: number): Promise<void>;
}

export interface CursorOptions {
  readonly name: string;
  readonly journal: Journal;
  /** Of one batch, about. */
  readonly maxBytes: number;
  /** Pause after a batch, so that the next is worth a transaction. */
  readonly lingerMs: number;
  /** Where to begin, and where to go on after a failure: null the first time. */
  readonly locate: (position: number | null) => Promise<number>;
  /** Whole or not at all, or harmless when repeated. */
  readonly handle: (batch: JournalBatch) => Promise<void>;
  readonly onProgress: () => void;
  readonly sleep: Sleep;
  readonly logger: Logger;
}

export interface JournalBatch {
  readonly payloads: readonly Uint8Array[];
  readonly fromPosition: number;
  readonly toPosition: number;
}

export function createCursor(options: CursorOptions): Cursor {
  const { name, journal, maxBytes, lingerMs, locate, handle, onProgress, sleep, logger } = options;
  let position: number | null = null;
  let stopped = false;
  let running: Promise<void> | null = null;
  let woken = false;
  let wakeUp: (() => void) | null = null;
  let pausing: AbortController | null = null;
  let waiters: { position: number; resolve: () => void }[] = [];

  async function run(): Promise<void> {
    let failures = 0;
    let located = false;
    while (!stopped) {
      try {
        if (!located) moveTo(await locate(position));
        located = true;
        await step();
        failures = 0;
      } catch (error) {
        failures++;
        located = false;
        const retryMs = backoffMs(failures);
        logger.warn({ err: error, cursor: name, position, failures, retryMs }, 'journal records wait: will try again');
        await pause(retryMs);
      }
    }
  }

  async function step(): Promise<void> {
    const fromPosition = position!;
    woken = false;
    const { payloads, nextPosition } = await journal.read(fromPosition, maxBytes);
    if (nextPosition === fromPosition) return idle();
    // Without payloads, too: positions that hold nothing are passed over by every offset.
    await handle({ payloads, fromPosition, toPosition: nextPosition });
    moveTo(nextPosition);
    // A batch that is full leaves more behind it: who lingers now only falls further back, and holds up a full journal.
    const isFull = nextPosition - fromPosition >= maxBytes / 2;
    if (lingerMs > 0 && waiters.length === 0 && !isFull) await pause(lingerMs);
  }

  function moveTo(newPosition: number): void {
    position = newPosition;
    waiters = waiters.filter((waiter) => {
      if (newPosition < waiter.position) return true;
      waiter.resolve();
      return false;
    });
    onProgress();
  }

  async function idle(): Promise<void> {
    if (woken || stopped) return;
    await new Promise<void>((resolve) => {
      wakeUp = resolve;
    });
    wakeUp = null;
  }

  async function pause(ms: number): Promise<void> {
    if (stopped) return;
    pausing = new AbortController();
    await sleep(ms, pausing.signal);
    pausing = null;
  }

  function wake(): void {
    woken = true;
    wakeUp?.();
  }

  let leave = (): void => {};
  return {
    start() {
      if (running !== null) return;
      leave = journal.onAppend(wake);
      running = run();
    },
    async stop() {
      stopped = true;
      leave();
      wake();
      pausing?.abort();
      await running;
    },
    get position() {
      return position;
    },
    reached(target) {
      if (position !== null && position >= target) return Promise.resolve();
      pausing?.abort();
      return new Promise((resolve) => waiters.push({ position: target, resolve }));
    },
  };
}
