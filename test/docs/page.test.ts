import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { DEFAULT_TEMPLATES, TEMPLATE_FAMILIES } from '../../src/domain/page-template.ts';
import { splitRowId } from '../../src/domain/row-id.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/page.md'), 'utf8');
const section = (title: string): string => page.split(`\n## ${title}\n`)[1]!.split('\n## ')[0]!;
/** Cells of the table rows whose first cell is code. */
const tableRows = (text: string): string[][] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').map((cell) => cell.trim()));

describe('docs/page.md', () => {
  test('says of every family of rows when it stands', () => {
    const families = tableRows(section('Rows')).map(([, rowId]) => splitRowId(rowId!.replaceAll('`', ''))[0]);
    expect([...new Set(families)].sort()).toEqual(Object.keys(TEMPLATE_FAMILIES).sort());
  });

  test('names every parameter of a template with its default', () => {
    const defaults = new Map(
      tableRows(section('Templates')).flatMap(([, names, value]) =>
        names!.split(', ').map((name) => [name.replaceAll('`', ''), value!] as const),
      ),
    );
    const { rows: _rows, ...weights } = DEFAULT_TEMPLATES.tv;
    for (const [name, value] of Object.entries(weights)) {
      const parts = typeof value === 'number' ? { [name]: value } : prefixed(name, value);
      for (const [path, number] of Object.entries(parts)) {
        // `visibleSlots` and `visibleRows` share a line, and differ by surface.
        if (path.startsWith('visible')) expect(defaults.has(path)).toBe(true);
        else expect([path, defaults.get(path)]).toEqual([path, String(number).replace(/^0\./, '.')]);
      }
    }
  });
});

const prefixed = (name: string, fields: object): Record<string, number> =>
  Object.fromEntries(Object.entries(fields).map(([field, value]) => [`${name}.${field}`, value]));
