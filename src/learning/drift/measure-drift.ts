import type { FeatureReference } from '../../domain/feature-reference.ts';
import type { FeatureSamples, SampleFilter } from '../../domain/ports/feature-samples.ts';
import type { ModelRegistry } from '../../domain/ports/model-store.ts';
import { psi } from '../../experiments/psi.ts';
import { decodeFeatureSample } from '../../features/feature-sample.ts';
import { FEWEST_IMPRESSIONS, sharesOf } from './feature-reference.ts';

export interface DriftReport {
  /** The live package; null: there is none. */
  readonly version: string | null;
  /** Why nothing could be compared; null: it was. */
  readonly reason: string | null;
  readonly pages: number;
  readonly impressions: number;
  /** In the order of the columns. */
  readonly features: readonly { readonly name: string; readonly psi: number }[];
}

/**
 * Population stability index of each feature: the sampled pages that the live package scored, beside the impressions that it learned
 * from. Compared are only pages of the very package: another one's vectors mean other numbers.
 */
export async function measureDrift(
  deps: { readonly modelRegistry: Pick<ModelRegistry, 'list'>; readonly featureSamples: FeatureSamples },
  filter: SampleFilter,
): Promise<DriftReport> {
  const live = (await deps.modelRegistry.list()).find(({ state }) => state === 'live');
  const nothing = { version: live?.version ?? null, pages: 0, impressions: 0, features: [] };
  if (live === undefined) return { ...nothing, reason: 'There is no live model' };
  const reference = live.manifest.featureReference ?? null;
  if (reference === null) {
    const reason = `${live.version} learned from no pages, or too few: there is nothing to compare with until one is trained that did`;
    return { ...nothing, reason };
  }
  const logged = await deps.featureSamples.newest({ ...filter, modelVersion: live.version });
  const samples = logged
    .map(({ bytes }) => decodeFeatureSample(bytes))
    .filter(({ fingerprint }) => fingerprint === reference.fingerprint);
  const impressions = samples.reduce((sum, { itemNo }) => sum + itemNo.length, 0);
  if (impressions < FEWEST_IMPRESSIONS) {
    const reason = `${impressions} sampled impressions of ${live.version} are too few to compare; it takes ${FEWEST_IMPRESSIONS}`;
    return { ...nothing, pages: samples.length, impressions, reason };
  }
  const features = driftOf(
    reference,
    samples.map((sample) => sample.features),
    impressions,
  );
  return { version: live.version, reason: null, pages: samples.length, impressions, features };
}

/** `matrices`: together `rows` rows, each as wide as the reference has features. */
export function driftOf(
  { features }: FeatureReference,
  matrices: readonly Float32Array[],
  rows: number,
): readonly { readonly name: string; readonly psi: number }[] {
  const width = features.length;
  return features.map(({ name, edges, shares }, column) => {
    const values = new Float32Array(rows);
    let row = 0;
    for (const matrix of matrices) {
      for (let at = column; at < matrix.length; at += width) values[row++] = matrix[at]!;
    }
    return { name, psi: psi(shares, sharesOf(values, edges)) };
  });
}
