import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { importVegaMovies } from '../../src/catalogue/import-vega-movies.ts';
import { repairMojibake } from '../../src/catalogue/mojibake.ts';

const item = (film: Record<string, unknown>) => [...importVegaMovies([film])][0]!;
const DATED = { 'Release Date': 'Jun 12 1998' };

describe('films of vega-datasets', () => {
  test('every one of the 3,201 is taken or refused with a reason', () => {
    const films = JSON.parse(readFileSync('node_modules/vega-datasets/data/movies.json', 'utf8'));
    const records = [...importVegaMovies(films)];
    expect(records.length).toBe(3201);
    const refusals = records.filter((record) => record.refusal);
    expect(refusals.map((record) => [record.line, record.refusal!.detail])).toEqual([
      [3054, 'The field "Title" must be a text or a number.'],
    ]);
    expect(new Set(records.flatMap((record) => record.value?.itemId ?? [])).size).toBe(3200);
    const years = records.flatMap((record) => record.value?.releaseDate?.slice(0, 4) ?? []);
    expect([years.length, [...years].sort()[0], [...years].sort().at(-1)]).toEqual([3200, '1915', '2011']);
  });

  test('a whole film', () => {
    const film = {
      Title: 'Charge of the Light Brigade, The',
      'Release Date': 'Oct 20 2036',
      'MPAA Rating': 'PG-13',
      'Running Time min': 115,
      Source: 'Based on Real Life Events',
      'Major Genre': 'Romantic Comedy',
      'Creative Type': 'Science Fiction',
      Director: 'Michael Curtiz',
    };
    expect(item(film).value).toMatchObject({
      itemId: 'the-charge-of-the-light-brigade-1936',
      title: 'The Charge of the Light Brigade',
      releaseDate: '1936-10-20',
      durationS: 6900,
      maturity: 'teen',
      genres: ['Comedy', 'Romance', 'Sci-Fi'],
      tags: ['based on real life events'],
      directors: ['Michael Curtiz'],
    });
  });

  test('a number is a title, a missing rating is for adults, a missing date is none', () => {
    expect(item({ Title: 300, ...DATED }).value).toMatchObject({ itemId: '300-1998', title: '300', maturity: 'adult' });
    expect(item({ Title: 'Undated', 'Release Date': 'some day' }).value).toMatchObject({
      itemId: 'undated',
      releaseDate: null,
    });
  });

  test.each([
    ['no object', 7, 'not an object'],
    ['no title', { Title: null }, '"Title"'],
    ['a title without a letter', { Title: '?!' }, 'no letter'],
    ['a date the calendar does not have', { Title: 'X', 'Release Date': 'Feb 31 1999' }, 'releaseDate'],
  ])('%s is refused', (_, film, detail) => {
    expect([...importVegaMovies([film])][0]!.refusal?.detail).toContain(detail);
  });

  test('the same title is another film in another year and a duplicate in the same', () => {
    const remake = { Title: 'King Kong', 'Release Date': 'Dec 14 2005' };
    const records = [
      ...importVegaMovies([{ Title: 'King Kong (1933)', 'Release Date': 'Apr 07 2033' }, remake, remake]),
    ];
    expect(records.map((record) => record.value?.itemId ?? record.refusal!.code)).toEqual([
      'king-kong-1933',
      'king-kong-2005',
      'duplicate-item',
    ]);
  });

  test('a file that is no array is refused as one record', () => {
    expect([...importVegaMovies({})].map((record) => record.refusal?.code)).toEqual(['invalid-json']);
  });
});

describe('letters of the wrong code page', () => {
  test.each([
    ["De battre mon coeur s'est arrÍtÈ", "De battre mon coeur s'est arrêté"],
    ['DÈj‡ Vu', 'Déjà Vu'],
    ['I Love You Ö', 'I Love You …'],
    ['Émile', 'Émile'],
    ['Öffnung', 'Öffnung'],
    ['Alien³', 'Alien³'],
  ])('%s -> %s', (damaged, whole) => {
    expect(repairMojibake(damaged)).toBe(whole);
  });
});
