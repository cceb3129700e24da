import { setImmediate } from 'node:timers/promises';
import type { Catalogue } from '../domain/catalogue.ts';
import type { Item } from '../domain/item.ts';
import type { Logger } from '../domain/ports/logger.ts';
import type { TextIndex, Texts } from '../domain/ports/text-index.ts';

/**
 * Brings the text index after the catalogue. A few changes are in it at once; many, as at the start, come in slices between which
 * pages are answered. Nothing is written while a search runs: both are done in one go. That the index may be ahead of a page's
 * catalogue, or behind it, shows in no page: what it finds is asked of the catalogue.
 */
export interface TextFollower {
  readonly texts: Texts;
  follow(catalogue: Catalogue): void;
  /** Takes nothing more; resolves when nothing runs. */
  close(): Promise<void>;
}

/** Items indexed in one go: 2 to 4 ms. */
const SLICE = 50;

export interface TextFollowerParts {
  readonly index: TextIndex;
  readonly logger: Logger;
  /** Lets others have their turn. */
  readonly pause?: () => Promise<unknown>;
}

export function createTextFollower({ index, logger, pause = () => setImmediate() }: TextFollowerParts): TextFollower {
  /** dense -> the item as it is in the index; null: it is not. */
  const indexed: (Item | null)[] = [];
  let target: Catalogue | null = null;
  let cursor = 0;
  let running: Promise<void> | null = null;
  let closed = false;

  /** Goes on to the next slice's end. True: there may be more to do. */
  function doSlice(): boolean {
    const { size, item, withdrawn } = target!;
    for (let done = 0; cursor < size; cursor++) {
      const wanted = withdrawn[cursor] === 0 ? item[cursor]! : null;
      if ((indexed[cursor] ?? null) === wanted) continue;
      if (done++ === SLICE) return true;
      bring(cursor, wanted);
    }
    return false;
  }

  function bring(dense: number, wanted: Item | null): void {
    indexed[dense] = wanted;
    try {
      if (wanted === null) index.remove(dense);
      else index.put(dense, wanted);
    } catch (error) {
      logger.error({ err: error, itemId: target!.itemId[dense] }, 'An item cannot be searched for until it changes');
    }
  }

  async function run(): Promise<void> {
    do await pause();
    while (!closed && doSlice());
    running = null;
  }

  return {
    texts: { search: index.search, pending: () => running },
    follow(catalogue) {
      target = catalogue;
      cursor = 0;
      if (running === null && !closed && doSlice()) running = run();
    },
    async close() {
      closed = true;
      await running;
    },
  };
}
