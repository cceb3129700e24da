import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { DATA_CHECKS } from '../../../src/learning/data-checks/run-checks.ts';

test('docs/data-checks.md explains every check, in their order, and no other', () => {
  const page = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'data-checks.md'), 'utf8');
  const [checks] = page.split('\n## Skew');
  const explained = [...checks!.matchAll(/^\| `([a-z0-9-]+)` \|/gm)].map(([, name]) => name);
  expect(explained).toEqual(DATA_CHECKS.map(({ name }) => name));
});
