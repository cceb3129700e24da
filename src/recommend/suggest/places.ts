import { hasBit } from '../../domain/catalogue.ts';
import { discountsOf, lossesOf, rowWeight } from './page-value.ts';
import type { SeenPage, SeenRow } from './seen-page.ts';

/** Where a title could stand on the page, and what the row would gain if nothing else of the page changed. */
export interface Place {
  readonly title: number;
  readonly row: SeenRow;
  readonly position: number;
  readonly gain: number;
}

/** Of the rows that are seen most: those of the first two screens. */
const SCREENS = 2;

/**
 * The best place of each title that is on no first look yet, in each of the rows that it belongs to, the greatest gain first. A row of what
 * the user likes takes all titles, a row of a genre those of the genre, any other what was proposed for it. Slots of pins are left alone.
 */
export function bestPlaces(page: SeenPage, titles: readonly number[], scores: Float32Array): Place[] {
  const { context, rows } = page;
  const { template, open } = context;
  const discounts = discountsOf(template.visibleSlots);
  const inSight = new Set(rows.flatMap((row) => row.titles.slice(0, template.visibleSlots)));
  const free = titles.filter((title) => !inSight.has(title) && hasBit(open, title) && !Number.isNaN(scores[title]!));
  const places: Place[] = [];
  for (const row of rows.slice(0, SCREENS * template.visibleRows)) {
    const weight = rowWeight(page, row);
    const losses = lossesOf(row, discounts);
    const belongs = belongsTo(page, row);
    // A slot behind the end of the row is no slot of it.
    const slots = Array.from(discounts.keys()).filter((slot) => row.pinned[slot] === false);
    if (slots.length === 0) continue;
    for (const title of free) {
      if (!belongs(title)) continue;
      let position = slots[0]!;
      let gain = Number.NEGATIVE_INFINITY;
      for (const slot of slots) {
        const gained = weight * (discounts[slot]! * scores[title]! - losses[slot]!);
        if (gained > gain) [position, gain] = [slot, gained];
      }
      places.push({ title, row, position, gain });
    }
  }
  return places.sort((a, b) => b.gain - a.gain || a.title - b.title || a.position - b.position);
}

function belongsTo({ context }: SeenPage, { kind, genre, pool }: SeenRow): (title: number) => boolean {
  if (kind === 'personal') return () => true;
  const { genreOffsets, genreNumbers } = context.catalogue;
  if (genre >= 0) {
    return (title) => genreNumbers.subarray(genreOffsets[title]!, genreOffsets[title + 1]!).includes(genre);
  }
  const proposed = new Set(pool);
  return (title) => proposed.has(title);
}
