import { describe, expect, test } from '@jest/globals';
import type { Page } from '../../clients/typescript/src/index.ts';
import { seededRandom } from '../../src/domain/clock.ts';
import { drawHiddenTaste } from '../../src/simulation/hidden-taste.ts';
import { pageValue } from '../../src/simulation/page-value.ts';
import { createFilmWorld, drawTaste, type Taste } from '../../src/simulation/taste.ts';

const FILMS = Array.from({ length: 60 }, (_, n) => ({
  itemId: `film-${n}`,
  genres: [n % 2 === 0 ? 'Drama' : 'Horror'],
  releaseDate: `${1960 + n}-01-01`,
}));
const world = createFilmWorld(FILMS);
const plays = Float64Array.from(FILMS, (_, film) => film);
/** Likes film 0 best, film 59 least. */
const taste: Taste = { liking: (film) => 4 - film / 10, likedGenres: [] };

function aPage(rows: Record<string, readonly number[]>): Page {
  return {
    rows: Object.entries(rows).map(([kind, films]) => ({
      kind,
      items: films.map((film, slot) => ({ itemId: `film-${film}`, impressionId: `p.${kind}.${slot}` })),
    })),
  } as unknown as Page;
}

const worthOf = (page: Page, seen: readonly number[] = []) =>
  pageValue(page, { world, taste, seen: new Set(seen), plays });

describe('what a page is worth', () => {
  test('the best films in the best places are worth what the oracle makes of the same shape', () => {
    const { page, oracle } = worthOf(aPage({ personal: [0, 1, 2, 3, 4] }));
    expect(page).toBeCloseTo(oracle, 10);
    expect(worthOf(aPage({ personal: [4, 3, 2, 1, 0] })).page).toBeLessThan(oracle);
  });

  test('the popular page is the same shape filled with what is played most', () => {
    const { page, popular } = worthOf(aPage({ personal: [59, 58, 57] }));
    expect(page).toBeCloseTo(popular, 10);
  });

  test('what was seen, and what stands there a second time, is worth nothing', () => {
    const once = worthOf(aPage({ personal: [0, 1] })).page;
    expect(worthOf(aPage({ personal: [0, 1], popular: [0, 1] })).page).toBe(once);
    expect(worthOf(aPage({ personal: [0, 1] }), [0, 1]).page).toBe(0);
  });

  test('what was begun before is not counted, for nobody', () => {
    const plain = worthOf(aPage({ personal: [5, 6] }));
    expect(worthOf(aPage({ 'continue-watching': [0, 1], personal: [5, 6] }))).toEqual(plain);
  });

  test('a row further down and a slot further right are seen less', () => {
    const { page: first } = worthOf(aPage({ personal: [0] }));
    const right = worthOf(aPage({ personal: [59, 0] })).page - worthOf(aPage({ personal: [59] })).page;
    const below = worthOf(aPage({ personal: [59], popular: [0] })).page - worthOf(aPage({ personal: [59] })).page;
    expect(right / first).toBeCloseTo(0.92, 6);
    expect(below / first).toBeCloseTo(0.85, 6);
  });
});

describe('tastes', () => {
  test('a hidden taste is the same each time it is drawn, and says nothing of genres', () => {
    const [one, same, other] = [1, 1, 2].map((seed) => drawHiddenTaste(world, seededRandom(seed)));
    const likings = (of: Taste | undefined): number[] => FILMS.map((_, film) => of!.liking(film));
    expect(likings(one)).toEqual(likings(same));
    expect(likings(one)).not.toEqual(likings(other));
    expect(one!.likedGenres).toEqual([]);
  });

  test('among viewers with hidden tastes films of one genre are liked no more alike than others; among the others they are', () => {
    const alike = (draw: typeof drawTaste): number => {
      const viewers = Array.from({ length: 300 }, (_, n) => draw(world, seededRandom(n + 1)));
      const likings = FILMS.map((_, film) => viewers.map((viewer) => viewer.liking(film)));
      let [within, across] = [0, 0];
      for (let a = 0; a < 30; a++) {
        for (let b = a + 1; b < 30; b++) {
          const together = correlation(likings[a]!, likings[b]!);
          if (a % 2 === b % 2) within += together / 210;
          else across += together / 225;
        }
      }
      return within - across;
    };
    expect(alike(drawTaste)).toBeGreaterThan(0.3);
    expect(Math.abs(alike(drawHiddenTaste))).toBeLessThan(0.15);
  });
});

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  const moment = (x: readonly number[], y: readonly number[], mx: number, my: number): number =>
    x.reduce((sum, value, i) => sum + (value - mx) * (y[i]! - my), 0);
  return moment(a, b, meanA, meanB) / Math.sqrt(moment(a, a, meanA, meanA) * moment(b, b, meanB, meanB));
}
