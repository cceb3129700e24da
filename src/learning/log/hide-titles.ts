import type { Catalogue } from '../../domain/catalogue.ts';
import { seededRandom } from '../../domain/clock.ts';
import { type EventTable, filterEvents } from './event-table.ts';

/**
 * Holds a share of the titles that have events out of a log entirely, as if they had been imported just now: the log without any event
 * of theirs, and which they are (1 by dense index of the title). Deterministic for a seed.
 */
export function hideTitles(
  table: EventTable,
  catalogue: Catalogue,
  share: number,
  seed: number,
): { table: EventTable; hidden: Uint8Array } {
  const titleAt = (at: number): number => {
    const dense = catalogue.denseOfItemNo(table.itemNo[at]!);
    return dense < 0 ? -1 : catalogue.titleOf[dense]!;
  };
  const used = new Set<number>();
  for (let at = 0; at < table.length; at++) used.add(titleAt(at));
  used.delete(-1);
  const hidden = new Uint8Array(catalogue.size);
  for (const title of drawShare(
    [...used].sort((a, b) => a - b),
    share,
    seed,
  ))
    hidden[title] = 1;
  return { table: filterEvents(table, (at) => titleAt(at) < 0 || hidden[titleAt(at)] === 0), hidden };
}

/** A share of a list, drawn evenly; the list is reordered. */
export function drawShare(from: number[], share: number, seed: number): number[] {
  const random = seededRandom(seed);
  const wanted = Math.round(share * from.length);
  for (let i = 0; i < wanted; i++) {
    const j = i + Math.floor(random() * (from.length - i));
    [from[i], from[j]] = [from[j]!, from[i]!];
  }
  return from.slice(0, wanted);
}
