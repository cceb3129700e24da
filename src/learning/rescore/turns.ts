import { MarqueeError } from '../../domain/errors.ts';

/** Runs works one after another, in the order of asking. Rejects with 'unavailable' when `mostWaiting` wait already. */
export function createTurns(mostWaiting: number): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  let unfinished = 0;
  return async (work) => {
    // One of them is at work.
    if (unfinished > mostWaiting) {
      throw new MarqueeError('unavailable', 'Other pages are being scored again: try again shortly.');
    }
    unfinished++;
    const turn = last.then(work);
    last = turn.catch(() => {});
    try {
      return await turn;
    } finally {
      unfinished--;
    }
  };
}
