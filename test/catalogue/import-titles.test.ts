import { createReadStream, existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { createReportBuilder } from '../../src/catalogue/import-report.ts';
import { importTitles } from '../../src/catalogue/import-titles.ts';
import type { Item } from '../../src/domain/item.ts';
import { bytesOf } from './support.ts';

const HEADER =
  'show_id,type,title,director,cast,country,date_added,release_year,rating,duration,listed_in,description\n';

async function importAll(source: AsyncIterable<Uint8Array>) {
  const builder = createReportBuilder();
  const items: Item[] = [];
  for await (const batch of importTitles(source, 'titles.csv')) {
    for (const record of batch.records) builder.add(record);
    items.push(...batch.items);
  }
  return { items, report: builder.report() };
}
const importRows = (...rows: string[]) => importAll(bytesOf(HEADER, ...rows.map((row) => `${row}\n`)));

describe('titles from CSV', () => {
  test('a film with all its fields', async () => {
    const { items } = await importRows(
      's7,Movie, A Film ,"Ann B., Cy D","E F, G H",", France, Chad,"," September 5, 2021",1993,TV-14,91 min,"Dramas, Comedies",What happens.',
    );
    expect(items).toEqual([
      {
        itemId: 's7',
        type: 'film',
        title: 'A Film',
        description: 'What happens.',
        genres: ['Dramas', 'Comedies'],
        tags: ['country:France', 'country:Chad'],
        cast: ['E F', 'G H'],
        directors: ['Ann B.', 'Cy D'],
        language: null,
        releaseDate: '1993-01-01',
        startsAt: null,
        endsAt: null,
        durationS: 5460,
        maturity: 'teen',
        seriesId: null,
        season: null,
        episode: null,
        windows: [{ region: '*', from: '2021-09-05T00:00:00Z', until: null }],
        imageUrl: null,
      },
    ]);
  });

  test('a TV show is a series: seasons say no running time; without a date the window has always been open', async () => {
    const { items } = await importRows('s1,TV Show,Show,,,,,2020,TV-MA,2 Seasons,,');
    expect(items[0]).toMatchObject({
      type: 'series',
      durationS: null,
      maturity: 'adult',
      windows: [{ region: '*', from: null, until: null }],
    });
  });

  test('a running time that slipped into the rating is put right, and the unknown rating is for adults', async () => {
    const { items, report } = await importRows('s1,Movie,Film,,,,,2020,74 min,,,');
    expect(items[0]).toMatchObject({ durationS: 4440, maturity: 'adult' });
    expect(report.refused).toBe(0);
  });

  test('what cannot be read is refused by line and reason, and the rest is taken', async () => {
    const { items, report } = await importRows(
      's1,Movie,"Over\ntwo lines",,,,,2020,G,5 min,,',
      's2,Movie,,,,,,2020,G,5 min,,',
      's3,Opera,Title,,,,,2020,G,5 min,,',
      's4,Movie,Title,,,,31/12/2020,2020,G,5 min,,',
      's5,Movie,Title,,,,"February 30, 2020",2020,G,5 min,,',
      's6,Movie,Title,,,,,MMXX,G,5 min,,',
      's7,Movie,Title,,,,,2020,G,forever,,',
      's 8,Movie,Title,,,,,2020,G,5 min,,',
      's1,Movie,Again,,,,,2020,G,5 min,,',
      's9,Movie,"Broken,,,,,2020,G,5 min,,',
      's10,Movie,Last,,,,,2020,G,5 min,,',
    );
    expect(items.map(({ itemId, title }) => [itemId, title])).toEqual([
      ['s1', 'Over\ntwo lines'],
      // No title: it is called by its id.
      ['s2', 's2'],
      ['s10', 'Last'],
    ]);
    expect(report.examples.map(({ line, code }) => [line, code])).toEqual([
      [5, 'invalid-item'],
      [6, 'invalid-item'],
      [7, 'invalid-item'],
      [8, 'invalid-item'],
      [9, 'invalid-item'],
      [10, 'invalid-item'],
      [11, 'duplicate-item'],
      [12, 'invalid-csv'],
    ]);
    expect(report.examples[1]!.detail).toContain('"dateadded" must be a date');
  });

  test("a newcomer's own columns: our names, bars between names that have commas, regions and episodes", async () => {
    const { items } = await importAll(
      bytesOf(
        'itemId,title,type,genres,cast,maturity,durationS,releaseDate,regions,availableFrom,availableUntil,seriesId,season,episode,language,imageUrl,internalNote\n',
        'e1,Pilot,Episode,Drama|Crime,"Downey, Jr.|Ann",kids,1500,2024-02-29,SE|NO,2026-01-01,2027-01-01T12:00:00+01:00,show,1,2,sv,https://example.org/a.jpg,secret\n',
      ),
    );
    expect(items[0]).toMatchObject({
      type: 'episode',
      genres: ['Drama', 'Crime'],
      cast: ['Downey, Jr.', 'Ann'],
      tags: [],
      maturity: 'kids',
      durationS: 1500,
      releaseDate: '2024-02-29',
      seriesId: 'show',
      season: 1,
      episode: 2,
      language: 'sv',
      windows: [
        { region: 'SE', from: '2026-01-01T00:00:00Z', until: '2027-01-01T12:00:00+01:00' },
        { region: 'NO', from: '2026-01-01T00:00:00Z', until: '2027-01-01T12:00:00+01:00' },
      ],
      imageUrl: 'https://example.org/a.jpg',
    });
  });

  test('a file without an id and a title column is refused whole, in words', async () => {
    await expect(importAll(bytesOf('name,year\nx,2020\n'))).rejects.toMatchObject({
      code: 'bad-argument',
      message: expect.stringContaining('show_id (or itemId, or id) and title'),
    });
  });
});

const REAL = resolve(import.meta.dirname, '../../../shared/data/catalogues/netflix_titles.csv');
const describeReal = existsSync(REAL) ? describe : describe.skip;

describeReal(`8,807 real titles (skipped without ${REAL})`, () => {
  test('every title is accounted for: all are taken, the dirty ones too', async () => {
    const { items, report } = await importAll(createReadStream(REAL));
    expect({ accepted: report.accepted, refused: report.refused }).toEqual({ accepted: 8807, refused: 0 });
    expect(new Set(items.map(({ itemId }) => itemId)).size).toBe(8807);
    const count = (isCounted: (item: Item) => boolean) => items.filter(isCounted).length;
    expect({
      films: count(({ type }) => type === 'film'),
      series: count(({ type }) => type === 'series'),
      filmsWithoutDuration: count(({ type, durationS }) => type === 'film' && durationS === null),
      seriesWithDuration: count(({ type, durationS }) => type === 'series' && durationS !== null),
      kids: count(({ maturity }) => maturity === 'kids'),
      teen: count(({ maturity }) => maturity === 'teen'),
      withoutStart: count(({ windows }) => windows[0]!.from === null),
      withoutGenre: count(({ genres }) => genres.length === 0),
      withLineBreak: count(({ title, description, cast }) => `${title}${description}${cast}`.includes('\n')),
    }).toEqual({
      films: 6131,
      series: 2676,
      filmsWithoutDuration: 0,
      seriesWithDuration: 0,
      kids: 334 + 307 + 220 + 41 + 6,
      teen: 2160 + 863 + 490 + 287,
      withoutStart: 10,
      withoutGenre: 0,
      withLineBreak: expect.any(Number),
    });
    const byId = new Map(items.map((item) => [item.itemId, item]));
    for (const [itemId, minutes] of Object.entries({ s5542: 74, s5795: 84, s5814: 66 })) {
      expect(byId.get(itemId)).toMatchObject({ durationS: minutes * 60, maturity: 'adult' });
    }
    expect(byId.get('s8202')).toBeDefined();
    expect(byId.get('s8420')).toBeDefined();
  });
});
