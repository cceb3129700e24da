import type { Manifest } from '../../domain/model-package.ts';
import { type ModelIngredients, PACKAGE_FORMAT_VERSION, versionOf } from '../../domain/model-version.ts';
import type { Objectives } from '../../domain/objectives.ts';
import { FEATURE_COLUMNS, FEATURE_GROUPS, featureFingerprint } from '../../features/schema.ts';
import { featureReference } from '../drift/feature-reference.ts';
import type { EvaluationResult } from '../evaluation/evaluate.ts';
import type { GateVerdict } from '../evaluation/gate.ts';
import type { Refit } from '../retrieval/refit-retrieval.ts';
import { FIXED_PARAMETERS } from './fixed-parameters.ts';
import type { TrainingData } from './read-training-data.ts';

/** What a package says of itself, all but the sums of its files. */
export function packageManifest(made: {
  readonly identity: PackageIdentity;
  readonly createdAtMs: number;
  /** The version that is live. */
  readonly parent: string | null;
  readonly data: TrainingData;
  /** It was judged with. */
  readonly objectives: Objectives;
  readonly judged: EvaluationResult;
  readonly verdict: GateVerdict;
  readonly refitted: Refit;
  readonly stageSeconds: Readonly<Record<string, number>>;
}): Manifest {
  const { identity, data, judged, refitted, stageSeconds } = made;
  const { retrieval, efSearch, recall } = refitted;
  const ranker = judged.ranker!;
  const examples = ranker.dataset?.training;
  const reference = examples ? featureReference(examples, FEATURE_COLUMNS, identity.fingerprint) : null;
  return {
    ...identity,
    createdAt: new Date(made.createdAtMs).toISOString(),
    features: FEATURE_GROUPS.map(({ name, width, version }) => ({ name, width, version })),
    data: data.summary,
    dataChecks: data.checked,
    ...(reference !== null && { featureReference: reference }),
    parent: made.parent,
    objectives: made.objectives,
    heads: ranker.weights.heads,
    calibrationErrors: ranker.calibrationErrors,
    parameters: {
      ...FIXED_PARAMETERS,
      ...retrieval.parameters,
      dimensions: retrieval.model.dimensions,
      efSearch,
      'recall@100': recall,
    },
    metrics: judged.stages as Manifest['metrics'],
    intervals: judged.intervals as Manifest['intervals'] & {},
    gate: made.verdict,
    stageSeconds,
    files: {},
  };
}

export type PackageIdentity = ReturnType<typeof packageIdentity>;

/** What the package will be, known before anything is trained. */
export function packageIdentity(
  given: Pick<ModelIngredients, 'codeVersion'> & { readonly backend: Manifest['backend'] },
  data: TrainingData,
  randomSeed: number,
) {
  const { codeVersion, backend } = given;
  const fingerprint = featureFingerprint();
  const ingredients = { fingerprint, randomSeed, codeVersion, formatVersion: PACKAGE_FORMAT_VERSION, backend };
  const version = versionOf({ ...ingredients, dataSha256: data.summary.sha256, parameters: FIXED_PARAMETERS });
  return { ...ingredients, version };
}
