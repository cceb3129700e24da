import { seededRandom } from '../domain/clock.ts';
import type { Rung } from '../domain/page.ts';
import { digestOf, encodeFeatureSample } from '../features/feature-sample.ts';
import type { PageDraft } from './select/select.ts';

/** Mixed into the random seed of a decision: the draws of the page itself must not tell whether it is sampled. */
const SAMPLING = 0x5a3b1e;

/**
 * The features of what the page shows, as encoded FeatureSample, for a share (0..1) of the pages; null for the others. Which they are
 * follows from the decision's random seed. Of full pages alone (R0): what lower rungs scored with is not what they were meant to.
 */
export function sampleFeatures(draft: PageDraft, rung: Rung, share: number): Uint8Array | null {
  if (share === 0 || rung !== 'R0') return null;
  const { context, candidates, rows } = draft;
  const { request, snapshot } = context;
  if (seededRandom(request.randomSeed ^ SAMPLING)() >= share) return null;
  const { models } = snapshot;
  const shown = new Set<number>();
  for (const row of rows) {
    for (let slot = 0; slot < row.slotCount; slot++) {
      if (row.slots[slot]! < candidates.scoredCount) shown.add(row.slots[slot]!);
    }
  }
  if (models === null || shown.size === 0) return null;
  const { featureWidth: width, dense, features } = candidates;
  const itemNo = new Int32Array(shown.size);
  const matrix = new Float32Array(shown.size * width);
  let at = 0;
  for (const position of shown) {
    itemNo[at] = context.catalogue.itemNo[dense[position]!]!;
    matrix.set(features.subarray(position * width, (position + 1) * width), at++ * width);
  }
  return encodeFeatureSample({
    fingerprint: models.model.ranker.fingerprint,
    modelVersion: models.model.version,
    nowMs: context.nowMs,
    surface: context.surface,
    region: context.region,
    language: context.language,
    timeZone: context.timeZone,
    snapshotVersions: snapshot.versions,
    stats: { version: context.stats.version, anchorMs: context.stats.anchorMs },
    state: digestOf(context.state),
    itemNo,
    features: matrix,
  });
}
