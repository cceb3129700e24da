import { createHash, generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { loadIndex } from '../../../src/adapters/hnsw/load-index.ts';
import { createModelStore } from '../../../src/adapters/models/model-store.ts';
import { openSignatures } from '../../../src/adapters/models/signatures.ts';
import { refusalOf } from '../../../src/domain/model-refusal.ts';
import type { ModelStore } from '../../../src/domain/ports/model-store.ts';
import { openBackend } from '../../../src/network/backend.ts';
import { FINGERPRINT, manifestOf, savePackage } from './made-up-package.ts';

let folder: string;
let names = 0;
const own = generateKeyPairSync('ed25519');
const stranger = generateKeyPairSync('ed25519');
const base64Of = ({ publicKey }: typeof own): string =>
  publicKey.export({ format: 'der', type: 'spki' }).toString('base64');

beforeAll(() => openBackend('wasm'));
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marquee-refusals-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A store over the one folder: who signs here, and whom it trusts. */
async function storeOf(signer: typeof own | null = null, trusted: readonly (typeof own)[] = []): Promise<ModelStore> {
  const signingKeyFile = signer && join(folder, `key-${names++}.pem`);
  if (signer) await writeFile(signingKeyFile!, signer.privateKey.export({ format: 'pem', type: 'pkcs8' }));
  return createModelStore({
    modelsDir: join(folder, 'models'),
    expectedFingerprint: () => FINGERPRINT,
    loadIndex,
    randomId: () => `n${names++}`,
    signatures: openSignatures({ signingKeyFile, publicKeys: trusted.map(base64Of) }),
    clock: { nowMs: () => 0, monotonicMs: () => 0 },
  });
}

const path = (...parts: string[]) => join(folder, 'models', 'm1', ...parts);

/** Why the store does not take the package, by `load`, which `check` must agree with; null: it does. */
async function reasonOf(store: ModelStore): Promise<string | null> {
  const reasons = await Promise.all(
    [store.load('m1').then((model) => model.ranker.dispose()), store.check('m1')].map((done) =>
      done.then(
        () => null,
        (error: unknown) => refusalOf(error) ?? `no refusal: ${error}`,
      ),
    ),
  );
  expect(reasons[0]).toBe(reasons[1]);
  return reasons[0]!;
}

/** Puts other bytes into a file and its sum into the manifest: what only somebody does who means it, or a bad build. */
async function replaceFile(file: string, change: (bytes: Buffer) => Buffer): Promise<void> {
  const bytes = change(await readFile(path(file)));
  await writeFile(path(file), bytes);
  await changeManifest((manifest) => {
    manifest.files[file] = createHash('sha256').update(bytes).digest('hex');
  });
}

// biome-ignore lint/suspicious/noExplicitAny: tests write manifests of every shape.
async function changeManifest(change: (manifest: any) => void): Promise<void> {
  const manifest = JSON.parse(await readFile(path('manifest.json'), 'utf8'));
  change(manifest);
  await writeFile(path('manifest.json'), JSON.stringify(manifest));
}

describe('where keys are trusted, a package', () => {
  test('that was signed with one of them loads, and says whose it is', async () => {
    await savePackage(await storeOf(own), manifestOf('m1'));
    expect(await readFile(path('manifest.sig'))).toHaveLength(64);
    const store = await storeOf(null, [stranger, own]);
    expect(await reasonOf(store)).toBeNull();
    expect(await store.signature('m1')).toMatchObject({
      status: 'valid',
      keyId: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
  });

  test('without a signature, with that of another key, or with a changed manifest is refused', async () => {
    await savePackage(await storeOf(own), manifestOf('m1'));
    const store = await storeOf(null, [own]);
    expect(await reasonOf(await storeOf(null, [stranger]))).toBe('signature');
    const signature = await readFile(path('manifest.sig'));
    await rm(path('manifest.sig'));
    expect(await reasonOf(store)).toBe('unsigned');
    expect(await store.signature('m1')).toEqual({ status: 'unsigned', keyId: null });
    signature[0]! ^= 1;
    await writeFile(path('manifest.sig'), signature);
    expect(await reasonOf(store)).toBe('signature');
    signature[0]! ^= 1;
    await writeFile(path('manifest.sig'), signature);
    expect(await reasonOf(store)).toBeNull();
    await changeManifest((manifest) => {
      manifest.createdAt = '2027-01-01T00:00:00Z';
    });
    expect(await reasonOf(store)).toBe('signature');
    await writeFile(path('manifest.json'), 'no JSON');
    expect(await reasonOf(store)).toBe('signature');
  });

  test('that is signed and damaged all the same is refused by its sums', async () => {
    await savePackage(await storeOf(own), manifestOf('m1'));
    const weights = await readFile(path('ranker/weights.bin'));
    weights[0]! ^= 1;
    await writeFile(path('ranker/weights.bin'), weights);
    expect(await reasonOf(await storeOf(null, [own]))).toBe('damaged');
  });

  test('that is refused is listed, as the oldest, and its manifest is not given away as true', async () => {
    await savePackage(await storeOf(), manifestOf('m1'));
    const store = await storeOf(null, [own]);
    expect(await store.versions()).toEqual(['m1']);
    await expect(store.manifest('m1')).rejects.toMatchObject({ code: 'data-check-failed' });
  });
});

describe('where no keys are trusted', () => {
  test('unsigned and signed packages are taken alike', async () => {
    const store = await storeOf();
    await savePackage(store, manifestOf('m1'));
    expect([await reasonOf(store), (await store.signature('m1')).status]).toEqual([null, 'unsigned']);
    await rm(path(), { recursive: true });
    await savePackage(await storeOf(stranger), manifestOf('m1'));
    expect([await reasonOf(store), (await store.signature('m1')).status]).toEqual([null, 'unchecked']);
  });

  test('files that are not here are absent', async () => {
    const store = await storeOf();
    expect([await reasonOf(store), (await store.signature('m1')).status]).toEqual(['absent', 'absent']);
  });

  test('a package says by one word why it is refused', async () => {
    const store = await storeOf();
    const changed = async (change: () => Promise<void>): Promise<string | null> => {
      await rm(path(), { recursive: true, force: true });
      await savePackage(store, manifestOf('m1'));
      await change();
      return reasonOf(store);
    };
    const inManifest = (field: string, value: unknown) => () =>
      changeManifest((manifest) => {
        manifest[field] = value;
      });
    expect(await changed(async () => {})).toBeNull();
    expect(await changed(inManifest('formatVersion', 99))).toBe('format');
    expect(await changed(inManifest('features', []))).toBe('format');
    expect(await changed(inManifest('version', 'm2'))).toBe('format');
    expect(await changed(inManifest('fingerprint', 'b'.repeat(64)))).toBe('fingerprint');
    expect(await changed(inManifest('files', {}))).toBe('damaged');
    expect(await changed(() => rm(path('index.hnsw')))).toBe('damaged');
    expect(await changed(() => replaceFile('retrieval.bin', (bytes) => bytes.subarray(0, -4)))).toBe('damaged');
    expect(await changed(() => replaceFile('golden.json', () => Buffer.from('{}')))).toBe('self-test');
  });

  test.each([
    ['NaN', Number.NaN],
    ['Infinity', Number.POSITIVE_INFINITY],
  ])('vectors or weights that hold %s are refused although every sum is right', async (_, value) => {
    const store = await storeOf();
    const lastFloat = (bytes: Buffer): Buffer => {
      bytes.writeFloatLE(value, bytes.length - 4);
      return bytes;
    };
    for (const file of ['retrieval.bin', 'ranker/weights.bin']) {
      await savePackage(store, manifestOf('m1'));
      await replaceFile(file, lastFloat);
      expect([file, await reasonOf(store)]).toEqual([file, 'not-finite']);
      await rm(path(), { recursive: true });
    }
  });

  test('a ranker that gives other scores than it gave, or none that are numbers, fails its self-test', async () => {
    const store = await storeOf();
    await savePackage(store, manifestOf('m1'));
    // The sign of a weight: finite, and the sums are put right.
    await replaceFile('ranker/weights.bin', (bytes) => {
      bytes[3]! ^= 0x80;
      return bytes;
    });
    expect(await reasonOf(store)).toBe('self-test');
    // Finite weights too, whose products are not.
    await replaceFile('ranker/weights.bin', (bytes) => {
      for (let at = 0; at + 4 <= bytes.length; at += 4) bytes.writeFloatLE(at % 8 === 0 ? 3e38 : -3e38, at);
      return bytes;
    });
    expect(['not-finite', 'self-test']).toContain(await reasonOf(store));
  });
});
