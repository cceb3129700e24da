import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readForeignParts } from '../../src/commands/pack-sources.ts';
import { npyOf } from '../support/foreign-models.ts';

describe('what models pack is given', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'marquee-pack-'));
    writeFileSync(join(folder, 'v.npy'), npyOf([1, 2, 3, 4], 2));
    writeFileSync(join(folder, 'v.csv'), 'a,1,2\nb,3,4\n');
    writeFileSync(join(folder, 'ids'), 'a\nb\n');
    writeFileSync(join(folder, 'one-id'), 'a\n');
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const at = (name: string): string => join(folder, name);

  test.each([
    ['nothing', {}, /Name what to pack/],
    ['two rankers', { ranker: 'x', safetensors: 'y', mapping: 'm', layers: 'l' }, /has one ranker/],
    ['a ranker without a mapping', { ranker: 'x' }, /--mapping FILE goes with --ranker/],
    ['a mapping alone', { mapping: 'm', vectors: 'v.csv' }, /--mapping FILE goes with/],
    ['safetensors without layers', { safetensors: 'x', mapping: 'm' }, /--layers FILE goes with --safetensors/],
    ['layers of a TF.js model', { ranker: 'x', mapping: 'm', layers: 'l' }, /--layers FILE goes with --safetensors/],
    ['ids alone', { ranker: 'x', mapping: 'm', ids: 'i' }, /--ids FILE goes with --vectors/],
    ['.npy without ids', { vectors: 'v.npy' }, /has no ids: name them with --ids/],
    ['a file that is not there', { vectors: 'not-there.csv' }, /not-there.csv cannot be read/],
  ])('%s is a bad argument', async (_what, given, reason) => {
    await expect(readForeignParts({ neighbours: 'base', ...given })).rejects.toMatchObject({
      code: 'bad-argument',
      message: expect.stringMatching(reason),
    });
  });

  test('vectors are the same from .npy and from CSV, with ids in a file or in the first column', async () => {
    const npy = await readForeignParts({ vectors: at('v.npy'), ids: at('ids'), neighbours: 'base' });
    const csv = await readForeignParts({ vectors: at('v.csv'), neighbours: 'base' });
    expect(npy.vectors).toEqual(csv.vectors);
    expect(csv.vectors).toMatchObject({
      neighbours: 'base',
      vectors: { dimensions: 2, ids: ['a', 'b'], lines: [1, 2] },
    });
    expect(npy.sources.map(({ part, file }) => [part, file])).toEqual([
      ['retrieval', 'v.npy'],
      ['retrieval', 'ids'],
    ]);
  });

  test('as many ids as vectors are needed', async () => {
    const given = { vectors: at('v.npy'), ids: at('one-id'), neighbours: 'base' } as const;
    await expect(readForeignParts(given)).rejects.toThrow('There are 2 vectors and 1 ids');
  });
});
