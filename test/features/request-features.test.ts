import { describe, expect, test } from '@jest/globals';
import { languageNo } from '../../src/domain/language.ts';
import { createCatalogue } from '../../src/features/catalogue-columns.ts';
import { daypartFeatures } from '../../src/features/daypart-features.ts';
import type { FeatureContext, FeatureGroup } from '../../src/features/feature-context.ts';
import { createItemStatsColumns } from '../../src/features/item-stats-columns.ts';
import { languageFeatures } from '../../src/features/language-features.ts';
import { localHour } from '../../src/features/local-hour.ts';
import { regionFeatures } from '../../src/features/region-features.ts';
import { EMPTY_STATE } from '../../src/features/user-state.ts';
import { aStoredItem } from '../support/items.ts';
import { aState } from '../support/pages.ts';
import { contextOf } from './support.ts';

const catalogue = createCatalogue(
  [
    aStoredItem(1),
    aStoredItem(10, { type: 'series' }),
    aStoredItem(11, { type: 'episode', seriesId: 'i10' }),
    aStoredItem(2, { type: 'clip' }),
  ],
  1,
);

function featuresOf(group: FeatureGroup, changes: Partial<FeatureContext>): number[][] {
  const candidates = Int32Array.from(catalogue.itemNo.keys());
  const out = new Float32Array(candidates.length * group.width);
  group.write(contextOf(catalogue, EMPTY_STATE, changes), candidates, candidates.length, out, group.width, 0);
  return Array.from(candidates, (_, at) => [...out.subarray(at * group.width, (at + 1) * group.width)]);
}

describe('language', () => {
  const spoken = createCatalogue(
    [
      aStoredItem(1, { language: 'pt-BR' }),
      aStoredItem(2, { language: 'PT' }),
      aStoredItem(3, { language: 'en' }),
      aStoredItem(4),
      aStoredItem(5, { language: 'und' }),
    ],
    1,
  );
  const told = (language: string | null, ...watched: readonly number[]): number[][] => {
    const state = aState(...watched.map((itemNo) => ({ type: 'complete' as const, itemNo })));
    const candidates = Int32Array.from(spoken.itemNo.keys());
    const out = new Float32Array(candidates.length * 3);
    languageFeatures.write(contextOf(spoken, state, { language }), candidates, candidates.length, out, 3, 0);
    return Array.from(candidates, (_, at) => [...out.subarray(at * 3, at * 3 + 3)]);
  };

  test('of the request: the same, whatever the region, another, or not known', () => {
    expect(told('pt').map(([asked]) => asked)).toEqual([1, 1, -1, 0, -1]);
    expect(told('en-US').map(([asked]) => asked)).toEqual([-1, -1, 1, 0, -1]);
    expect(told(null).map(([asked]) => asked)).toEqual([0, 0, 0, 0, 0]);
  });

  test('of what was watched: its share, the newest counting most; what has none does not count', () => {
    const [brazilian, portuguese, english, unknown, other] = told(null, 3, 4, 1, 2).map(([, share]) => share!);
    expect(brazilian).toBe(portuguese);
    expect(brazilian! + english!).toBeCloseTo(1, 6);
    expect(english).toBeCloseTo(2 ** -0.3 / (1 + 2 ** -0.1 + 2 ** -0.3), 6);
    expect([unknown, other]).toEqual([0, 0]);
    expect(told(null).map(([, share]) => share)).toEqual([0, 0, 0, 0, 0]);
  });

  test('says where it is known', () => {
    expect(told(null).map(([, , known]) => known)).toEqual([1, 1, 1, 0, 1]);
  });

  test('a tag is its language alone, and no two share a number', () => {
    expect(languageNo('pt-BR')).toBe(languageNo('PT'));
    expect(languageNo('zh-Hant-TW')).toBe(languageNo('zh'));
    expect(languageNo(null)).toBe(0);
    const tags = ['a', 'b', 'z'].flatMap((first) =>
      ['', 'a', 'm', 'z'].flatMap((second) => ['', 'a', 'z'].map((third) => first + second + third)),
    );
    expect(new Set([...new Set(tags)].map(languageNo)).size).toBe(new Set(tags).size);
  });
});

describe('popularity in a region', () => {
  const columns = createItemStatsColumns(catalogue);
  columns.add(0, 0, 90, 0, 0);
  columns.add(1, 0, 10, 0, 0);
  columns.addPlays(1, 'DE', 20);
  columns.addPlays(0, 'US', 5);
  const stats = columns.at(0);

  test('is what was played from its pages, beside what is expected of it', () => {
    const [film, series, anEpisode] = featuresOf(regionFeatures, { stats, region: 'DE' });
    // Of 20 plays 18 were to be expected of the film, and 2 of the series.
    expect(film![0]).toBe(0);
    expect(film![1]).toBeCloseTo(Math.log(10 / 28), 6);
    expect(series![0]).toBeCloseTo(Math.log1p(20), 6);
    expect(series![1]).toBeCloseTo(Math.log(30 / 12), 6);
    expect(anEpisode).toEqual(series);
  });

  test('says nothing without a region, or where nothing was played', () => {
    for (const region of [null, 'FR'])
      expect(featuresOf(regionFeatures, { stats, region }).flat()).toEqual(Array(8).fill(0));
  });

  test('is handed out as it was, whatever is added afterwards', () => {
    const live = createItemStatsColumns({ size: 2, type: ['film', 'film'] });
    live.addPlays(0, 'DE', 1);
    const before = live.at(0);
    live.grow({ size: 3, type: ['film', 'film', 'film'] });
    live.addPlays(2, 'DE', 4);
    expect([...live.at(0).regions.get('DE')!.plays]).toEqual([1, 0, 4]);
    expect([before.regions.get('DE')!.total, ...before.regions.get('DE')!.plays]).toEqual([1, 1, 0]);
  });
});

describe('the time of day', () => {
  const at = (text: string) => Date.parse(text);

  test.each([
    ['2026-03-01T20:30:00Z', 'UTC', 20.5],
    ['2026-03-01T20:30:00Z', 'Europe/Berlin', 21.5],
    // Summer time began at 01:00 UTC.
    ['2026-03-29T00:59:00Z', 'Europe/Berlin', 1 + 59 / 60],
    ['2026-03-29T01:00:00Z', 'Europe/Berlin', 3],
    ['2026-03-01T20:30:00Z', 'Asia/Kolkata', 2],
    ['2026-03-01T20:30:00Z', 'America/Los_Angeles', 12.5],
    ['1969-12-31T23:00:00Z', 'UTC', 23],
    ['2026-03-01T20:30:00Z', 'Nowhere/AtAll', 20.5],
  ])('at %s in %s is %d', (time, zone, hour) => {
    expect(localHour(at(time), zone)).toBeCloseTo(hour, 9);
  });

  test('is told apart for series, films and the rest', () => {
    const changes = { nowMs: at('2026-03-01T18:00:00Z'), timeZone: 'UTC' };
    const [film, series, anEpisode, clip] = featuresOf(daypartFeatures, changes).map((row) =>
      row.map((value) => Math.round(value) + 0),
    );
    expect(film).toEqual([0, 0, 0, 0, -1, 0]);
    expect(series).toEqual([1, 0, -1, 0, 0, 0]);
    expect(anEpisode).toEqual(series);
    expect(clip!.map(Math.abs)).toEqual([0, 1, 0, 0, 0, 0]);
  });
});
