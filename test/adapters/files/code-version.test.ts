import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readCodeVersion } from '../../../src/adapters/files/code-version.ts';

describe('the mark of the code', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'marquee-code-'));
    write('package.json', '{"dependencies": {"hnswlib-node": "3.0.0"}}');
    write('src/learning/retrieval/count-model.ts', 'export const POWER = 0.5;\n');
    write('src/features/schema.ts', 'export const WIDTH = 3;\n');
    write('src/http/server.ts', 'export const PORT = 8080;\n');
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const read = () => readCodeVersion('1.2.3', join(root, 'src'));

  test('is the release and the same for the same code', async () => {
    expect(await read()).toMatch(/^1\.2\.3\+[0-9a-f]{12}$/);
    expect(await read()).toBe(await read());
  });

  test.each([
    ['a formula', 'src/learning/retrieval/count-model.ts', 'export const POWER = 0.6;\n'],
    ['a file more', 'src/network/adam.ts', 'export const RATE = 1;\n'],
    ['a library', 'package.json', '{"dependencies": {"hnswlib-node": "3.0.1"}}'],
  ])('is another after a change of %s', async (_, path, text) => {
    const before = await read();
    write(path, text);
    expect(await read()).not.toBe(before);
  });

  test('is the same after a change of what makes no model', async () => {
    const before = await read();
    write('src/http/server.ts', 'export const PORT = 80;\n');
    write('src/learning/notes.txt', 'nothing');
    expect(await read()).toBe(before);
  });

  test('is to be had of this very code', async () => {
    expect(await readCodeVersion('0', join(import.meta.dirname, '../../../src'))).toMatch(/^0\+[0-9a-f]{12}$/);
  });
});
