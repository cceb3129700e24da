import { createHash } from 'node:crypto';
import type { Catalogue } from '../../domain/catalogue.ts';
import type { Clock } from '../../domain/clock.ts';
import { MarqueeError } from '../../domain/errors.ts';
import type { Manifest, ModelPackage, PackageOrigins, Ranker } from '../../domain/model-package.ts';
import { PACKAGE_FORMAT_VERSION, versionOf } from '../../domain/model-version.ts';
import type { IndexBuilder } from '../../domain/ports/index-builder.ts';
import type { ItemStore } from '../../domain/ports/item-store.ts';
import type { LogStore } from '../../domain/ports/log-store.ts';
import type { ModelRegistry, ModelStore } from '../../domain/ports/model-store.ts';
import type { ObjectivesStore } from '../../domain/ports/objectives-store.ts';
import { createCatalogue, withChanges } from '../../features/catalogue-columns.ts';
import { encodeContent } from '../../features/content-codec.ts';
import { encodeRetrieval } from '../../features/retrieval-codec.ts';
import { FEATURE_COLUMNS, FEATURE_GROUPS, featureFingerprint } from '../../features/schema.ts';
import type { ForeignModelFiles } from '../../network/foreign-model-files.ts';
import { createForeignRanker } from '../../network/foreign-ranker.ts';
import { encodeForeignRanker } from '../../network/foreign-ranker-codec.ts';
import type { RankerMapping } from '../../network/ranker-mapping.ts';
import { encodeGolden } from '../../network/ranker-net.ts';
import { goldenRows } from './golden-rows.ts';
import { type ForeignVectors, placeVectors, type RefusedVector } from './place-vectors.ts';
import { retrievalOfVectors } from './retrieval-of-vectors.ts';
import { sampleHistories } from './sample-histories.ts';

export interface PackDeps {
  readonly modelStore: Pick<ModelStore, 'versions' | 'manifest' | 'load' | 'read' | 'save' | 'check'>;
  readonly modelRegistry: Pick<ModelRegistry, 'live' | 'record'>;
  readonly itemStore: Pick<ItemStore, 'changedSince'>;
  readonly logStore: Pick<LogStore, 'events'>;
  readonly objectivesStore: Pick<ObjectivesStore, 'current'>;
  readonly indexBuilder: IndexBuilder;
  readonly clock: Clock;
  /** Of the backend that is open. */
  readonly backend: 'wasm' | 'node';
  readonly codeVersion: string;
}

/** What is packed; a part that is null comes from the base. */
export interface ForeignParts {
  readonly ranker: ForeignRankerPart | null;
  readonly vectors: ForeignVectorsPart | null;
  readonly sources: NonNullable<Manifest['sources']>;
}

export interface ForeignRankerPart {
  readonly kind: Exclude<PackageOrigins['ranker'], 'marquee'>;
  readonly files: ForeignModelFiles;
  readonly mapping: RankerMapping;
}

export interface ForeignVectorsPart {
  readonly vectors: ForeignVectors;
  /** Where co-occurrence comes from; 'base' is 'vectors' where there is no base. */
  readonly neighbours: 'base' | 'vectors';
}

export interface PackOptions {
  /** Left out: the live version, if there is one. */
  readonly base?: string;
  readonly seed: number;
  readonly reason: string;
}

export interface Packed {
  readonly manifest: Manifest;
  /** false: the same parts on the same base were packed before. */
  readonly isNew: boolean;
  readonly refusedVectors: readonly RefusedVector[];
}

/**
 * A package of parts that others made, on a base for the rest: saved, checked as a replica would, and recorded as a candidate, never
 * live by itself. A TF.js backend must be open. Throws MarqueeError 'data-check-failed' with what is wrong with a part.
 */
export async function packPackage(deps: PackDeps, parts: ForeignParts, options: PackOptions): Promise<Packed> {
  const { modelStore, modelRegistry, clock } = deps;
  const baseVersion = options.base ?? (await modelRegistry.live());
  if (baseVersion === null && (parts.ranker === null || parts.vectors === null)) {
    const sentence = 'There is no live model to take the other parts from: train one first, or name one with --base.';
    throw new MarqueeError('bad-argument', sentence);
  }
  const base = baseVersion === null ? null : await modelStore.load(baseVersion);
  try {
    const catalogue = await readCatalogue(deps.itemStore);
    const retrieval = await retrievalFiles(deps, parts.vectors, { base, catalogue, seed: options.seed });
    const ranker = await rankerFiles(deps, parts.ranker, { base, catalogue, retrieval: retrieval.model });
    const manifest = await manifestOf(deps, parts, { base, options, retrieval, heads: ranker.heads });
    const known = (await modelStore.versions()).includes(manifest.version);
    const files = new Map([...retrieval.files, ...ranker.files, ['manifest.json', jsonOf(manifest)] as const]);
    const saved = known ? await modelStore.manifest(manifest.version) : await modelStore.save(manifest.version, files);
    await modelStore.check(saved.version);
    const change = { atMs: clock.nowMs(), actor: 'command', reason: options.reason };
    await modelRegistry.record(saved, 'candidate', change);
    return { manifest: saved, isNew: !known, refusedVectors: retrieval.refused };
  } finally {
    base?.ranker.dispose();
  }
}

interface OnBase {
  readonly base: ModelPackage | null;
  readonly catalogue: Catalogue;
}

