import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MarqueeError } from '../../domain/errors.ts';
import type { Manifest } from '../../domain/model-package.ts';
import { modelRefused } from '../../domain/model-refusal.ts';
import type { SignatureState } from '../../domain/model-signature.ts';
import { checkVersionName, MANIFEST_FILE } from './package-files.ts';
import { SIGNATURE_FILE, type Signatures } from './signatures.ts';

/**
 * The manifest of a version, once its signature is good enough: nothing that it says is believed before. Throws MarqueeError
 * 'unknown-model' when there is none, 'data-check-failed' when it is unsigned and must not be, or is no manifest; refusalOf() names
 * each.
 */
export async function readManifest(modelsDir: string, version: string, signatures: Signatures): Promise<Manifest> {
  const { bytes, signature } = await readSigned(modelsDir, version);
  if (signatures.areRequired) {
    const { status } = signatures.stateOf(bytes, signature);
    if (status === 'unsigned')
      throw modelRefused(version, 'unsigned', `it has no ${SIGNATURE_FILE}, and MODEL_PUBLIC_KEYS asks for one`);
    if (status !== 'valid') {
      const because = `${SIGNATURE_FILE} is no signature of its ${MANIFEST_FILE} by a key of MODEL_PUBLIC_KEYS`;
      throw modelRefused(version, 'signature', because);
    }
  }
  let manifest: Manifest;
  try {
    manifest = parseManifest(bytes);
  } catch (cause) {
    throw modelRefused(version, 'format', (cause as MarqueeError).message.replace(/\.$/, ''), { cause });
  }
  if (manifest.version === version) return manifest;
  throw modelRefused(version, 'format', `its folder holds the model ${manifest.version}; rename it back`);
}

/** Whose signature a version carries, whether it is asked for or not. */
export async function readSignature(
  modelsDir: string,
  version: string,
  signatures: Signatures,
): Promise<SignatureState> {
  try {
    const { bytes, signature } = await readSigned(modelsDir, version);
    return signatures.stateOf(bytes, signature);
  } catch (error) {
    if (error instanceof MarqueeError && error.code === 'unknown-model') return { status: 'absent', keyId: null };
    throw error;
  }
}

async function readSigned(modelsDir: string, version: string) {
  checkVersionName(version);
  const bytes = await readIfThere(join(modelsDir, version, MANIFEST_FILE));
  if (bytes === null) {
    throw modelRefused(version, 'absent', 'its files are not in MODELS_DIR', { code: 'unknown-model' });
  }
  return { bytes, signature: await readIfThere(join(modelsDir, version, SIGNATURE_FILE)) };
}

async function readIfThere(path: string): Promise<Uint8Array | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}

/** Throws MarqueeError 'data-check-failed' unless the bytes are JSON with every field of a manifest, each of its type. */
export function parseManifest(text: Uint8Array): Manifest {
  let manifest: unknown;
  try {
    manifest = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(text));
  } catch (cause) {
    throw new MarqueeError('data-check-failed', 'manifest.json is not JSON; train again.', { cause });
  }
  const wrong = Object.entries(FIELD_TYPES).find(([field, type]) => !hasType(manifest, field, type));
  if (wrong) throw new MarqueeError('data-check-failed', `manifest.json has no sound "${wrong[0]}"; train again.`);
  return manifest as Manifest;
}

/** Those that packages of every release have. */
type NeededField = {
  [Field in keyof Manifest]-?: object extends Pick<Manifest, Field> ? never : Field;
}[keyof Manifest];
const FIELD_TYPES: Readonly<Record<NeededField, 'string' | 'number' | 'array' | 'object' | 'any'>> = {
  version: 'string',
  formatVersion: 'number',
  createdAt: 'string',
  codeVersion: 'string',
  randomSeed: 'number',
  backend: 'string',
  fingerprint: 'string',
  features: 'array',
  data: 'object',
  parent: 'any',
  objectives: 'object',
  heads: 'array',
  parameters: 'object',
  metrics: 'object',
  files: 'object',
};

function hasType(manifest: unknown, field: string, type: string): boolean {
  const value = (manifest as Record<string, unknown> | null)?.[field];
  if (type === 'any') return value !== undefined;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return typeof value === type;
}
