import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parseItem } from '../../src/catalogue/item-schema.ts';
import { hasBit } from '../../src/domain/catalogue.ts';
import { compileFilter } from '../../src/domain/filter/compile-filter.ts';
import { FIELDS } from '../../src/domain/filter/fields.ts';
import { FILTER_LIMITS, KEYWORDS, parseFilter } from '../../src/domain/filter/parse-filter.ts';
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
