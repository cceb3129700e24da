import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MarqueeError } from '../../domain/errors.ts';
import type { Manifest } from '../../domain/model-package.ts';
import { checkVersionName, MANIFEST_FILE } from './package-files.ts';

/** The manifest of a version. Throws MarqueeError 'unknown-model' when there is none, 'data-check-failed' when it is no manifest. */
export async function readManifest(modelsDir: string, version: string): Promise<Manifest> {
  checkVersionName(version);
  let text: Uint8Array;
  try {
    text = await readFile(join(modelsDir, version, MANIFEST_FILE));
  } catch (cause) {
    if (['ENOENT', 'ENOTDIR'].includes((cause as NodeJS.ErrnoException).code ?? '')) {
      throw new MarqueeError('unknown-model', `There is no model version "${version}" here.`, { cause });
    }
    throw cause;
  }
  const manifest = parseManifest(text);
  if (manifest.version !== version) {
    throw new MarqueeError(
      'data-check-failed',
      `The folder ${version} holds the model ${manifest.version}; rename it back.`,
    );
  }
  return manifest;
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

const FIELD_TYPES: Readonly<Record<keyof Manifest, 'string' | 'number' | 'array' | 'object' | 'any'>> = {
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
