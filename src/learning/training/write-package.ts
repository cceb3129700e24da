import type { Manifest } from '../../domain/model-package.ts';
import type { ModelStore } from '../../domain/ports/model-store.ts';
import { encodeContent } from '../../features/content-codec.ts';
import { encodeRetrieval } from '../../features/retrieval-codec.ts';
import { featureWidth } from '../../features/schema.ts';
import { createRanker, encodeGolden, encodeRanker } from '../../network/ranker-net.ts';
import type { TrainedRetrieval } from '../retrieval/train-retrieval.ts';
import type { TrainedRanker } from './train-ranker-from-log.ts';

/** What a package is made of, beside its manifest. */
export interface PackageParts {
  readonly retrieval: TrainedRetrieval;
  /** The file of the built index. */
  readonly index: Uint8Array;
  readonly ranker: TrainedRanker;
}

/** Writes a package and returns its manifest with the sums of its files. One that is there already is left as it is. */
export async function writePackage(
  modelStore: Pick<ModelStore, 'versions' | 'manifest' | 'save'>,
  manifest: Manifest,
  { retrieval, index, ranker }: PackageParts,
): Promise<Manifest> {
  if ((await modelStore.versions()).includes(manifest.version)) return modelStore.manifest(manifest.version);
  const files = new Map([
    ...encodeRanker(ranker.weights),
    ['index.hnsw', index] as const,
    ['retrieval.bin', encodeRetrieval(retrieval.model)] as const,
    ['content.bin', encodeContent(retrieval.content)] as const,
    ['golden.json', goldenOf(ranker)] as const,
    ['manifest.json', new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`)] as const,
  ]);
  return modelStore.save(manifest.version, files);
}

const GOLDEN_ROWS = 8;

/** Rows the ranker learned from, so that whoever loads it sees numbers of the real kind. */
function goldenOf({ weights, dataset }: TrainedRanker): Uint8Array {
  const rows = dataset?.training.features ?? new Float32Array(featureWidth);
  const ranker = createRanker(weights);
  try {
    return encodeGolden(ranker, rows, Math.min(GOLDEN_ROWS, rows.length / featureWidth));
  } finally {
    ranker.dispose();
  }
}
