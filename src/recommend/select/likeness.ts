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
  let catalogue: Catalogue;
  let genres = new Uint16Array(0);
  let people = new Uint16Array(0);

  function move(title: number, by: number): void {
    const { genreOffsets, genreNumbers, peopleOffsets, peopleNumbers } = catalogue;
    for (let g = genreOffsets[title]!; g < genreOffsets[title + 1]!; g++) genres[genreNumbers[g]!]! += by;
    for (let p = peopleOffsets[title]!; p < peopleOffsets[title + 1]!; p++) {
      const person = peopleNumbers[p]!;
      if (person >= people.length) people = widened(people, 2 * person + 64);
      people[person]! += by;
      if (people[person]! > window.crowd) window.crowd = people[person]!;
    }
  }

  const window = {
    crowd: 0,
    begin(of: Catalogue): void {
      // By the catalogue that the titles were counted by: genres and people of another may be other numbers.
      for (let at = 0; at < Math.min(count, WINDOW); at++) move(titles[at]!, -1);
      count = 0;
      catalogue = of;
      window.crowd = 0;
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
      const { genreOffsets, genreNumbers, peopleOffsets, peopleNumbers } = catalogue;
      const from = genreOffsets[title]!;
      const to = genreOffsets[title + 1]!;
      let shared = 0;
      for (let g = from; g < to; g++) shared += genres[genreNumbers[g]!]!;
      let met = 0;
      for (let p = peopleOffsets[title]!; p < peopleOffsets[title + 1]!; p++) met += people[peopleNumbers[p]!] ?? 0;
      const alike = to === from ? 0 : shared / ((to - from) * Math.min(count, WINDOW));
      return OF_GENRES * alike + ((1 - OF_GENRES) * met) / (met + 1);
    },
    mostOfAPerson(title: number): number {
      const { peopleOffsets, peopleNumbers } = catalogue;
      let most = 0;
      for (let p = peopleOffsets[title]!; p < peopleOffsets[title + 1]!; p++) {
        most = Math.max(most, people[peopleNumbers[p]!] ?? 0);
      }
      return most;
    },
  };
  return window;
}

function widened(counts: Uint16Array<ArrayBuffer>, length: number): Uint16Array<ArrayBuffer> {
  const wider = new Uint16Array(length);
  wider.set(counts);
  return wider;
}
