import type { FeatureContribution } from '../../domain/explanation.ts';
import { FEATURE_GROUPS, featureWidth } from '../../features/schema.ts';
import type { CandidateSet } from '../candidate-set.ts';
import type { PageContext } from '../page-context.ts';

/** Groups that are named for a title, the weightiest first. */
const MOST_GROUPS = 4;
/** Rows in one call of the ranker: what it keeps in memory. */
const BATCH_ROWS = 2_000;

/**
 * What the ranker made of each feature group, by candidate: its score less the score of the same title with the group's columns at
 * their mean over all candidates of the page that were scored. So: how much higher this title stands than if the group said of it what it says of a title
 * of this page on average. It is measured on the ranker itself, not on a model of it, and for the objectives of the page.
 * It is not a share: contributions do not add up to the score, as groups that say the same thing stand in for each other, and what two say
 * together counts for both. It says nothing of cause: a title is not watched because a group says so.
 */
export function contributionsOf(
  context: PageContext,
  { features, score, scoredCount }: CandidateSet,
  positions: readonly number[],
): ReadonlyMap<number, readonly FeatureContribution[]> {
  const { models, objectives } = context.snapshot;
  const found = new Map<number, FeatureContribution[]>();
  const asked = positions.filter((position) => position < scoredCount);
  if (models === null || asked.length === 0) return found;
  const means = columnMeans(features, scoredCount);
  const perBatch = Math.max(1, Math.floor(BATCH_ROWS / FEATURE_GROUPS.length));
  for (let from = 0; from < asked.length; from += perBatch) {
    const some = asked.slice(from, from + perBatch);
    const rows = some.length * FEATURE_GROUPS.length;
    const without = new Float32Array(rows * featureWidth);
    for (const [at, position] of some.entries()) writeWithoutEach(features, position, means, without, at);
    const scores = new Float32Array(rows);
    models.model.ranker.score(without, rows, objectives, scores);
    for (const [at, position] of some.entries()) {
      const own = scores.subarray(at * FEATURE_GROUPS.length, (at + 1) * FEATURE_GROUPS.length);
      found.set(position, weightiest(features, position, means, score[position]!, own));
    }
  }
  return found;
}

function columnMeans(features: Float32Array, count: number): Float64Array {
  const means = new Float64Array(featureWidth);
  for (let at = 0; at < count * featureWidth; at++) means[at % featureWidth]! += features[at]! / count;
  return means;
}

/** As many rows as there are groups: the candidate's own with the columns of one group at their means. */
function writeWithoutEach(
  features: Float32Array,
  position: number,
  means: Float64Array,
  out: Float32Array,
  at: number,
): void {
  const own = features.subarray(position * featureWidth, (position + 1) * featureWidth);
  let offset = 0;
  for (const [group, { width }] of FEATURE_GROUPS.entries()) {
    const row = (at * FEATURE_GROUPS.length + group) * featureWidth;
    out.set(own, row);
    out.set(means.subarray(offset, offset + width), row + offset);
    offset += width;
  }
}

function weightiest(
  features: Float32Array,
  position: number,
  means: Float64Array,
  score: number,
  without: Float32Array,
): FeatureContribution[] {
  let offset = 0;
  const all = FEATURE_GROUPS.map(({ name, columns, width }, group): FeatureContribution => {
    const from = offset;
    offset += width;
    return {
      group: name,
      contribution: rounded(score - without[group]!),
      columns: columns.map((column, at) => ({
        name: column,
        value: rounded(features[position * featureWidth + from + at]!),
        mean: rounded(means[from + at]!),
      })),
    };
  });
  return all
    .filter(({ contribution }) => contribution !== 0)
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
    .slice(0, MOST_GROUPS);
}

const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;
