import { describe, expect, test } from '@jest/globals';
import { versionOf } from '../../src/domain/model-version.ts';

const ingredients = {
  dataSha256: 'd'.repeat(64),
  fingerprint: 'f'.repeat(64),
  randomSeed: 1,
  codeVersion: '0.1.0',
  formatVersion: 1,
  backend: 'wasm',
  parameters: { dimensions: 64, epochs: 5 },
};

describe('versionOf', () => {
  test('the same ingredients, in whatever order they are named, are the same version', () => {
    const shuffled = { ...Object.fromEntries(Object.entries(ingredients).reverse()) } as typeof ingredients;
    expect(versionOf({ ...shuffled, parameters: { epochs: 5, dimensions: 64 } })).toBe(versionOf(ingredients));
    expect(versionOf(ingredients)).toMatch(/^m[0-9a-f]{12}$/);
  });

  test('any other ingredient is another version', () => {
    const others = [
      { ...ingredients, dataSha256: 'e'.repeat(64) },
      { ...ingredients, fingerprint: 'e'.repeat(64) },
      { ...ingredients, randomSeed: 2 },
      { ...ingredients, codeVersion: '0.2.0' },
      { ...ingredients, formatVersion: 2 },
      { ...ingredients, backend: 'node' },
      { ...ingredients, parameters: { dimensions: 64, epochs: 6 } },
    ];
    expect(new Set([ingredients, ...others].map(versionOf)).size).toBe(others.length + 1);
  });
});