type Files = ReadonlyMap<string, Uint8Array>;

async function retrievalFiles(
  deps: PackDeps,
  given: ForeignVectorsPart | null,
  { base, catalogue, seed }: OnBase & { readonly seed: number },
) {
  if (given === null) {
    const names = ['retrieval.bin', 'content.bin', 'index.hnsw'];
    const { retrieval: model, manifest } = base!;
    return { model, files: await filesOf(deps, manifest, names), parameters: manifest.parameters, refused: [] };
  }
  const placed = placeVectors(given.vectors, catalogue);
  const made = await retrievalOfVectors({
    placed,
    catalogue,
    base: base?.retrieval ?? null,
    neighbours: given.neighbours,
    histories: await sampleHistories(
      deps.logStore,
      catalogue,
      base?.manifest.data.origins ?? ['app', 'import'],
      placed.titles,
    ),
    indexBuilder: deps.indexBuilder,
    seed,
  });
  const files: Files = new Map([
    ['retrieval.bin', encodeRetrieval(made.model)],
    ['content.bin', encodeContent(made.content)],
    ['index.hnsw', made.index],
  ]);
  return { model: made.model, files, parameters: made.parameters, refused: placed.refused };
}

async function rankerFiles(
  deps: PackDeps,
  given: ForeignRankerPart | null,
  { base, catalogue, retrieval }: OnBase & { readonly retrieval: ModelPackage['retrieval'] },
): Promise<{ readonly heads: Ranker['heads']; readonly files: Files }> {
  if (given === null) {
    const { manifest, ranker } = base!;
    const names = Object.keys(manifest.files).filter((file) => file.startsWith('ranker/') || file === 'golden.json');
    return { heads: ranker.heads, files: await filesOf(deps, manifest, names) };
  }
  const rows = base === null ? goldenRows(catalogue, retrieval, deps.clock.nowMs()) : await rowsOfGolden(deps, base);
  const features = { fingerprint: featureFingerprint(), columns: FEATURE_COLUMNS };
  const ranker = await createForeignRanker(given.files, given.mapping, features);
  try {
    const golden = encodeGolden(ranker, rows, rows.length / FEATURE_COLUMNS.length);
    return {
      heads: ranker.heads,
      files: new Map([...encodeForeignRanker(given.files, given.mapping), ['golden.json', golden]]),
    };
  } finally {
    ranker.dispose();
  }
}

/** The rows that the base's own ranker was checked with: real ones, of what it learned from. */
async function rowsOfGolden({ modelStore }: PackDeps, base: ModelPackage): Promise<Float32Array> {
  const golden = JSON.parse(new TextDecoder().decode(await modelStore.read(base.version, 'golden.json')));
  return Float32Array.from((golden.features as number[][]).flat());
}

async function filesOf(
  { modelStore }: PackDeps,
  { version }: Manifest,
  names: readonly string[],
): Promise<ReadonlyMap<string, Uint8Array>> {
  return new Map(await Promise.all(names.map(async (name) => [name, await modelStore.read(version, name)] as const)));
}

async function manifestOf(
  { clock, backend, codeVersion, objectivesStore }: PackDeps,
  { ranker, vectors, sources }: ForeignParts,
  made: {
    readonly base: ModelPackage | null;
    readonly options: PackOptions;
    readonly retrieval: { readonly model: ModelPackage['retrieval']; readonly parameters: Manifest['parameters'] };
    readonly heads: Manifest['heads'];
  },
): Promise<Manifest> {
  const { base, options, retrieval } = made;
  const nowMs = clock.nowMs();
  const identity = {
    fingerprint: featureFingerprint(),
    randomSeed: options.seed,
    codeVersion,
    formatVersion: PACKAGE_FORMAT_VERSION,
    backend,
  };
  const origins: PackageOrigins = base?.manifest.parts ?? { retrieval: 'marquee', ranker: 'marquee' };
  const dataSha256 = sha256(JSON.stringify(sources));
  const parameters = { ...retrieval.parameters, ...(vectors !== null && { neighbours: vectors.neighbours }) };
  const data = {
    fromMs: nowMs,
    untilMs: nowMs,
    events: 0,
    users: 0,
    items: retrieval.model.itemNo.length,
    origins: [],
  };
  return {
    ...identity,
    version: versionOf({ ...identity, dataSha256, parameters: { ...parameters, base: base?.version ?? '' } }),
    createdAt: new Date(nowMs).toISOString(),
    features: FEATURE_GROUPS.map(({ name, width, version }) => ({ name, width, version })),
    data: base?.manifest.data ?? { ...data, sha256: dataSha256 },
    ...(base?.manifest.featureReference && { featureReference: base.manifest.featureReference }),
    parent: base?.version ?? null,
    objectives: (await objectivesStore.current()).weights,
    heads: made.heads,
    parameters,
    metrics: {},
    parts: {
      retrieval: vectors === null ? origins.retrieval : 'vectors',
      ranker: ranker === null ? origins.ranker : ranker.kind,
    },
    sources,
    files: {},
  };
}

async function readCatalogue(itemStore: Pick<ItemStore, 'changedSince'>): Promise<Catalogue> {
  let catalogue = createCatalogue([], 1);
  for await (const items of itemStore.changedSince(0)) catalogue = withChanges(catalogue, items, 1);
  return catalogue;
}

export const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

const jsonOf = (value: unknown): Uint8Array => new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);
