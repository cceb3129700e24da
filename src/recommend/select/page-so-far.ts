import type { PageContext } from '../page-context.ts';
import { createStamps } from '../stamps.ts';

/** What has been chosen, as far as later choices may know of it: which titles, as a set. What the chain of pages has shown is in it. */
export interface PageSoFar {
  begin(context: PageContext): void;
  has(title: number): boolean;
  /** The title stands on the page. */
  take(title: number): void;
  /** The title will stand on the page: nothing else may, and its genres count once it does. */
  keepFor(title: number): void;
  /** By genre number: titles on the page with it, a title of n genres as 1/n, in units of GENRE_UNIT; and the sum over all genres. */
  readonly genres: Float64Array;
  readonly total: number;
}

/** Shares of a title in whole numbers, so that a sum does not depend on the order of its parts. Divisible by 1 to 12. */
export const GENRE_UNIT = 27_720;

export function createPageSoFar(): PageSoFar {
  const taken = createStamps();
  let catalogue: PageContext['catalogue'];
  const soFar = {
    genres: new Float64Array(0),
    total: 0,
    begin(context: PageContext): void {
      ({ catalogue } = context);
      taken.clear(catalogue.size);
      soFar.genres = cleared(soFar.genres, catalogue.genres.length);
      soFar.total = 0;
      for (const titleNo of context.request.shown?.titleNos ?? []) {
        const dense = catalogue.denseOfItemNo(titleNo);
        // An item of a title may have been shown, and the title be named with it.
        if (dense >= 0 && !taken.has(catalogue.titleOf[dense]!)) soFar.take(catalogue.titleOf[dense]!);
      }
    },
    has: taken.has,
    take(title: number): void {
      taken.add(title);
      const from = catalogue.genreOffsets[title]!;
      const to = catalogue.genreOffsets[title + 1]!;
      if (from === to) return;
      const share = Math.round(GENRE_UNIT / (to - from));
      for (let g = from; g < to; g++) soFar.genres[catalogue.genreNumbers[g]!]! += share;
      soFar.total += share * (to - from);
    },
    keepFor: taken.add,
  };
  return soFar;
}

/** Zeros, `length` or more of them, in the same memory where it is long enough. */
export function cleared(of: Float64Array<ArrayBuffer>, length: number): Float64Array<ArrayBuffer> {
  return of.length >= length ? of.fill(0) : new Float64Array(length);
}
