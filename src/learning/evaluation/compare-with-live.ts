import type { ModelPackage } from '../../domain/model-package.ts';
import { refusalOf } from '../../domain/model-refusal.ts';
import type { ModelRegistry, ModelStore } from '../../domain/ports/model-store.ts';
import { servedSlots } from './build-stages.ts';
import type { Evaluation, EvaluationResult, TestRows } from './evaluation.ts';
import { evaluationViewers, openTitles } from './evaluation-viewers.ts';
import { compare, FEWEST_USERS, GATE_MEASURE, type GateComparison } from './gate.ts';
import type { HeldOut } from './hold-out.ts';
import { rankOf } from './metrics.ts';
import { servedStage } from './served-stage.ts';

/** How the package that is judged was evaluated, and what came of it. */
export interface JudgedEvaluation extends Evaluation, HeldOut {
  readonly judged: Pick<EvaluationResult, 'ranks'>;
}

/**
 * What is judged against the live package: both make the page of the same held-out users at the same moments. Only users whose
 * held-out title came after the live package's data count; it has seen the others' answers. Skipped, with the reason, where those
 * are fewer than 30.
 */
export async function compareWithLive(
  evaluation: JudgedEvaluation & { readonly live: ModelPackage },
): Promise<GateComparison> {
  const { live, tests, atMs, judged, catalogue, clock, ks, seed, objectives } = evaluation;
  const { version, manifest } = live;
  const places = Int32Array.from(tests.user.keys()).filter((place) => atMs[place]! > manifest.data.untilMs);
  const later: TestRows = {
    user: places.map((place) => tests.user[place]!),
    title: places.map((place) => tests.title[place]!),
    ...(tests.askedAtMs && { askedAtMs: Float64Array.from(places, (place) => tests.askedAtMs![place]!) }),
  };
  const users = new Set(later.user).size;
  if (users < FEWEST_USERS) {
    const because = `${users} of the held-out titles came after its data, at least ${FEWEST_USERS} are needed`;
    return skipped(version, users, because);
  }
  const served = places.map((place) => judged.ranks.served![place]!);
  const stage = servedStage(live, catalogue, clock, servedSlots(ks), objectives);
  const other = new Int32Array(places.length);
  const scores = new Float32Array(catalogue.size);
  for (const { viewer, questions } of evaluationViewers({ ...evaluation, tests: later }).each()) {
    scores.fill(Number.NEGATIVE_INFINITY);
    await stage(viewer, scores);
    const pool = openTitles(catalogue, viewer);
    for (const question of questions) other[question] = rankOf(scores, later.title[question]!, pool);
  }
  return compare({ against: 'live', version, tests: later, served, other, seed });
}

/**
 * The same with whatever is live now, loaded and let go again; null when nothing is, or `version` itself. Skipped, with the reason,
 * where the live package cannot be loaded: it may be of another release's features or format.
 */
export async function compareWithLiveOf(
  { modelStore, modelRegistry }: { modelStore: Pick<ModelStore, 'load'>; modelRegistry: Pick<ModelRegistry, 'live'> },
  version: string,
  evaluation: JudgedEvaluation,
): Promise<GateComparison | null> {
  const liveVersion = await modelRegistry.live();
  if (liveVersion === null || liveVersion === version) return null;
  let live: ModelPackage;
  try {
    live = await modelStore.load(liveVersion);
  } catch (error) {
    if (refusalOf(error) === null) throw error;
    return skipped(liveVersion, 0, `it cannot be loaded (${(error as Error).message.replace(/\.$/, '')})`);
  }
  try {
    return await compareWithLive({ ...evaluation, live });
  } finally {
    live.ranker.dispose();
  }
}

const skipped = (version: string, users: number, because: string): GateComparison => ({
  ...{ against: 'live', version, measure: GATE_MEASURE, users, outcome: 'skipped', because },
  ...{ served: null, other: null, difference: null, ci95: null },
});
