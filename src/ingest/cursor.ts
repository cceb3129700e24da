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

export interface CursorOptions<Prepared> {
  readonly name: string;
  readonly journal: Journal;
  /** Of one batch, about. */
  readonly maxBytes: number;
  /** Of what is prepared at once, about: nothing else runs meanwhile. */
  readonly pieceBytes: number;
  /** Pause after a batch, so that the next is worth a transaction. */
  readonly lingerMs: number;
  /** Where to begin, and where to go on after a failure: null the first time. */
  readonly locate: (position: number | null) => Promise<number>;
  /** What needs nothing but the records. Of a batch that others follow it is done while the one before is handled. */
  readonly prepare: (payloads: readonly Uint8Array[]) => Prepared;
  /** Whole or not at all, or harmless when repeated. */
  readonly handle: (batch: JournalBatch<Prepared>) => Promise<void>;
  readonly onProgress: () => void;
  readonly sleep: Sleep;
  readonly logger: Logger;
}

export interface JournalBatch<Prepared> {
  readonly pieces: readonly Prepared[];
  readonly fromPosition: number;
  readonly toPosition: number;
}

export function createCursor<Prepared>(options: CursorOptions<Prepared>): Cursor {
  const { name, journal, maxBytes, pieceBytes, lingerMs, locate, prepare, handle, onProgress, sleep, logger } = options;
  let position: number | null = null;
  let stopped = false;
  let running: Promise<void> | null = null;
  let woken = false;
  let wakeUp: (() => void) | null = null;
  let pausing: AbortController | null = null;
  let waiters: { position: number; resolve: () => void }[] = [];
  /** The batch after the one that is being handled. */
  let ahead: Promise<JournalBatch<Prepared>> | null = null;

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
        await takeAhead()?.catch(() => {});
        const retryMs = backoffMs(failures);
        logger.warn({ err: error, cursor: name, position, failures, retryMs }, 'journal records wait: will try again');
        await pause(retryMs);
      }
    }
    await takeAhead()?.catch(() => {});
  }

  async function step(): Promise<void> {
    const batch = await (takeAhead() ?? readBatch(position!));
    const { fromPosition, toPosition } = batch;
    if (toPosition === fromPosition) return idle();
    // A batch that is full leaves more behind it: who lingers now only falls further back, and holds up a full journal.
    const isFull = toPosition - fromPosition >= maxBytes / 2;
    if (isFull) {
      ahead = readBatch(toPosition);
      // Its failure is that of whoever takes it, if anybody does.
      ahead.catch(() => {});
    }
    // Without payloads, too: positions that hold nothing are passed over by every offset.
    await handle(batch);
    moveTo(toPosition);
    if (lingerMs > 0 && waiters.length === 0 && !isFull) await pause(lingerMs);
  }

  async function readBatch(fromPosition: number): Promise<JournalBatch<Prepared>> {
    // From here on, and not from when the batch is taken: whoever finds it empty sleeps only if nothing came since it was looked for.
    woken = false;
    const pieces: Prepared[] = [];
    let toPosition = fromPosition;
    while (toPosition - fromPosition < maxBytes) {
      const wantedBytes = Math.min(pieceBytes, maxBytes - (toPosition - fromPosition));
      const { payloads, nextPosition } = await journal.read(toPosition, wantedBytes);
      if (nextPosition === toPosition) break;
      pieces.push(prepare(payloads));
      toPosition = nextPosition;
    }
    return { pieces, fromPosition, toPosition };
  }

  function takeAhead(): Promise<JournalBatch<Prepared>> | null {
    const taken = ahead;
    ahead = null;
    return taken;
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
