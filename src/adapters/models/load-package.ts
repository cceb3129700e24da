import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MarqueeError } from '../../domain/errors.ts';
import type { Manifest, ModelPackage, VectorIndex } from '../../domain/model-package.ts';
import { modelRefused, type RefusalReason } from '../../domain/model-refusal.ts';
import { PACKAGE_FORMAT_VERSION } from '../../domain/model-version.ts';
import { decodeContent } from '../../features/content-codec.ts';
import { decodeRetrieval } from '../../features/retrieval-codec.ts';
import { checkGolden } from '../../network/ranker-net.ts';
import { loadRanker } from './load-ranker.ts';
import { isPackagePath, MANIFEST_FILE, PACKAGE_FILES, sha256OfFile } from './package-files.ts';

/** Opens the index file of a package; `vectors` (rows x dimensions) are what it was built from. */
export type LoadIndex = (
  path: string,
  options: { dimensions: number; rows: number; efSearch: number; vectors: Float32Array },
) => Promise<VectorIndex>;

/**
 * Loads a package whose every file is what the manifest says, whose features are the ones this program computes, and whose ranker
 * still gives its golden scores. Throws MarqueeError 'data-check-failed' with the reason otherwise; nothing stays open then.
 */
export async function loadPackage(
  folder: string,
  manifest: Manifest,
  expectedFingerprint: string,
  loadIndex: LoadIndex,
): Promise<ModelPackage> {
  if (manifest.formatVersion !== PACKAGE_FORMAT_VERSION) {
    refuse(
      manifest,
      'format',
      `it has package format ${manifest.formatVersion}, this program reads ${PACKAGE_FORMAT_VERSION}`,
    );
  }
  if (manifest.fingerprint !== expectedFingerprint) {
    refuse(
      manifest,
      'fingerprint',
      'it was trained on features of another meaning than this program computes (fingerprint)',
    );
  }
  const efSearch = Number(manifest.parameters.efSearch);
  if (!(Number.isSafeInteger(efSearch) && efSearch > 0)) refuse(manifest, 'format', 'its parameters have no efSearch');
  await checkFiles(folder, manifest);

  const read = (file: string): Promise<Uint8Array> => readFile(join(folder, file));
  const of = <T>(reason: RefusalReason, make: () => T): T => refusing(manifest, reason, make);
  const retrievalBytes = await read('retrieval.bin');
  const retrieval = of('damaged', () => decodeRetrieval(retrievalBytes));
  const contentBytes = await read('content.bin');
  const content = of('damaged', () => decodeContent(contentBytes));
  if (content.dimensions !== retrieval.dimensions) {
    refuse(
      manifest,
      'damaged',
      `its content tower has ${content.dimensions} dimensions, its vectors have ${retrieval.dimensions}`,
    );
  }
  const index = await refusingLater(manifest, 'damaged', () =>
    loadIndex(join(folder, 'index.hnsw'), {
      dimensions: retrieval.dimensions,
      rows: retrieval.itemNo.length,
      efSearch,
      vectors: retrieval.targetVectors,
    }),
  );
  const ranker = await refusingLater(manifest, 'damaged', () => loadRanker(manifest, read));
  const golden = await read('golden.json');
  try {
    const width = manifest.features.reduce((sum, feature) => sum + feature.width, 0);
    if (ranker.fingerprint !== manifest.fingerprint)
      refuse(manifest, 'fingerprint', 'its ranker belongs to other features (fingerprint)');
    if (ranker.width !== width)
      refuse(manifest, 'format', `its ranker takes ${ranker.width} features, its manifest names ${width}`);
    of('self-test', () => checkGolden(ranker, golden));
  } catch (error) {
    ranker.dispose();
    throw error;
  }
  return { version: manifest.version, manifest, retrieval, content, index, ranker };
}

/** What goes wrong within refuses the package. */
function refusing<T>(manifest: Manifest, reason: RefusalReason, make: () => T): T {
  try {
    return make();
  } catch (cause) {
    return refuseBecause(manifest, reason, cause);
  }
}

async function refusingLater<T>(manifest: Manifest, reason: RefusalReason, make: () => Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (cause) {
    return refuseBecause(manifest, reason, cause);
  }
}

/** That a number is none is told apart, whoever finds it. */
function refuseBecause(manifest: Manifest, reason: RefusalReason, cause: unknown): never {
  if (!(cause instanceof MarqueeError)) throw cause;
  const isAboutNumbers = /\bNaN\b|Infinity|not a number|not finite/.test(cause.message);
  return refuse(manifest, isAboutNumbers ? 'not-finite' : reason, cause.message.replace(/\.$/, ''), cause);
}

/** The bytes of a file, once their sha256 is the manifest's. Throws MarqueeError 'data-check-failed' otherwise. */
export async function readPackageFile(folder: string, manifest: Manifest, file: string): Promise<Uint8Array> {
  await checkFile(folder, manifest, file);
  return readFile(join(folder, file));
}

async function checkFiles(folder: string, manifest: Manifest): Promise<void> {
  for (const file of new Set([...PACKAGE_FILES, ...Object.keys(manifest.files)]))
    await checkFile(folder, manifest, file);
}

async function checkFile(folder: string, manifest: Manifest, file: string): Promise<void> {
  const expected = manifest.files[file];
  if (expected === undefined) refuse(manifest, 'damaged', `its manifest does not name ${file}`);
  if (!isPackagePath(file)) refuse(manifest, 'format', `its manifest names "${file}", which is no file in it`);
  let actual: string;
  try {
    actual = await sha256OfFile(join(folder, file));
  } catch (cause) {
    return refuse(manifest, 'damaged', `${file} cannot be read`, cause);
  }
  if (actual !== expected)
    refuse(manifest, 'damaged', `${file} is damaged (its sha256 is not the one in ${MANIFEST_FILE})`);
}

function refuse(manifest: Manifest, reason: RefusalReason, because: string, cause?: unknown): never {
  throw modelRefused(manifest.version, reason, because, { cause });
}
