import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { generateApiTypes } from '../../../clients/typescript/generate.ts';
import { startApi } from '../../support/api.ts';

const TYPES = join(import.meta.dirname, '..', '..', '..', 'clients', 'typescript', 'src', 'api-types.ts');

test('the types of the client are those of the API as it is now: if not, run `npm run generate:client`', async () => {
  const api = await startApi();
  const { body: document } = await api.call('GET', '/openapi.json', { as: null });
  await api.close();
  expect(readFileSync(TYPES, 'utf8')).toBe(generateApiTypes(document));
});
