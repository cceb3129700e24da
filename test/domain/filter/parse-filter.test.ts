import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FILTER_LIMITS, parseFilter } from '../../../src/domain/filter/parse-filter.ts';
import { printFilter } from '../../../src/domain/filter/print-filter.ts';
import { aFilter } from '../../support/filters.ts';

const refusalOf = (text: string): string => {
  try {
    parseFilter(text);
  } catch (error) {
    expect(error).toMatchObject({ code: 'invalid-filter' });
    return (error as Error).message;
  }
  throw new Error(`Taken: ${text}`);
};

describe('the grammar of filters', () => {
  test.each([
    ['type=film', 'type = film'],
    ['type = film and year >= 1990 and genre = War', 'type = film and year >= 1990 and genre = War'],
    ['(type = film and (year >= 1990)) and genre = War', 'type = film and year >= 1990 and genre = War'],
    ['type = film or type = clip and year > 2000', 'type = film or type = clip and year > 2000'],
    ['(type = film or type = clip) and year > 2000', '(type = film or type = clip) and year > 2000'],
    ['not type = film and year > 2000', 'not type = film and year > 2000'],
    ['not (type = film and year > 2000)', 'not (type = film and year > 2000)'],
    ['NOT NOT type = film', 'not not type = film'],
    ['genres in (Comedy, "Film-Noir" , \'Sci Fi\')', 'genre in (Comedy, Film-Noir, "Sci Fi")'],
    ['tag Not In ("and", a)', 'tag not in ("and", a)'],
    ['director != "Joseph \\"J\\" O\'Neill"', 'director != "Joseph \\"J\\" O\'Neill"'],
    ["cast = 'It\\'s'", 'cast = "It\'s"'],
    ['title contains "a\\\\b"', 'title contains "a\\\\b"'],
    ['language = pt-BR', 'language = pt-br'],
    ['durationMin <= 090.50', 'durationMin <= 90.5'],
    ['startsAt <= now+2h', 'startsAt <= now+2h'],
    ['releaseDate >= "2026-01-31"', 'releaseDate >= 2026-01-31'],
    ['releaseDate < 2026-01-31T20:00:00+02:00', 'releaseDate < 2026-01-31T20:00:00+02:00'],
    ['cast = Amélie', 'cast = Amélie'],
  ])('reads %s', (text, canonical) => {
    expect(printFilter(parseFilter(text))).toBe(canonical);
  });

  test.each([
    ['', 1, 'expected a field, not or "(", found the end'],
    ['   ', 4, 'found the end'],
    ['film', 1, 'there is no field "film": there are type'],
    ['Type = film', 1, 'did you mean type?'],
    ['gender = Comedy', 1, 'did you mean genre?'],
    ['constructor = 1', 1, 'there is no field "constructor"'],
    ['type', 5, 'expected =, !=, in or not in after type, found the end'],
    ['type film', 6, 'expected =, !=, in or not in after type, found "film"'],
    ['type = ', 8, 'expected a value, found the end'],
    ['type = )', 8, 'expected a value, found ")"'],
    ['type = movie', 8, 'type is film, series, episode, live or clip, not "movie"'],
    ['type < film', 6, 'type takes =, !=, in and not in, not <'],
    ['genre contains war', 7, 'genre takes =, !=, in and not in, not contains'],
    ['genre = and', 9, 'expected a value; put it in quotes if it is one, found "and"'],
    ['genre = ""', 9, 'genre is a name of 1 to 200 characters'],
    ['genre in War', 10, 'expected "(" and a list of values, found "War"'],
    ['genre in ()', 11, 'expected a value, found ")"'],
    ['genre in (War', 14, 'expected "," or ")", found the end'],
    ['genre not War', 11, 'expected in after not, found "War"'],
    ['year > 1990 type = film', 13, 'expected and, or, or the end, found "type"'],
    ['(year > 1990', 13, 'expected and, or, or ")", found the end'],
    ['year > 1990)', 12, 'found ")"'],
    ['year = 90', 8, 'year is a year of four digits'],
    ['durationMin > -1', 15, 'durationMin is a number such as 90 or 1.5'],
    ['releaseDate > 2026-02-30', 15, 'releaseDate is a date'],
    ['releaseDate > now-30y', 15, 'releaseDate is a date'],
    ['startsAt > 2026-02-03T20:00:00', 12, 'a time with offset'],
    ['language = "speaks, maybe"', 12, 'language is a language tag'],
    ['itemId = "a b"', 10, 'itemId is an id'],
    ['! type = film', 1, 'a lone "!"'],
    ['genre = "War', 9, 'this " is never closed'],
    ["genre = 'War\\'", 9, "this ' is never closed"],
    ['type == film', 7, 'expected a value, found "="'],
    ['type = film && year = 1990', 13, 'expected and, or, or the end, found "&&"'],
    ['type = film; drop table items', 8, 'not "film;"'],
  ])('refuses %j at character %d', (text, at, sentence) => {
    const refusal = refusalOf(text);
    expect(refusal).toContain(`filter, character ${at}: `);
    expect(refusal).toContain(sentence);
  });

  test('repeats no more of a long filter than is needed to find the place', () => {
    expect(refusalOf('x'.repeat(1900)).length).toBeLessThan(400);
  });

  test('has bounds: length, depth, tests and values', () => {
    const { length, depth, tests, values } = FILTER_LIMITS;
    const test = 'year>1990';
    const inDepth = (levels: number) => `${'('.repeat(levels)}${test}${')'.repeat(levels)}`;
    expect(() => parseFilter(test.padEnd(length))).not.toThrow();
    expect(refusalOf(test.padEnd(length + 1))).toContain('at most 2000 characters');
    expect(() => parseFilter(inDepth(depth))).not.toThrow();
    expect(refusalOf(inDepth(depth + 1))).toContain('more than 20 ( and not');
    expect(refusalOf(`${'not '.repeat(depth + 1)}${test}`)).toContain('more than 20 ( and not');
    expect(() => parseFilter(Array(tests).fill(test).join(' or '))).not.toThrow();
    expect(
      refusalOf(
        Array(tests + 1)
          .fill(test)
          .join(' or '),
      ),
    ).toContain('more than 50 tests');
    expect(() => parseFilter(`tag in (${Array(values).fill('a').join()})`)).not.toThrow();
    expect(
      refusalOf(
        `tag in (${Array(values + 1)
          .fill('a')
          .join()})`,
      ),
    ).toContain('more than 200 values');
  });

  test('what is printed means the same, and prints the same again', () => {
    fc.assert(
      fc.property(aFilter, (text) => {
        const tree = parseFilter(text);
        const printed = printFilter(tree);
        expect(parseFilter(printed)).toEqual(tree);
        expect(printFilter(parseFilter(printed))).toBe(printed);
      }),
      { numRuns: 500 },
    );
  });

  test('of any text it makes a filter or a refusal that names a place in it', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '(',
        ')',
        ',',
        '"',
        "'",
        '\\',
        '!',
        '=',
        '<',
        ' ',
        ' and ',
        ' not ',
        ' in ',
        'type',
        'year',
        'film',
      ),
      fc.constantFrom(
        '1990',
        'now-1d',
        '2026-01-31',
        'title',
        ' contains ',
        'genre = War',
        '\0',
        '\ud800',
        '__proto__',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const text = pieces.join('');
        try {
          printFilter(parseFilter(text));
        } catch (error) {
          expect(error).toMatchObject({ code: 'invalid-filter' });
          const at = Number(/^filter, character (\d+): /.exec((error as Error).message)?.[1]);
          expect(at).toBeGreaterThanOrEqual(1);
          expect(at).toBeLessThanOrEqual(text.length + 1);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
