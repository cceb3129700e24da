import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { metricsPage } from '../../src/reports/metrics-page.ts';

test('docs/metrics.md is what metrics.json says: run npm run generate:metrics when it is not', () => {
  expect(readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'metrics.md'), 'utf8')).toBe(metricsPage());
});
