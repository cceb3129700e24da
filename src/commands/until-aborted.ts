import { aborted } from './stop-signal.ts';

/**
 * What a source gives until the signal aborts. A value that is being waited for then is given up, the source with it: it may be a
 * pipe that stays silent for ever, so nobody waits for it to close.
 */
export async function* untilAborted<T>(source: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]();
  const stopped = aborted(signal).then(() => null);
  let isOver = false;
  try {
    while (!signal.aborted) {
      const next = await Promise.race([iterator.next(), stopped]);
      if (next === null) return;
      if (next.done === true) {
        isOver = true;
        return;
      }
      yield next.value;
    }
  } finally {
    if (!isOver) iterator.return?.().catch(() => {});
  }
}
