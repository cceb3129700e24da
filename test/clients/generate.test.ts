import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { generateClients } from '../../clients/generate.ts';
import { startApi } from '../support/api.ts';

const CLIENTS = join(import.meta.dirname, '..', '..', 'clients');

test('the clients are those of the API as it is now: if not, run `npm run generate:client`', async () => {
  const api = await startApi();
  const { body: document } = await api.call('GET', '/openapi.json', { as: null });
  await api.close();
  const files = Object.entries(generateClients(document));
  expect(files.map(([path]) => path)).toEqual([
    'typescript/src/api-types.ts',
    'python/src/marquee/types.py',
    'python/src/marquee/_operations.py',
  ]);
  for (const [path, text] of files) expect(readFileSync(join(CLIENTS, path), 'utf8')).toBe(text);
});
