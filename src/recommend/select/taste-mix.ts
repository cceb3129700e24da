import type { PageContext } from '../page-context.ts';
import { GENRE_UNIT, type PageSoFar } from './page-so-far.ts';

/** Whether the page has the genres of the user's taste in the shares that they have in it. */
export interface TasteMix {
  /** Reads the taste of the user. False: there is none to keep to. */
  begin(context: PageContext): boolean;
  /** The title stands on the page now: it has been taken (PageSoFar). */
  add(title: number): void;
  /** What a title would do to the mix, -1..1: above 0 where the page has more of its genres than the taste has. */
  overTaste(title: number): number;
}

/** Titles of history by which taste halves in weight: taste in genres changes slower than what to watch next. */
const TASTE_HALF_LIFE = 20;
/** Titles, as the catalogue has them, that stand in for what a short history does not say. */
const PRIOR_TITLES = 5;
/** Titles in the user's own shares that a page begins with: of two titles nobody can ask for a mix. */
const HEAD_START = 10;

/**
 * Calibration (Steck 2018, Calibrated recommendations): with p the genres of the taste and q those of the page, a title whose genres
 * are c changes the divergence KL(p || q) at the rate of sum of c(g) * (1 - p(g) / q(g)); that is what it costs.
 */
export function createTasteMix(soFar: PageSoFar): TasteMix {
  let catalogue: PageContext['catalogue'];
  let taste = new Float64Array(0);
  // p(g) / q(g) by genre, but for the sum over all genres of the page, which changes with each title.
  let ratios = new Float64Array(0);
  let genreOffsets = new Int32Array(0);
  let genreNumbers = genreOffsets;

  function weigh(genre: number): void {
    const wanted = taste[genre]!;
    ratios[genre] = wanted / (soFar.genres[genre]! + HEAD * wanted);
  }

  return {
    begin(context) {
      ({ catalogue } = context);
      ({ genreOffsets, genreNumbers } = catalogue as typeof catalogue & Columns);
      if (context.history.length === 0) return false;
      taste = tasteOf(context);
      if (ratios.length < taste.length) ratios = new Float64Array(taste.length);
      for (let genre = 0; genre < taste.length; genre++) weigh(genre);
      return true;
    },
    add(title) {
      for (let g = genreOffsets[title]!; g < genreOffsets[title + 1]!; g++) weigh(genreNumbers[g]!);
    },
    overTaste(title) {
      const from = genreOffsets[title]!;
      const to = genreOffsets[title + 1]!;
      if (from === to) return 0;
      let sum = 0;
      for (let g = from; g < to; g++) sum += ratios[genreNumbers[g]!]!;
      const cost = 1 - (sum * (soFar.total + HEAD)) / (to - from);
      return cost < -1 ? -1 : cost;
    },
  };
}

/** Both in the unit that the page counts in. */
const HEAD = HEAD_START * GENRE_UNIT;
type Columns = Readonly<Record<'genreOffsets' | 'genreNumbers', Int32Array<ArrayBuffer>>>;

/** Shares of the genres, above 0 each and 1 together. */
function tasteOf({ catalogue, history, snapshot: { lists } }: PageContext): Float64Array<ArrayBuffer> {
  const { genres, genreOffsets, genreNumbers } = catalogue;
  const taste = new Float64Array(genres.length);
  let total = 0;
  for (let at = 0; at < history.length; at++) {
    const from = genreOffsets[history.title[at]!]!;
    const to = genreOffsets[history.title[at]! + 1]!;
    if (from === to) continue;
    const weight = history.strength[at]! * 2 ** (-at / TASTE_HALF_LIFE);
    for (let g = from; g < to; g++) taste[genreNumbers[g]!]! += weight / (to - from);
    total += weight;
  }
  // Of a genre that no title has, one is assumed.
  const titles = lists.genreTitles.length + genres.length;
  for (let genre = 0; genre < genres.length; genre++) {
    const count = (lists.genreOffsets[genre + 1] ?? 0) - (lists.genreOffsets[genre] ?? 0);
    taste[genre] = (taste[genre]! + (PRIOR_TITLES * (Math.max(0, count) + 1)) / titles) / (total + PRIOR_TITLES);
  }
  return taste;
}
