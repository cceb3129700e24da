import { describe, expect, test } from '@jest/globals';
import type { ModelPackage } from '../../src/domain/model-package.ts';
import { modelRefused } from '../../src/domain/model-refusal.ts';
import { SILENT_LOGGER } from '../../src/domain/ports/logger.ts';
import { createModelLoader } from '../../src/snapshot/model-loader.ts';
import { STILL_CLOCK } from '../support/pages.ts';

const model = (version: string) => ({ version }) as ModelPackage;

/** A loader of a world in which `fail` decides what loading throws. */
function createLoader(fail: (version: string) => Error | null, refused = async (_entry: string) => {}) {
  const counted: string[] = [];
  const warned: string[] = [];
  const loader = createModelLoader({
    modelStore: {
      async load(version) {
        const error = fail(version);
        if (error !== null) throw error;
        return model(version);
      },
    },
    modelRegistry: { live: async () => null, refused: (version, { reason }) => refused(`${version} ${reason}`) },
    metrics: { modelRefused: (reason) => counted.push(reason) },
    clock: STILL_CLOCK,
    logger: { ...SILENT_LOGGER, warn: (_fields, message) => warned.push(message) },
  });
  return { loader, counted, warned };
}

describe('the model loader', () => {
  test('gives back what is live already, and nothing where nothing is', async () => {
    const { loader } = createLoader(() => new Error('must not be asked'));
    const current = model('v1');
    expect(await loader.load('v1', current)).toBe(current);
    expect(await loader.load(null, current)).toBeNull();
  });

  test('another reason or another version is another refusal; the same again is not', async () => {
    const kept: string[] = [];
    let error = modelRefused('v1', 'absent', 'not here', { code: 'unknown-model' });
    const { loader, counted } = createLoader(
      () => error,
      async (entry) => void kept.push(entry),
    );
    await expect(loader.load('v1', null)).rejects.toBe(error);
    await expect(loader.load('v1', null)).rejects.toBe(error);
    error = modelRefused('v1', 'damaged', 'half copied');
    await expect(loader.load('v1', null)).rejects.toBe(error);
    await expect(loader.load('v2', null)).rejects.toBe(error);
    expect(kept).toEqual(['v1 absent', 'v1 damaged', 'v2 damaged']);
    expect(counted).toEqual(['absent', 'damaged', 'damaged']);
    expect(loader.refused).toEqual({ version: 'v2', reason: 'damaged' });
  });

  test('forgets a refusal when the package was mended, and notes it again when it fails again', async () => {
    let isBad = true;
    const { loader, counted } = createLoader((version) =>
      isBad ? modelRefused(version, 'damaged', 'half copied') : null,
    );
    await expect(loader.load('v1', null)).rejects.toMatchObject({ code: 'data-check-failed' });
    isBad = false;
    expect(await loader.load('v1', null)).toEqual(model('v1'));
    expect(loader.refused).toBeNull();
    isBad = true;
    await expect(loader.load('v1', null)).rejects.toMatchObject({ code: 'data-check-failed' });
    expect(counted).toEqual(['damaged', 'damaged']);
  });

  test('a registry that cannot keep a refusal is told of, and is no other failure', async () => {
    const error = modelRefused('v1', 'unsigned', 'it has no signature');
    const { loader, warned } = createLoader(
      () => error,
      async () => {
        throw new Error('Postgres is away');
      },
    );
    await expect(loader.load('v1', null)).rejects.toBe(error);
    expect(loader.refused).toEqual({ version: 'v1', reason: 'unsigned' });
    expect(warned).toHaveLength(1);
  });

  test('a store that is away refuses nothing, and takes no refusal back', async () => {
    let error: Error = modelRefused('v1', 'damaged', 'half copied');
    const { loader, counted } = createLoader(() => error);
    await expect(loader.load('v1', null)).rejects.toBe(error);
    error = new Error('the disk is slow');
    await expect(loader.load('v1', null)).rejects.toBe(error);
    expect([loader.refused, counted]).toEqual([{ version: 'v1', reason: 'damaged' }, ['damaged']]);
  });
});
