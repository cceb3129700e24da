import { createReadStream, existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { importMovieLens, type MovieLensFiles } from '../../src/catalogue/import-movielens.ts';
import { createReportBuilder } from '../../src/catalogue/import-report.ts';
import { parseMovieLensTitle } from '../../src/catalogue/movielens-title.ts';
import type { ViewerEvent } from '../../src/domain/event.ts';
import { ID_PATTERN, type Item } from '../../src/domain/item.ts';
import { bytesOf } from './support.ts';

const NOW_MS = Date.parse('2026-11-20T12:00:00Z');
const MOVIES = `movieId,title,genres
1,Toy Story (1995),Adventure|Animation|Children
318,"Shawshank Redemption, The (1994)",Crime|Drama
40697,Babylon 5,(no genres listed)
x,No Number (1999),Drama
9,"Broken (1999),Drama
`;
const RATINGS = `userId,movieId,rating,timestamp
2,318,5.0,1000000300
1,1,0.5,1000000100
1,318,3.5,1000000200
1,318,5.5,1000000201
1,318,,1000000202
1,318,4.0,99999999999
0,318,4.0,1000000203
7,77,4.0,1000000400
`;
const TAGS = `userId,movieId,tag,timestamp
1,318,Prison,1
2,318,prison ,1
1,318,only mine,1
1,318,only mine,2
3,318,,1
`;
const METADATA = `[{"id":318,"overview":"Two men.","topActors":[{"name":"Tim Robbins"},{"name":null}],"director":{"name":"Frank Darabont"},"tags":["prison","hope"],"runtime":142,"releaseDate":9031,"poster":null},
{"id":1,"overview":
{"id":"1"},
{"id":40697,"runtime":0,"releaseDate":null}]
`;

const fixture = (change: Partial<Record<keyof MovieLensFiles, string>> = {}): MovieLensFiles => ({
  movies: bytesOf(change.movies ?? MOVIES),
  ratings: bytesOf(change.ratings ?? RATINGS),
  tags: bytesOf(change.tags ?? TAGS),
  metadata: bytesOf(change.metadata ?? METADATA),
});

async function importAll(files: MovieLensFiles) {
  const builder = createReportBuilder();
  const items: Item[] = [];
  const events: ViewerEvent[] = [];
  let itemsAfterEvents = 0;
  for await (const batch of importMovieLens(files, { userKeyOf: (userId) => `key-${userId}`, nowMs: NOW_MS })) {
    for (const record of batch.records) builder.add(record);
    if (events.length > 0) itemsAfterEvents += batch.items.length;
    items.push(...batch.items);
    events.push(...batch.events);
  }
  return { items, events, itemsAfterEvents, report: builder.report() };
}

describe('import of a MovieLens folder', () => {
  test('films become items: title, year, genres, maturity, tags with support, metadata', async () => {
    const { items } = await importAll(fixture());
    expect(items.map((item) => item.itemId)).toEqual(['1', '318', '40697']);
    expect(items[0]).toMatchObject({
      title: 'Toy Story',
      releaseDate: '1995-01-01',
      maturity: 'kids',
      description: '',
    });
    expect(items[1]).toMatchObject({
      type: 'film',
      title: 'The Shawshank Redemption',
      description: 'Two men.',
      genres: ['Crime', 'Drama'],
      tags: ['prison', 'hope'],
      cast: ['Tim Robbins'],
      directors: ['Frank Darabont'],
      durationS: 8520,
      releaseDate: '1994-09-23',
      maturity: 'adult',
      windows: [{ region: '*', from: null, until: null }],
    });
    expect(items[2]).toMatchObject({ title: 'Babylon 5', genres: [], releaseDate: null, durationS: null });
  });

  test('ratings become rate events in time order, after the items', async () => {
    const { events, itemsAfterEvents } = await importAll(fixture());
    expect(events.map((event) => [event.userKey, event.itemId, event.value, event.occurredAtMs])).toEqual([
      ['key-1', '1', -1, 1_000_000_100_000],
      ['key-1', '318', 0.25, 1_000_000_200_000],
      ['key-2', '318', 1, 1_000_000_300_000],
      ['key-7', '77', 0.5, 1_000_000_400_000],
    ]);
    expect(events.every((event) => event.origin === 'import' && ID_PATTERN.test(event.eventId))).toBe(true);
    expect(itemsAfterEvents).toBe(0);
  });

  test('the same folder read twice says the same with the same event ids', async () => {
    const [first, second] = [await importAll(fixture()), await importAll(fixture())];
    expect(second).toEqual(first);
    expect(new Set(first.events.map((event) => event.eventId)).size).toBe(first.events.length);
  });

  test('every refusal names its file, line and reason; the rest is taken', async () => {
    const { report } = await importAll(fixture());
    expect(report.examples.map(({ file, line, code }) => `${file}:${line} ${code}`)).toEqual([
      'metadata.json:2 invalid-json',
      'metadata.json:3 invalid-metadata',
      'tags.csv:6 invalid-tag',
      'movies.csv:5 invalid-item',
      'movies.csv:6 invalid-csv',
      'ratings.csv:5 invalid-rating',
      'ratings.csv:6 invalid-rating',
      'ratings.csv:7 invalid-rating',
      'ratings.csv:8 invalid-rating',
    ]);
    expect(report.files['ratings.csv']).toEqual({ accepted: 4, refused: 4 });
  });

  test('tags.csv and metadata.json may be missing', async () => {
    const { items, report } = await importAll({ ...fixture(), tags: null, metadata: null });
    expect(items[1]).toMatchObject({ tags: [], description: '', releaseDate: '1994-01-01' });
    expect(Object.keys(report.files)).toEqual(['movies.csv', 'ratings.csv']);
  });
});

describe('MovieLens titles', () => {
  test.each([
    ['Toy Story (1995)', 'Toy Story', 1995],
    ['Moonlight', 'Moonlight', null],
    ['96 Minutes (2011) ', '96 Minutes', 2011],
    ['Death Note: Desu nôto (2006–2007)', 'Death Note: Desu nôto', 2006],
    ['Postman, The (Postino, Il) (1994)', 'The Postman (Il Postino)', 1994],
    ['Cry, the Beloved Country (1995)', 'Cry, the Beloved Country', 1995],
    ['Good, the Bad and the Ugly, The (1966)', 'The Good, the Bad and the Ugly', 1966],
    ["Avventura, L' (1960)", "L'Avventura", 1960],
    ['2001: A Space Odyssey (1968)', '2001: A Space Odyssey', 1968],
    ['1984 (Nineteen Eighty-Four) (1984)', '1984 (Nineteen Eighty-Four)', 1984],
  ])('%s', (text, title, year) => {
    expect(parseMovieLensTitle(text)).toEqual({ title, year });
  });
});

const FOLDER = resolve('../shared/data/ml-latest-small');
const present = existsSync(FOLDER) ? test : test.skip;

describe('the real data (skipped where ../shared/data is absent)', () => {
  present('all of ml-latest-small is taken', async () => {
    const open = (name: string) => createReadStream(join(FOLDER, name));
    const { items, events, report } = await importAll({
      movies: open('movies.csv'),
      ratings: open('ratings.csv'),
      tags: open('tags.csv'),
      metadata: open('metadata.json'),
    });
    expect(report).toMatchObject({ refused: 0, accepted: 9742 + 100_836 + 3683 + 2512 });
    expect([items.length, events.length]).toEqual([9742, 100_836]);
    expect(events.every((event, at) => at === 0 || events[at - 1]!.occurredAtMs <= event.occurredAtMs)).toBe(true);
    expect(items.find((item) => item.itemId === '29')?.title).toBe(
      'The City of Lost Children (La Cité des enfants perdus)',
    );
    expect(items.filter((item) => /, (The|An?|La|Les?)\b(?=$| \()/.test(item.title))).toEqual([]);
  });
});
