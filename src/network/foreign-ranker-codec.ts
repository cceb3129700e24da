import type { Ranker } from '../domain/model-package.ts';
import { type ForeignModelFiles, joinShards, parseModelJson } from './foreign-model-files.ts';
import { createForeignRanker, type FeatureNames } from './foreign-ranker.ts';
import { parseMapping, type RankerMapping } from './ranker-mapping.ts';

export const MAPPING_FILE = 'ranker/mapping.json';

/** The files of a package's ranker that others made: the model as TF.js reads it, and the mapping. Equal models give equal bytes. */
export function encodeForeignRanker(files: ForeignModelFiles, mapping: RankerMapping): Map<string, Uint8Array> {
  const text = (value: unknown): Uint8Array => new TextEncoder().encode(`${JSON.stringify(value, null, 1)}\n`);
  const inputs = Object.fromEntries(mapping.inputs.map(({ name, ...input }) => [name, input]));
  const outputs = Object.fromEntries(mapping.outputs.map(({ name, ...output }) => [name, output]));
  return new Map([
    ['ranker/model.json', text({ ...files.json, format: files.kind })],
    ['ranker/weights.bin', files.weights],
    [MAPPING_FILE, text({ inputs, outputs })],
  ]);
}

/** The reverse, ready to serve. Throws MarqueeError 'data-check-failed' with the reason. */
export async function loadForeignRanker(
  packaged: ReadonlyMap<string, Uint8Array>,
  features: FeatureNames,
): Promise<Ranker> {
  const none = new Uint8Array(0);
  const { kind, json } = parseModelJson(packaged.get('ranker/model.json') ?? none);
  const files = joinShards(kind, json, new Map([['weights.bin', packaged.get('ranker/weights.bin') ?? none]]));
  const mapping = parseMapping(packaged.get(MAPPING_FILE) ?? none, features.columns);
  return createForeignRanker(files, mapping, features);
}
