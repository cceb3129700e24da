import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseItem } from '../../src/catalogue/item-schema.ts';
import { MarqueeError } from '../../src/domain/errors.ts';

const MINIMAL = { itemId: '318', type: 'film', title: 'Heat', maturity: 'adult', windows: [{ region: '*' }] };

function refusal(raw: unknown): string {
  try {
    parseItem(raw);
  } catch (error) {
    expect(error).toBeInstanceOf(MarqueeError);
    expect((error as MarqueeError).code).toBe('invalid-item');
    return (error as MarqueeError).message;
  }
  throw new Error('the item was taken');
}

describe('parseItem', () => {
  test('fills in the defaults of what may be left out', () => {
    expect(parseItem(MINIMAL)).toEqual({
      itemId: '318',
      type: 'film',
      title: 'Heat',
      description: '',
      genres: [],
      tags: [],
      cast: [],
      directors: [],
      language: null,
      releaseDate: null,
      startsAt: null,
      endsAt: null,
      durationS: null,
      maturity: 'adult',
      seriesId: null,
      season: null,
      episode: null,
      windows: [{ region: '*', from: null, until: null }],
      imageUrl: null,
    });
  });

  test('what it gives is what it takes', () => {
    const item = parseItem({ ...MINIMAL, genres: ['Crime', 'Crime'], releaseDate: '1995-12-15', durationS: 10_200.5 });
    expect(item.genres).toEqual(['Crime']);
    expect(parseItem(JSON.parse(JSON.stringify(item)))).toEqual(item);
  });

  test('null counts as absent', () => {
    expect(parseItem({ ...MINIMAL, language: null, genres: null, description: null })).toEqual(parseItem(MINIMAL));
  });

  test.each([
    ['itemId', { itemId: undefined }, 'required'],
    ['itemId', { itemId: 318 }, '1 to 128 characters'],
    ['itemId', { itemId: 'a b' }, '1 to 128 characters'],
    ['itemId', { itemId: 'x'.repeat(129) }, '1 to 128 characters'],
    ['type', { type: 'movie' }, 'film, series, episode, live, clip'],
    ['title', { title: ' ' }, 'not blank'],
    ['title', { title: 300 }, 'text of 1 to 500'],
    ['title', { title: 'x'.repeat(501) }, 'text of 1 to 500'],
    ['title', { title: 'a\0b' }, 'without NUL'],
    ['title', { title: 'a\ud800b' }, 'valid Unicode'],
    ['description', { description: 'x'.repeat(10_001) }, 'text of 0 to 10000'],
    ['genres', { genres: 'Crime' }, 'a list'],
    ['genres[1]', { genres: ['Crime', 7] }, 'text'],
    ['cast[0]', { cast: [''] }, 'not blank'],
    ['language', { language: 'english!' }, 'language tag'],
    ['releaseDate', { releaseDate: '2023-02-29' }, 'a date'],
    ['releaseDate', { releaseDate: '1995' }, 'a date'],
    ['startsAt', { startsAt: '2026-01-31T20:00:00' }, 'offset'],
    ['startsAt', { startsAt: 1_700_000_000 }, 'offset'],
    ['endsAt', { startsAt: '2026-01-31T20:00:00Z', endsAt: '2026-01-31T21:00:00+01:00' }, 'later than startsAt'],
    ['durationS', { durationS: 0 }, 'above 0'],
    ['durationS', { durationS: '90' }, 'a number'],
    ['maturity', { maturity: undefined }, 'required'],
    ['maturity', { maturity: 'PG' }, 'kids, teen, adult'],
    ['seriesId', { seriesId: '318' }, 'not its own series'],
    ['season', { season: 1.5 }, 'whole number'],
    ['episode', { episode: -1 }, 'whole number'],
    ['windows', { windows: undefined }, 'required'],
    ['windows', { windows: [] }, '1 to 500 entries'],
    ['windows[0]', { windows: ['*'] }, 'a JSON object'],
    ['windows[0].region', { windows: [{ region: 'G B' }] }, 'region code'],
    ['windows[1].from', { windows: [{ region: '*' }, { region: 'GB', from: 'soon' }] }, 'RFC 3339'],
    [
      'windows[0].until',
      { windows: [{ region: '*', from: '2026-02-01T00:00:00Z', until: '2026-02-01T00:00:00Z' }] },
      'later',
    ],
    ['windows[0].to', { windows: [{ region: '*', to: '2026-02-01T00:00:00Z' }] }, 'region, from, until'],
    ['imageUrl', { imageUrl: 'javascript:alert(1)' }, 'http or https'],
    ['maturityRating', { maturityRating: 'PG' }, 'unknown'],
  ])('a wrong %s is refused with its name and what is expected (%#)', (name, change, expected) => {
    const sentence = refusal({ ...MINIMAL, ...change });
    expect(sentence).toContain(name);
    expect(sentence).toContain(expected);
  });

  test.each([[null], [undefined], ['item'], [[]], [7]])('%p is no item', (raw) => {
    expect(refusal(raw)).toBe('The item must be a JSON object.');
  });

  test('an inherited or special field name never passes for a field', () => {
    expect(refusal(JSON.parse('{"__proto__": {"itemId": "1"}}'))).toContain('unknown');
  });

  test('anything at all is either an item or refused as invalid-item', () => {
    const almost = fc.record(
      {
        itemId: fc.oneof(fc.constant('1'), fc.anything()),
        type: fc.oneof(fc.constant('film'), fc.anything()),
        title: fc.oneof(fc.string(), fc.anything()),
        maturity: fc.oneof(fc.constant('teen'), fc.anything()),
        windows: fc.oneof(fc.constant([{ region: '*' }]), fc.anything()),
        durationS: fc.anything(),
        releaseDate: fc.oneof(fc.string(), fc.anything()),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(almost, fc.anything()), (raw) => {
        try {
          const item = parseItem(raw);
          expect(item.windows.length).toBeGreaterThan(0);
          expect(item.title.isWellFormed()).toBe(true);
        } catch (error) {
          expect(error).toMatchObject({ name: 'MarqueeError', code: 'invalid-item' });
        }
      }),
    );
  });
});
