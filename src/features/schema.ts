import { createHash } from 'node:crypto';
import { cooccurrenceFeatures } from './cooccurrence-features.ts';
import { daypartFeatures } from './daypart-features.ts';
import { fatigueFeatures } from './fatigue-features.ts';
import type { FeatureContext, FeatureGroup } from './feature-context.ts';
import { genreFeatures } from './genre-features.ts';
import { languageFeatures } from './language-features.ts';
import { popularityFeatures } from './popularity-features.ts';
import { progressFeatures } from './progress-features.ts';
import { regionFeatures } from './region-features.ts';
import { releaseFeatures } from './release-features.ts';
import { similarityFeatures } from './similarity-features.ts';
import { viewerFeatures } from './viewer-features.ts';

/** Every feature there is, in the order of a row's columns. Serving and training write them by the same functions. */
export const FEATURE_GROUPS: readonly FeatureGroup[] = [
  cooccurrenceFeatures,
  similarityFeatures,
  popularityFeatures,
  genreFeatures,
  releaseFeatures,
  viewerFeatures,
  fatigueFeatures,
  progressFeatures,
  regionFeatures,
  daypartFeatures,
  languageFeatures,
];

/** Floats a candidate. */
export const featureWidth: number = FEATURE_GROUPS.reduce((sum, group) => sum + group.width, 0);

/** The name of each column of a row, in order. */
export const FEATURE_COLUMNS: readonly string[] = FEATURE_GROUPS.flatMap((group) => group.columns);

/** SHA-256, hex, over the ordered (name, width, version) of the groups: what a ranker was trained to read. */
export function featureFingerprint(groups: readonly FeatureGroup[] = FEATURE_GROUPS): string {
  const hash = createHash('sha256');
  for (const { name, width, version } of groups) hash.update(`${name}\t${width}\t${version}\n`);
  return hash.digest('hex');
}

/**
 * Writes the feature matrix of a page: `candidates` are dense indices, `out` is count x featureWidth, row by row. Finite
 * numbers only. One pass a group over all candidates; no object a candidate.
 */
export function writeFeatures(context: FeatureContext, candidates: Int32Array, count: number, out: Float32Array): void {
  let offset = 0;
  for (const group of FEATURE_GROUPS) {
    group.write(context, candidates, count, out, featureWidth, offset);
    offset += group.width;
  }
}
