import type { Clock } from '../domain/clock.ts';

/** Who comes when: visit n is viewer n mod `viewers`, so that all come once before anyone comes again. */
export interface VisitPlan {
  readonly viewers: number;
  /** Visits in all; Infinity when time alone ends them. */
  readonly visits: number;
  /** How long visits begin, in ms; Infinity when their number alone ends them. */
  readonly forMs: number;
  /** Visits a second, begun at their moments however long the ones before take; null: as fast as they go. */
  readonly perSecond: number | null;
  /** Visits under way at most. */
  readonly width: number;
}

export interface VisitReport {
  readonly visits: number;
  /** Begun more than LATE_MS after their moment: the service, or this machine, was not fast enough for the rate. */
  readonly late: number;
}

export const LATE_MS = 100;

/**
 * Runs the visits. A viewer has one at a time, in order; others go on meanwhile. A visit that throws ends them all: those under way are
 * awaited, then its error is thrown.
 */
export async function runVisits(
  plan: VisitPlan,
  visit: (viewer: number, session: number) => Promise<void>,
  time: { readonly clock: Clock; readonly sleep: (ms: number) => Promise<void> },
): Promise<VisitReport> {
  const { viewers, visits, forMs, perSecond, width } = plan;
  const startedMs = time.clock.monotonicMs();
  const elapsedMs = () => time.clock.monotonicMs() - startedMs;
  const lastOf = new Map<number, Promise<unknown>>();
  let next = 0;
  let begun = 0;
  let late = 0;
  let hasFailed = false;

  /** Whether its moment was within the time. */
  async function take(number: number): Promise<boolean> {
    const dueMs = perSecond === null ? elapsedMs() : (number * 1000) / perSecond;
    if (dueMs >= forMs) return false;
    const viewer = number % viewers;
    const before = lastOf.get(viewer);
    const mine = (async () => {
      if (dueMs > elapsedMs()) await time.sleep(dueMs - elapsedMs());
      await before;
      if (hasFailed) return;
      begun++;
      if (elapsedMs() - dueMs > LATE_MS && perSecond !== null) late++;
      await visit(viewer, Math.floor(number / viewers));
    })();
    lastOf.set(
      viewer,
      mine.catch(() => {}),
    );
    await mine;
    return true;
  }

  const lanes = Array.from({ length: Math.min(width, visits) }, async () => {
    try {
      while (!hasFailed && next < visits && (await take(next++)));
    } catch (error) {
      hasFailed = true;
      throw error;
    }
  });
  const failed = (await Promise.allSettled(lanes)).find((lane) => lane.status === 'rejected');
  if (failed) throw failed.reason;
  return { visits: begun, late };
}
