import type { Clock } from '../domain/clock.ts';
import type { ChangeFeed } from '../domain/ports/change-feed.ts';
import type { ErasureNews, Erasures, Tombstone } from '../domain/ports/erasures.ts';
import type { Logger } from '../domain/ports/logger.ts';
import type { TombstoneFile } from '../domain/ports/tombstone-file.ts';
import type { TrainingCheckpoints } from '../domain/ports/training-checkpoints.ts';
import type { UserStateStore } from '../domain/ports/user-state-store.ts';
import type { UserState } from '../features/user-state.ts';
import { eraseUserStates, repairUserState } from './erase-user-states.ts';

/**
 * Takes erasures in, whichever replica was asked for them: the user states, what this process keeps in memory, its journal. Every
 * step may be done again, by any number of replicas; what fails is tried again until it is done.
 */
export interface ErasureFollower {
  /**
   * Erases again what a database restored from a backup has forgotten, and resolves when that is done in the log; then follows. The
   * user states are told too, or will be when they can be reached. Rejects when the log cannot be read.
   */
  start(): Promise<void>;
  /** Resolves when every erasure that was committed before the call is taken in. */
  catchUp(): Promise<void>;
  stop(): Promise<void>;
}

export interface ErasureFollowerDeps {
  readonly erasures: Erasures;
  readonly userStates: UserStateStore;
  readonly tombstoneFile: TombstoneFile;
  readonly trainingCheckpoints: Pick<TrainingCheckpoints, 'removeAll'>;
  readonly changeFeed: ChangeFeed;
  /** The state of a user as the log has it. */
  rebuildState(userKey: string): Promise<UserState>;
  /** Lets go of the user in the memory of this process. */
  forget(userKey: string): void;
  /**
   * Brings what is journaled here to every store, and then leaves nothing of it on the disk. Rejects with MarqueeError 'unavailable'
   * when that takes too long.
   */
  emptyJournal(): Promise<void>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How often versions are compared, where notifications are cut. */
  readonly pollMs?: number;
}

/** A page that was being made during an erasure is journaled after it. */
const FIRST_SWEEP_MS = 15_000;
/** Events of before an erasure may be sent again for ever. They are acknowledged, and lie in the journal until it is emptied. */
const SWEEP_MS = 3_600_000;

export function createErasureFollower(deps: ErasureFollowerDeps): ErasureFollower {
  const { erasures, userStates, tombstoneFile, trainingCheckpoints, changeFeed, clock, logger } = deps;
  const { rebuildState, forget, emptyJournal } = deps;
  /** What the file has. */
  const kept = new Map<string, number>();
  let takenTo = 0;
  let seenVersion = -1;
  let sweepAtMs = Number.POSITIVE_INFINITY;
  let running: Promise<void> = Promise.resolve();
  let queued: Promise<void> | null = null;
  let stopFollowing = async (): Promise<void> => {};
  const stopping = new AbortController();
  const stopped = new Promise<never>((_resolve, reject) => {
    stopping.signal.addEventListener('abort', () => reject(new Error('stopping')), { once: true });
  });
  stopped.catch(() => {});

  async function takeAllIn(): Promise<void> {
    // The version first: an erasure between the two reads is then seen by the next poll.
    const { erasures: version } = await changeFeed.versions();
    for (;;) {
      const news = await erasures.since(takenTo);
      if (news.toNo === takenTo) break;
      await takeIn(news);
      takenTo = news.toNo;
    }
    seenVersion = version;
  }

  async function takeIn({ tombstones, repairs }: ErasureNews): Promise<void> {
    await keep(tombstones);
    await eraseUserStates(userStates, tombstones);
    for (const { userKey } of [...tombstones, ...repairs]) forget(userKey);
    // From here on nothing here merges what it read of a user before the tombstone; and what heirs did is in the log.
    await emptied();
    await eraseLateMerges();
    for (const repair of repairs) await repairUserState(userStates, repair, rebuildState);
    for (const { userKey } of repairs) forget(userKey);
    sweepAtMs = clock.monotonicMs() + FIRST_SWEEP_MS;
  }

  /** A stop waits for no store. */
  const emptied = (): Promise<void> => Promise.race([emptyJournal(), stopped]);

  async function keep(tombstones: readonly Tombstone[]): Promise<void> {
    const fresh = tombstones.filter(({ userKey, erasedAtMs }) => (kept.get(userKey) ?? 0) < erasedAtMs);
    if (fresh.length > 0) await trainingCheckpoints.removeAll();
    await tombstoneFile.append(fresh);
    for (const { userKey, erasedAtMs } of fresh) kept.set(userKey, erasedAtMs);
  }

  async function eraseLateMerges(): Promise<void> {
    for (const tombstone of await erasures.withLateMerges()) {
      await erasures.erase({ ...tombstone, throughNewest: false, receiptId: null });
    }
  }

  async function sweep(): Promise<void> {
    sweepAtMs = clock.monotonicMs() + FIRST_SWEEP_MS;
    await emptied();
    await eraseLateMerges();
    sweepAtMs = clock.monotonicMs() + SWEEP_MS;
  }

  /** One at a time and at most one waiting: that one sees every erasure committed before it starts. */
  function catchUp(): Promise<void> {
    queued ??= running
      .catch(() => {})
      .then(() => {
        queued = null;
        running = takeAllIn();
        return running;
      });
    return queued;
  }

  const inBackground = (work: Promise<void>): void => {
    work.catch((error: unknown) => logger.warn({ err: error }, 'an erasure is not taken in yet; will try again'));
  };

  async function poll(): Promise<void> {
    const versions = await changeFeed.versions().catch((error: unknown) => {
      logger.debug({ err: error }, 'versions could not be polled');
      return null;
    });
    if (versions === null) return;
    if (versions.erasures !== seenVersion) await catchUp();
    if (clock.monotonicMs() >= sweepAtMs) await sweep();
  }

  /** What the file knows of and the log does not, or of an earlier time. */
  async function eraseForgotten(): Promise<void> {
    for (const { userKey, erasedAtMs } of await tombstoneFile.load()) kept.set(userKey, erasedAtMs);
    const { tombstones } = await erasures.since(0);
    const inLog = new Map(tombstones.map(({ userKey, erasedAtMs }) => [userKey, erasedAtMs]));
    const forgotten = [...kept].filter(([userKey, erasedAtMs]) => (inLog.get(userKey) ?? 0) < erasedAtMs);
    if (forgotten.length === 0) return;
    logger.warn({ users: forgotten.length }, 'the log lacks erasures, as after a restore: erasing these users again');
    for (const [userKey, erasedAtMs] of forgotten) {
      await erasures.erase({ userKey, erasedAtMs, throughNewest: false, receiptId: null });
    }
    // Before the first page, if it can be.
    const again = forgotten.map(([userKey, erasedAtMs]) => ({ userKey, erasedAtMs }));
    await eraseUserStates(userStates, again).catch(() => {});
  }

  return {
    async start() {
      await eraseForgotten();
      const subscription = await changeFeed.subscribe((part) => {
        if (part === 'erasures') inBackground(catchUp());
      });
      const timer = setInterval(() => inBackground(poll()), deps.pollMs ?? 5000);
      timer.unref();
      stopFollowing = async () => {
        clearInterval(timer);
        await subscription.close();
      };
      sweepAtMs = clock.monotonicMs() + FIRST_SWEEP_MS;
      inBackground(catchUp());
    },
    catchUp,
    async stop() {
      stopping.abort();
      await stopFollowing();
      await queued?.catch(() => {});
      await running.catch(() => {});
    },
  };
}
