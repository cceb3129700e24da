import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { MarqueeError } from '../domain/errors.ts';
import type { Manifest } from '../domain/model-package.ts';
import { FEATURE_COLUMNS } from '../features/schema.ts';
import { parseNpy } from '../learning/pack/npy.ts';
import {
  type ForeignParts,
  type ForeignRankerPart,
  type ForeignVectorsPart,
  sha256,
} from '../learning/pack/pack-package.ts';
import type { ForeignVectors } from '../learning/pack/place-vectors.ts';
import { parseIds, parseVectorsCsv } from '../learning/pack/vectors-csv.ts';
import { modelOfSafetensors, parseDeclaredLayers } from '../network/declared-layers.ts';
import { joinShards, parseModelJson, shardNames } from '../network/foreign-model-files.ts';
import { parseMapping } from '../network/ranker-mapping.ts';

/** Paths as `models pack` is given them. */
export interface PackFiles {
  /** A folder with model.json. */
  readonly ranker?: string;
  readonly safetensors?: string;
  readonly layers?: string;
  readonly mapping?: string;
  readonly vectors?: string;
  readonly ids?: string;
  readonly neighbours: 'base' | 'vectors';
}

type Source = NonNullable<Manifest['sources']>[number];

/** Reads and parses them. Throws MarqueeError 'bad-argument' for options that do not go together and files that cannot be read. */
export async function readForeignParts(given: PackFiles): Promise<ForeignParts> {
  checkOptions(given);
  const sources: Source[] = [];
  const reader = (part: Source['part']) => async (path: string) => {
    const bytes = await readFile(path).catch((cause: unknown) => {
      throw new MarqueeError('bad-argument', `${path} cannot be read.`, { cause });
    });
    sources.push({ part, file: basename(path), sha256: sha256(bytes) });
    return bytes;
  };
  const ranker = await readRanker(given, reader('ranker'));
  const vectors = await readVectors(given, reader('retrieval'));
  return { ranker, vectors, sources };
}

function checkOptions({ ranker, safetensors, layers, mapping, vectors, ids }: PackFiles): void {
  const isRanker = ranker !== undefined || safetensors !== undefined;
  const wrong = [
    [!isRanker && vectors === undefined, 'Name what to pack: --ranker DIR, --safetensors FILE or --vectors FILE.'],
    [ranker !== undefined && safetensors !== undefined, 'A package has one ranker: --ranker or --safetensors.'],
    [
      isRanker !== (mapping !== undefined),
      '--mapping FILE goes with --ranker and --safetensors: which columns they read.',
    ],
    [
      (safetensors === undefined) !== (layers === undefined),
      '--layers FILE goes with --safetensors: which tensors are layers.',
    ],
    [ids !== undefined && vectors === undefined, '--ids FILE goes with --vectors.'],
    [vectors?.endsWith('.npy') && ids === undefined, 'An .npy file has no ids: name them with --ids FILE, one a line.'],
  ] as const;
  const found = wrong.find(([isWrong]) => isWrong);
  if (found !== undefined) throw new MarqueeError('bad-argument', found[1]);
}

type Read = (path: string) => Promise<Uint8Array>;

async function readRanker(given: PackFiles, read: Read): Promise<ForeignRankerPart | null> {
  const { ranker, safetensors, layers, mapping } = given;
  if (ranker === undefined && safetensors === undefined) return null;
  const said = parseMapping(await read(mapping!), FEATURE_COLUMNS);
  if (safetensors !== undefined) {
    const declared = parseDeclaredLayers(await read(layers!));
    return { kind: 'safetensors', files: modelOfSafetensors(await read(safetensors), declared), mapping: said };
  }
  const { kind, json } = parseModelJson(await read(join(ranker!, 'model.json')));
  const shards = new Map<string, Uint8Array>();
  for (const name of shardNames(json)) shards.set(name, await read(join(ranker!, name)));
  return { kind, files: joinShards(kind, json, shards), mapping: said };
}

async function readVectors(
  { vectors: path, ids, neighbours }: PackFiles,
  read: Read,
): Promise<ForeignVectorsPart | null> {
  if (path === undefined) return null;
  const bytes = await read(path);
  const given = ids === undefined ? null : parseIds(new TextDecoder().decode(await read(ids)));
  return { vectors: vectorsOf(bytes, path.endsWith('.npy'), given), neighbours };
}

function vectorsOf(bytes: Uint8Array, isNpy: boolean, given: readonly string[] | null): ForeignVectors {
  const own = isNpy ? null : parseVectorsCsv(new TextDecoder().decode(bytes), given === null);
  const { columns: dimensions, values, rows } = own ?? parseNpy(bytes);
  const ids = given ?? own!.ids!;
  if (ids.length !== rows) {
    throw new MarqueeError('data-check-failed', `There are ${rows} vectors and ${ids.length} ids.`);
  }
  // A row is found by the line of its id.
  const lines = given === null ? own!.lines : ids.map((_, row) => row + 1);
  return { dimensions, ids, lines, values };
}
