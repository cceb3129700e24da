import type { Catalogue } from '../../domain/catalogue.ts';

/** The last titles of a row, and how like them another is. */
export interface RowWindow {
  begin(catalogue: Catalogue): void;
  add(title: number): void;
  /** 0..1: mean share of the title's genres that those of the window have, and whether people return. */
  likenessOf(title: number): number;
  /** Titles of the window with the person of the title that has most of them. */
  mostOfAPerson(title: number): number;
  /** No person is in more titles of the window than this. */
  readonly crowd: number;
}

/** Titles a user may have in view with the one at hand. */
export const WINDOW = 10;

/** Genres tell most titles apart, people few: what people add is half gained with one of them. */
const OF_GENRES = 0.7;

export function createRowWindow(): RowWindow {
  const titles = new Int32Array(WINDOW);
  let count = 0;
  let genres = new Uint16Array(0);
  let people = new Uint16Array(0);
  // Of the catalogue: a row asks some thousand times.
  let genreOffsets = new Int32Array(0);
  let genreNumbers = genreOffsets;
  let peopleOffsets = genreOffsets;
  let peopleNumbers = genreOffsets;

  function move(title: number, by: number): void {
    for (let g = genreOffsets[title]!; g < genreOffsets[title + 1]!; g++) genres[genreNumbers[g]!]! += by;
    for (let p = peopleOffsets[title]!; p < peopleOffsets[title + 1]!; p++) {
      const person = peopleNumbers[p]!;
      if (person >= people.length) people = widened(people, 2 * person + 64);
      people[person]! += by;
      if (people[person]! > window.crowd) window.crowd = people[person]!;
    }
  }

  const times = (person: number): number => (person < people.length ? people[person]! : 0);

  const window = {
    crowd: 0,
    begin(of: Catalogue): void {
      // By the catalogue that the titles were counted by: genres and people of another may be other numbers.
      for (let at = 0; at < Math.min(count, WINDOW); at++) move(titles[at]!, -1);
      count = 0;
      window.crowd = 0;
      ({ genreOffsets, genreNumbers, peopleOffsets, peopleNumbers } = of as Catalogue & Columns);
      if (genres.length < of.genres.length) genres = new Uint16Array(of.genres.length);
    },
    add(title: number): void {
      const at = count++ % WINDOW;
      if (count > WINDOW) move(titles[at]!, -1);
      titles[at] = title;
      move(title, 1);
    },
    likenessOf(title: number): number {
      if (count === 0) return 0;
      const from = genreOffsets[title]!;
      const to = genreOffsets[title + 1]!;
      let shared = 0;
      for (let g = from; g < to; g++) shared += genres[genreNumbers[g]!]!;
      let met = 0;
      if (window.crowd > 0) {
        for (let p = peopleOffsets[title]!; p < peopleOffsets[title + 1]!; p++) met += times(peopleNumbers[p]!);
      }
      const alike = to === from ? 0 : shared / ((to - from) * Math.min(count, WINDOW));
      return OF_GENRES * alike + ((1 - OF_GENRES) * met) / (met + 1);
    },
    mostOfAPerson(title: number): number {
      let most = 0;
      for (let p = peopleOffsets[title]!; p < peopleOffsets[title + 1]!; p++) {
        most = Math.max(most, times(peopleNumbers[p]!));
      }
      return most;
    },
  };
  return window;
}

type Columns = Readonly<
  Record<'genreOffsets' | 'genreNumbers' | 'peopleOffsets' | 'peopleNumbers', Int32Array<ArrayBuffer>>
>;

function widened(counts: Uint16Array<ArrayBuffer>, length: number): Uint16Array<ArrayBuffer> {
  const wider = new Uint16Array(length);
  wider.set(counts);
  return wider;
}
