import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { createCatalogue } from '../../src/features/catalogue-columns.ts';
import { createAssembly } from '../../src/snapshot/assembly.ts';
import { tinyPackage } from '../support/tiny-package.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

test('of 50 packages swapped in one after the other, one is held', () => {
  const catalogue = createCatalogue([], 1);
  const assembly = createAssembly();
  assembly.put('catalogue', 1, { catalogue });
  const packages = Array.from({ length: 50 }, (_, n) => tinyPackage(catalogue, { version: `v${n}` }));
  for (const [version, model] of packages.entries()) assembly.put('models', version, { model });
  jest.advanceTimersByTime(60_000);
  const held = packages.filter(({ ranker }) => !(ranker as unknown as { disposed: boolean }).disposed);
  expect(held.map(({ version }) => version)).toEqual(['v49']);
  expect(jest.getTimerCount()).toBe(0);
});
