import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { FEATURE_COLUMNS } from '../../src/features/schema.ts';

const root = resolve(import.meta.dirname, '..', '..');

test('docs/models.md names every feature column, in order, and no other', () => {
  const text = readFileSync(join(root, 'docs', 'models.md'), 'utf8');
  const table = text.slice(text.indexOf('| columns | what they say |'), text.indexOf('## A ranker'));
  const named = table
    .split('\n')
    .slice(2)
    .flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name));
  expect(named).toEqual(FEATURE_COLUMNS);
});
