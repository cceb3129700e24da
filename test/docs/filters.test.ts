import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parseItem } from '../../src/catalogue/item-schema.ts';
import { hasBit } from '../../src/domain/catalogue.ts';
import { compileFilter } from '../../src/domain/filter/compile-filter.ts';
import { compileUserFilter, type UserFacts } from '../../src/domain/filter/compile-user-filter.ts';
import { FIELDS } from '../../src/domain/filter/fields.ts';
import { FILTER_LIMITS, KEYWORDS, parseFilter } from '../../src/domain/filter/parse-filter.ts';
import { USER_FIELDS } from '../../src/domain/filter/user-fields.ts';
import { MATURITIES } from '../../src/domain/item.ts';
import { createCatalogue } from '../../src/features/catalogue-columns.ts';

/** Everything that docs/filters.md says can be tried, as it stands there. */
const text = readFileSync(join(resolve(import.meta.dirname, '..', '..'), 'docs', 'filters.md'), 'utf8');
const NOW_MS = Date.parse(/and at (\S+Z):/.exec(text)![1]!);

const lines = /```ndjson\n([\s\S]*?)\n```/.exec(text)![1]!.split('\n');
const catalogue = createCatalogue(
  lines.map((line, at) => ({
    itemNo: at + 1,
    item: parseItem({ windows: [{ region: '*' }], ...JSON.parse(line) }),
    blocked: false,
    deleted: false,
    revision: at + 1,
  })),
  1,
);

const tableAfter = (heading: string): [string, string][] =>
  [
    ...text
      .slice(text.indexOf(heading))
      .split('\n\n## ')[0]!
      .matchAll(/^\| `(.+)` \| (.+) \|$/gm),
  ].map(([, filter, told]) => [filter!, told!]);

describe('docs/filters.md', () => {
  test.each(tableAfter('## Examples'))('%s', (filter, told) => {
    const bits = compileFilter(filter).matches(catalogue, NOW_MS);
    expect(catalogue.itemId.filter((_, dense) => hasBit(bits, dense)).join(', ')).toBe(told);
  });

  test.each(tableAfter('## Refusals'))('refuses %s', (filter, told) => {
    expect(() => parseFilter(filter)).toThrow(expect.objectContaining({ code: 'invalid-filter', message: told }));
  });

  test('has examples, and the filter of its first call is one', () => {
    expect(tableAfter('## Examples').length).toBeGreaterThan(20);
    expect(tableAfter('## Refusals')).toHaveLength(5);
    const called = /'filter=(.+)'/.exec(text)![1]!;
    expect(tableAfter('## Examples').map(([filter]) => filter)).toContain(called);
  });

  test('names every field, keyword and bound', () => {
    const table = text.slice(text.indexOf('| field |'), text.indexOf('- An item that'));
    const named = table
      .split('\n')
      .flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name));
    expect(named.sort()).toEqual(Object.keys(FIELDS).sort());
    expect(text).toContain(`The words ${KEYWORDS.join(', ')} are values only in quotes`);
    const { length, tests, values, depth } = FILTER_LIMITS;
    expect(text).toContain(
      `At most ${length.toLocaleString('en')} characters, ${tests} tests, ${values} values, and ${depth} brackets or nots`,
    );
  });
});

describe('docs/filters.md of users', () => {
  const chapter = text.slice(text.indexOf('## Segments'));
  const users: Record<string, unknown>[] = /```ndjson\n([\s\S]*?)\n```/
    .exec(chapter)![1]!
    .split('\n')
    .map((line) => JSON.parse(line));
  /** What a line leaves out is not known. */
  const factsOf = (user: Record<string, unknown>): UserFacts => ({
    region: (user.region ?? null) as string | null,
    surface: user.surface as UserFacts['surface'],
    language: (user.language ?? null) as string | null,
    maturity: MATURITIES.find((level) => level === user.maturity)!,
    isNewUser: (user.newUser ?? null) as boolean | null,
    numberOf(field) {
      const number = user[field] as number | undefined;
      return number === undefined ? null : { from: number, to: number };
    },
    has(field, value) {
      const values = user[field] as string[] | undefined;
      return values?.some((one) => one.toLowerCase() === value.toLowerCase()) ?? null;
    },
  });
  const examples = [...chapter.slice(chapter.indexOf('there are')).matchAll(/^\| `(.+)` \| (.*)\|$/gm)];

  test('has examples', () => expect(examples.length).toBeGreaterThan(12));

  test.each(examples.map(([, filter, told]) => [filter!, told!.trim()]))('%s', (filter, told) => {
    const met = users.filter((user) => compileUserFilter(filter)(factsOf(user)) === true);
    expect(met.map(({ userId }) => userId).join(', ')).toBe(told);
  });

  test('names every field, and no other', () => {
    const table = chapter.slice(chapter.indexOf('| field of a user |'), chapter.indexOf('- **What is not'));
    const named = table
      .split('\n')
      .flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name));
    expect(named.sort()).toEqual(Object.keys(USER_FIELDS).sort());
  });
});
