import { MarqueeError } from '../../../domain/errors.ts';

/** Runs work, so many at once; the rest waits in the order it came. Throws 'unavailable' when too many wait already. */
export function createTurns({ most, mostWaiting }: { readonly most: number; readonly mostWaiting: number }) {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running < most) running++;
    else if (waiting.length >= mostWaiting) {
      throw new MarqueeError('unavailable', 'Many reports are being made right now. Try again in a moment.');
    } else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      // The turn goes on to the next one.
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };
}
