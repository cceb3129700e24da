import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Clock } from '../../domain/clock.ts';
import { MarqueeError } from '../../domain/errors.ts';
import type { Manifest, ModelPackage } from '../../domain/model-package.ts';
import type { ModelStore } from '../../domain/ports/model-store.ts';
import { type LoadIndex, loadPackage, readPackageFile } from './load-package.ts';
import {
  checkVersionName,
  filesUnder,
  isPackagePath,
  MANIFEST_FILE,
  PACKAGE_FILES,
  sha256OfFile,
  syncToDisk,
} from './package-files.ts';
import { parseManifest, readManifest, readSignature } from './read-manifest.ts';
import { NO_KEYS, openSignatures, SIGNATURE_FILE, type Signatures } from './signatures.ts';

/** Packages as folders under modelsDir, which is made when first needed. A TF.js backend must be open before `load`. */
export function createModelStore(deps: {
  modelsDir: string;
  /** Of the features this program computes. */
  expectedFingerprint: () => string;
  loadIndex: LoadIndex;
  /** A new name no one else has, of letters, digits and dashes. */
  randomId: () => string;
  /** Left out: nothing is signed and no signature asked for. */
  signatures?: Signatures;
  clock: Clock;
}): ModelStore {
  const { signatures = openSignatures(NO_KEYS) } = deps;
  const modelsDir = resolve(deps.modelsDir);
  const folderOf = (version: string): string => join(modelsDir, version);

  async function scratch(): Promise<string> {
    await mkdir(modelsDir, { recursive: true });
    await removeLeftovers(modelsDir, deps.clock.nowMs());
    const folder = join(modelsDir, `${SCRATCH_PREFIX}${deps.randomId()}`);
    await mkdir(folder);
    return folder;
  }

  async function load(version: string): Promise<ModelPackage> {
    const manifest = await readManifest(modelsDir, version, signatures);
    return loadPackage(folderOf(version), manifest, deps.expectedFingerprint(), deps.loadIndex);
  }

  return {
    scratch,
    load,

    async check(version) {
      (await load(version)).ranker.dispose();
    },

    async versions() {
      const names = await foldersWithManifest(modelsDir);
      const dated = await Promise.all(
        names.map(async (name) => ({ name, at: await createdAt(modelsDir, name, signatures) })),
      );
      return dated.sort((a, b) => a.at - b.at || (a.name < b.name ? -1 : 1)).map(({ name }) => name);
    },

    manifest: (version) => readManifest(modelsDir, version, signatures),

    async read(version, file) {
      const manifest = await readManifest(modelsDir, version, signatures);
      return readPackageFile(folderOf(version), manifest, file);
    },

    signature: (version) => readSignature(modelsDir, version, signatures),

    async save(version, files, given) {
      checkVersionName(version);
      if (
        given !== undefined &&
        (dirname(resolve(given)) !== modelsDir || !basename(given).startsWith(SCRATCH_PREFIX))
      ) {
        throw new MarqueeError('internal', 'A package can only be built in a folder that scratch() made.');
      }
      const folder = given === undefined ? await scratch() : resolve(given);
      try {
        const manifest = await writePackage(folder, version, files, signatures);
        await moveIntoPlace(folder, folderOf(version), version);
        await syncToDisk(modelsDir);
        return manifest;
      } finally {
        // Gone already after the rename; after a failure nothing of the package may stay.
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

const SCRATCH_PREFIX = '.building-';
/** A build that has not touched its folder for a day has died. */
const LEFTOVER_AGE_MS = 24 * 3_600_000;

async function writePackage(
  folder: string,
  version: string,
  files: ReadonlyMap<string, Uint8Array>,
  signatures: Signatures,
): Promise<Manifest> {
  const draft = parseManifest(files.get(MANIFEST_FILE) ?? new Uint8Array(0));
  if (draft.version !== version) refuse(version, `its manifest says ${draft.version}`);
  for (const [file, bytes] of files) {
    if (file === MANIFEST_FILE) continue;
    if (!isPackagePath(file)) refuse(version, `"${file}" is no name for a file in it`);
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), bytes);
  }
  const present = await filesUnder(folder);
  for (const file of PACKAGE_FILES) if (!present.includes(file)) refuse(version, `${file} is missing`);
  const sums: Record<string, string> = {};
  for (const file of present) {
    sums[file] = await sha256OfFile(join(folder, file));
    const claimed = draft.files[file];
    if (claimed !== undefined && claimed !== sums[file]) refuse(version, `its manifest has another sha256 for ${file}`);
    await syncToDisk(join(folder, file));
  }
  const absent = Object.keys(draft.files).find((file) => !(file in sums));
  if (absent !== undefined) refuse(version, `its manifest names ${absent}, which is missing`);
  const manifest: Manifest = { ...draft, files: sums };
  const written = new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`);
  await writeFile(join(folder, MANIFEST_FILE), written, { flush: true });
  const signature = signatures.sign(written);
  if (signature !== null) await writeFile(join(folder, SIGNATURE_FILE), signature, { flush: true });
  for (const inner of new Set(present.map((file) => dirname(join(folder, file))))) await syncToDisk(inner);
  await syncToDisk(folder);
  return manifest;
}

/** A rename onto an empty folder would succeed silently, onto a full one fail: both mean that the version is taken. */
async function moveIntoPlace(folder: string, target: string, version: string): Promise<void> {
  const taken = (cause?: unknown): never => {
    throw new MarqueeError('precondition-failed', `Model ${version} is there already; the same ingredients made it.`, {
      cause,
    });
  };
  if (await stat(target).catch(nullIfAbsent)) taken();
  try {
    await rename(folder, target);
  } catch (cause) {
    if (['ENOTEMPTY', 'EEXIST'].includes((cause as NodeJS.ErrnoException).code ?? '')) taken(cause);
    throw cause;
  }
}

async function foldersWithManifest(modelsDir: string): Promise<string[]> {
  const entries = await readdir(modelsDir, { withFileTypes: true }).catch(nullIfAbsent);
  const folders = (entries ?? []).filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
  const manifests = await Promise.all(
    folders.map(({ name }) => stat(join(modelsDir, name, MANIFEST_FILE)).catch(nullIfAbsent)),
  );
  return folders.filter((_, index) => manifests[index] !== null).map(({ name }) => name);
}

/** A version that is refused is still listed, as the oldest: `load` says what is wrong with it. */
async function createdAt(modelsDir: string, version: string, signatures: Signatures): Promise<number> {
  try {
    return Date.parse((await readManifest(modelsDir, version, signatures)).createdAt) || 0;
  } catch (error) {
    if (error instanceof MarqueeError) return 0;
    throw error;
  }
}

async function removeLeftovers(modelsDir: string, nowMs: number): Promise<void> {
  for (const name of await readdir(modelsDir)) {
    if (!name.startsWith(SCRATCH_PREFIX)) continue;
    const folder = join(modelsDir, name);
    const touched = await stat(folder).catch(nullIfAbsent);
    if (touched && nowMs - touched.mtimeMs > LEFTOVER_AGE_MS) await rm(folder, { recursive: true, force: true });
  }
}

function nullIfAbsent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
  throw error;
}

function refuse(version: string, reason: string): never {
  throw new MarqueeError('data-check-failed', `Model ${version} is not saved: ${reason}.`);
}
