/**
 * One sync for all who wait: at most one is under way, and it answers those who asked before it began. The first error is the
 * last thing it does: the kernel reports a failed write-back once and then forgets it, so a second try could call lost data safe.
 */
export interface GroupCommit {
  /** Resolves after a sync that began after this call; rejects for ever once one has failed. */
  wait(): Promise<void>;
  /** Asks for a sync within delayMs, for nobody in particular. */
  arm(): void;
  readonly failure: Error | null;
}

export interface GroupCommitOptions {
  readonly sync: () => Promise<void>;
  readonly delayMs: number;
  /** After every sync. */
  readonly onSynced: () => void;
  /** Once; the process must end. */
  readonly onFatal: (error: Error) => void;
}

export function createGroupCommit({ sync, delayMs, onSynced, onFatal }: GroupCommitOptions): GroupCommit {
  let waiters: { resolve(): void; reject(error: Error): void }[] = [];
  let underWay = false;
  let scheduled = false;
  let again = false;
  let timer: NodeJS.Timeout | null = null;
  let failure: Error | null = null;

  /** Not at once, so that everything appended in this tick is covered. */
  function schedule(): void {
    again = underWay;
    if (scheduled || underWay) return;
    scheduled = true;
    setImmediate(() => void round());
  }

  async function round(): Promise<void> {
    scheduled = false;
    underWay = true;
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const answered = waiters;
    waiters = [];
    try {
      await sync();
    } catch (cause) {
      failure = cause instanceof Error ? cause : new Error(String(cause));
      for (const waiter of [...answered, ...waiters]) waiter.reject(failure);
      waiters = [];
      onFatal(failure);
      return;
    }
    underWay = false;
    for (const waiter of answered) waiter.resolve();
    if (again || waiters.length > 0) schedule();
    onSynced();
  }

  return {
    wait() {
      if (failure !== null) return Promise.reject(failure);
      return new Promise((resolve, reject) => {
        waiters.push({ resolve, reject });
        schedule();
      });
    },
    arm() {
      if (timer !== null || scheduled || failure !== null) return;
      timer = setTimeout(() => {
        timer = null;
        schedule();
      }, delayMs);
      timer.unref();
    },
    get failure() {
      return failure;
    },
  };
}
