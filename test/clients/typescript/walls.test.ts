import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const CLIENT = resolve(import.meta.dirname, '..', '..', '..', 'clients', 'typescript');
const SRC = join(CLIENT, 'src');

const importsOf = (path: string): string[] =>
  [...readFileSync(path, 'utf8').matchAll(/^(?:import|export)\s[^;]*?from\s+'([^']+)'|\bimport\('([^']+)'\)/gm)].map(
    (match) => (match[1] ?? match[2])!,
  );

function reachedFrom(path: string, reached: Set<string> = new Set()): Set<string> {
  if (reached.has(path)) return reached;
  reached.add(path);
  for (const name of importsOf(path)) if (name.startsWith('.')) reachedFrom(resolve(dirname(path), name), reached);
  return reached;
}

describe('the TypeScript client', () => {
  test('runs in a browser: what its entry reaches imports nothing of Node and no package', () => {
    const reached = [...reachedFrom(join(SRC, 'index.ts'))];
    expect(reached.length).toBeGreaterThan(8);
    expect(reached.flatMap(importsOf).filter((name) => !name.startsWith('./'))).toEqual([]);
    const words = /\b(process|Buffer|require|__dirname|setImmediate)\b[.(]/;
    const codeOf = (path: string) => readFileSync(path, 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
    expect(reached.filter((path) => words.test(codeOf(path)))).toEqual([]);
  });

  test('stands alone: nothing in its src reaches into the service', () => {
    const files = readdirSync(SRC).map((name) => join(SRC, name));
    const outside = files.flatMap(importsOf).filter((name) => !name.startsWith('./') && !name.startsWith('node:'));
    expect(outside).toEqual([]);
  });

  test('no file but the generated one is longer than 250 lines', () => {
    const files = [CLIENT, SRC].flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
    const long = files
      .filter((path) => path.endsWith('.ts') && !path.endsWith('api-types.ts'))
      .filter((path) => readFileSync(path, 'utf8').split('\n').length > 251);
    expect(long).toEqual([]);
  });
});
