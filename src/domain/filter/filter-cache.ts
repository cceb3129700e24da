import type { ItemFilter } from '../item-filter.ts';
import { compileFilter } from './compile-filter.ts';

/** Compiled filters by their text. */
export interface FilterCache {
  /** The same filter for the same text, as long as it is kept. Throws MarqueeError 'invalid-filter'. */
  of(text: string): ItemFilter;
  /** Held now, by estimate: texts, trees and bitsets. */
  readonly bytes: number;
}

/** What a tree and its functions take, whatever they say; and for each character of the text. */
const BYTES_OF_A_TREE = 2000;
const BYTES_OF_A_CHARACTER = 20;

/**
 * Keeps what requests filter by, so that a repeated filter costs nothing: the least lately asked for goes first when all of them hold
 * more than `maxBytes`.
 */
export function createFilterCache(maxBytes = 16 * 1024 * 1024): FilterCache {
  const kept = new Map<string, Entry>();
  let bytes = 0;

  function weigh(entry: Entry, now: number): void {
    bytes += now - entry.bytes;
    entry.bytes = now;
    for (const [text, oldest] of kept) {
      if (bytes <= maxBytes) return;
      kept.delete(text);
      bytes -= oldest.bytes;
      // It may still be in use by a request: it is not counted any more, and not again.
      oldest.isKept = false;
    }
  }

  function compiled(text: string): Entry {
    const { matches } = compileFilter(text);
    const own = BYTES_OF_A_TREE + BYTES_OF_A_CHARACTER * text.length;
    const entry: Entry = {
      bytes: 0,
      isKept: true,
      filter: {
        text,
        matches(catalogue, nowMs) {
          const bits = matches(catalogue, nowMs);
          if (entry.isKept && entry.bytes !== own + bits.byteLength) weigh(entry, own + bits.byteLength);
          return bits;
        },
      },
    };
    kept.set(text, entry);
    weigh(entry, own);
    return entry;
  }

  return {
    of(text) {
      const known = kept.get(text);
      if (known === undefined) return compiled(text).filter;
      kept.delete(text);
      kept.set(text, known);
      return known.filter;
    },
    get bytes() {
      return bytes;
    },
  };
}

interface Entry {
  readonly filter: ItemFilter;
  bytes: number;
  isKept: boolean;
}
