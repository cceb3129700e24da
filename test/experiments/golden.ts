import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';

const FILE = resolve(import.meta.dirname, '..', '..', '..', 'shared', 'golden', 'statistics.json');

/**
 * A test against reference values that lie beside the project, not in it: skipped, with its name saying why, where they are absent.
 * Their tolerance is 1e-5 absolute, for p-values 1e-6 relative.
 */
export function testGolden<Case>(key: string, promise: string, check: (golden: Case) => void): void {
  if (existsSync(FILE)) test(promise, () => check(JSON.parse(readFileSync(FILE, 'utf8'))[key] as Case));
  else test.skip(`${promise} (skipped: there is no ../shared/golden/statistics.json)`, () => {});
}

export function expectClose(value: number, golden: number): void {
  expect(Math.abs(value - golden)).toBeLessThanOrEqual(1e-5);
}
