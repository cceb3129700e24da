import type { Logger } from '../domain/ports/logger.ts';

/**
 * Keeps one part of the snapshot true: loads it when told that it changed, one load at a time, many changes in a row at once.
 * A load that fails changes nothing, is told, and is tried again.
 */
export interface Part {
  /** Loads, after the load under way if there is one. Resolves when what was true at the call is in place, or failed to be. */
  refresh(): Promise<void>;
  /** Told that the part changed: loads at once, or at the end of the rest after the last load. A rest after a failure is cut short. */
  markStale(): void;
  /** The last load failed, and another one is due: nobody needs to ask for it. */
  readonly isFailing: boolean;
  /** Stops what is scheduled; resolves when nothing runs any more. */
  close(): Promise<void>;
}

export interface PartOptions {
  readonly name: string;
  /** Puts the new value in place itself. */
  readonly load: () => Promise<void>;
  /** Between the end of a load and the next. */
  readonly restMs: number;
  readonly logger: Logger;
  /** How a failure is told: error where a person must act. */
  readonly failureLevel?: 'warn' | 'error';
}

const RETRY_MS = 1_000;
const MAX_RETRY_MS = 30_000;

export function createPart({ name, load, restMs, logger, failureLevel = 'warn' }: PartOptions): Part {
  let running: Promise<void> | null = null;
  let following: Promise<void> | null = null;
  let resting: NodeJS.Timeout | null = null;
  let stale = false;
  let closed = false;
  let failures = 0;
  let told = '';

  async function run(): Promise<void> {
    stale = false;
    let nextMs = restMs;
    try {
      await load();
      failures = 0;
      told = '';
    } catch (error) {
      stale = true;
      nextMs = Math.max(restMs, Math.min(MAX_RETRY_MS, RETRY_MS * 2 ** failures++));
      // A damaged package stays damaged: it is tried again, and said once.
      if (told !== String(error)) {
        logger[failureLevel]({ err: error, part: name }, 'A part of the snapshot did not load; the old one serves on');
      }
      told = String(error);
    }
    running = null;
    rest(nextMs);
  }

  function rest(forMs: number): void {
    if (resting !== null) clearTimeout(resting);
    if (closed) return;
    resting = setTimeout(() => {
      resting = null;
      if (stale) void refresh();
    }, forMs);
    resting.unref();
  }

  function refresh(): Promise<void> {
    if (closed) return Promise.resolve();
    if (running === null) {
      running = run();
      return running;
    }
    // What is being loaded may be older than this call: one more load follows, for all who ask meanwhile.
    following ??= running.then(() => {
      following = null;
      return refresh();
    });
    return following;
  }

  return {
    refresh,
    markStale() {
      stale = true;
      if (running === null && (resting === null || failures > 0)) void refresh();
    },
    get isFailing() {
      return failures > 0;
    },
    async close() {
      closed = true;
      if (resting !== null) clearTimeout(resting);
      await running;
    },
  };
}
