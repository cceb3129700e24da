import { hasBit } from '../../domain/catalogue.ts';
import { sortByValue } from '../../features/sort-by-value.ts';
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

/** Of each row so many titles, those with the highest scores: no row has use for more. */
const MOST_OF_ROW = 64;

/**
 * Places for titles that are on no first look yet, in each of the rows that they belong to, the greatest gain first. A row of what
 * the user likes takes all titles, a row of a genre those of the genre, any other what was proposed for it. Slots of pins are left alone.
 */
export function bestPlaces(page: SeenPage, titles: ArrayLike<number>, scores: Float32Array): Place[] {
  const { template } = page.context;
  const discounts = discountsOf(template.visibleSlots);
  const free = freeTitles(page, titles, scores);
  const places: Place[] = [];
  for (const row of page.rows.slice(0, SCREENS * template.visibleRows)) {
    const weight = rowWeight(page, row);
    const losses = lossesOf(row, discounts);
    const belongs = belongsTo(page, row);
    // A slot behind the end of the row is no slot of it.
    const slots = Array.from(discounts.keys()).filter((slot) => row.pinned[slot] === false);
    // In each slot the gain grows with the score, so the first titles are the best ones.
    let left = slots.length === 0 ? 0 : MOST_OF_ROW;
    for (let at = 0; at < free.length && left > 0; at++) {
      const title = free[at]!;
      if (!belongs(title)) continue;
      left--;
      for (const position of slots) {
        places.push({
          title,
          row,
          position,
          gain: weight * (discounts[position]! * scores[title]! - losses[position]!),
        });
      }
    }
  }
  return places.sort((a, b) => b.gain - a.gain || a.title - b.title || a.position - b.position);
}

/** Those that may stand on the page and are not in sight, by score. */
function freeTitles({ context, rows }: SeenPage, titles: ArrayLike<number>, scores: Float32Array): Int32Array {
  const { template, open } = context;
  const inSight = new Set(rows.flatMap((row) => row.titles.slice(0, template.visibleSlots)));
  const free = Int32Array.from(titles).filter(
    (title) => !inSight.has(title) && hasBit(open, title) && !Number.isNaN(scores[title]!),
  );
  sortByValue(
    free,
    Float32Array.from(free, (title) => scores[title]!),
    free.length,
  );
  return free;
}

function belongsTo({ context }: SeenPage, { kind, genre, pool }: SeenRow): (title: number) => boolean {
  if (kind === 'personal') return () => true;
  const { genreOffsets, genreNumbers } = context.catalogue;
  if (genre >= 0) {
    return (title) => {
      for (let g = genreOffsets[title]!; g < genreOffsets[title + 1]!; g++) if (genreNumbers[g] === genre) return true;
      return false;
    };
  }
  const proposed = new Set(pool);
  return (title) => proposed.has(title);
}
