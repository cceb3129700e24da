import { expect, test } from '@jest/globals';
import { openBackend } from '../../src/network/backend.ts';
import { differenceFromReference } from '../../src/network/self-test.ts';

/** In a file of its own: nothing may have opened it before. */
test('services that open the backend at once, in one process, all get it', async () => {
  const opened = await Promise.all(
    ['auto', 'wasm', 'wasm', 'auto'].map((choice) => openBackend(choice as 'auto' | 'wasm')),
  );
  expect(opened).toHaveLength(4);
  expect(differenceFromReference()).toBeLessThan(1e-5);
});
