import type { Catalogue } from '../../domain/catalogue.ts';
import type { Decision } from '../../domain/decision.ts';
import { MarqueeError } from '../../domain/errors.ts';
import type { AlignedPackage } from '../../domain/model-package.ts';
import type { ModelStore } from '../../domain/ports/model-store.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { NOBODY } from '../../domain/user-key.ts';
import { alignPackage } from '../../features/align-package.ts';
import type { FeatureContext } from '../../features/feature-context.ts';
import { featureWidth, writeFeatures } from '../../features/schema.ts';
import { userInputsOf } from '../../features/user-inputs.ts';
import { EMPTY_STATE, type UserState } from '../../features/user-state.ts';
import type { Past } from '../../recommend/feature-rows.ts';
import { type ApproximatedPart, approximatedParts } from './approximated-parts.ts';
import { type ObjectivesHistory, objectivesAt } from './objectives-at.ts';
import { compareScores, type RescoredSlot } from './rescored-slots.ts';
import { createTurns } from './turns.ts';

export interface RescoreDeps extends ObjectivesHistory {
  /** Of now: its catalogue, and its package where that is the one the page was made with. */
  readonly snapshot: () => Snapshot;
  readonly modelStore: Pick<ModelStore, 'load'>;
  readonly past: Past;
}

/** A logged page, scored again by what it says it was scored with. */
export interface RescoredPage {
  /** Version of the package; null: the page was made without a ranker. */
  readonly ranker: string | null;
  /** For people: why there are no scores of now; null: there are. */
  readonly reason: string | null;
  /** Every slot that could be scored has the same score, to the bit of the float; null: there was nothing to compare. */
  readonly isSame: boolean | null;
  /** Of slots: those scored again, those among them with another score, and by how much at most. */
  readonly compared: number;
  readonly different: number;
  readonly largestDifference: number;
  /** In page order. */
  readonly slots: readonly RescoredSlot[];
  /** What need not be exactly what the page was scored with; empty: nothing is known to differ. */
  readonly approximated: readonly ApproximatedPart[];
}

/**
 * Scores the slots of logged pages again: the user's state and the item stats as of then, counted from the log; the objectives of
 * then, from the audit log; the package that the page names, the live one as it is, any other loaded for it and let go. One page at a
 * time, as a package may be big: throws 'unavailable' when too many wait. What a package cannot do any more is told, not thrown.
 */
export function createRescore(deps: RescoreDeps): (decision: Decision) => Promise<RescoredPage> {
  const inTurn = createTurns(MOST_WAITING);
  return (decision) => {
    const { rankerVersion, rung } = decision;
    if (rankerVersion !== null) return inTurn(() => rescore(deps, decision, rankerVersion));
    const sentence = `The page was made without a ranker, on rung ${rung}: its order is not one of scores that could be made again.`;
    return Promise.resolve(withoutScores(decision, null, sentence));
  };
}

/** Whoever looks at one page waits for a few others, not for a queue. */
const MOST_WAITING = 4;

async function rescore(deps: RescoreDeps, decision: Decision, version: string): Promise<RescoredPage> {
  const { catalogue, versions } = deps.snapshot();
  const statsAtMs = decision.snapshotVersions.statsAtMs ?? null;
  const known = await stateThen(deps.past, decision);
  const stats = await deps.past.statsOf({ ...deps.snapshot(), catalogue }, statsAtMs ?? decision.servedAtMs);
  const objectives = await objectivesAt(deps, decision.servedAtMs);
  const itemNos = decision.slots.itemNo;
  const scored = Array.from(itemNos.keys()).filter((at) => catalogue.denseOfItemNo(itemNos[at]!) >= 0);
  const dense = Int32Array.from(scored, (at) => catalogue.denseOfItemNo(itemNos[at]!));

  const scores = new Float32Array(dense.length);
  const failure = await withPackage(deps, version, catalogue, (models) => {
    const features = new Float32Array(dense.length * featureWidth);
    writeFeatures(contextOf(decision, known.state, stats, catalogue, models), dense, dense.length, features);
    if (dense.length > 0) models.model.ranker.score(features, dense.length, objectives.weights, scores);
  });
  if (failure !== null) return withoutScores(decision, version, failure);
  const scoreOf = new Map(scored.map((slot, at) => [slot, scores[at]!]));
  const approximated = approximatedParts(decision, {
    isStateWhole: known.isWhole,
    hasStatsTime: statsAtMs !== null,
    isSameCatalogue: versions.catalogue === decision.snapshotVersions.catalogue,
    objectivesSinceMs: objectives.sinceMs,
  });
  return { ranker: version, reason: null, ...compareScores(decision.slots, scoreOf), approximated };
}

/** What the page could know of its user: nothing where it says so itself. */
async function stateThen(past: Past, { userKey, rung, servedAtMs }: Decision): ReturnType<Past['stateOf']> {
  if (userKey === NOBODY || rung === 'R2') return { state: EMPTY_STATE, isWhole: true };
  return past.stateOf(userKey, { atMs: servedAtMs, countedFrom: 'received' });
}

function contextOf(
  { servedAtMs, surface, region, language, timeZone }: Decision,
  state: UserState,
  stats: FeatureContext['stats'],
  catalogue: Catalogue,
  { model, rowOfDense, denseOfRow, delta }: AlignedPackage,
): FeatureContext {
  return {
    ...userInputsOf(state, catalogue),
    nowMs: servedAtMs,
    surface,
    region,
    language,
    timeZone: timeZone ?? 'UTC',
    catalogue,
    stats,
    retrieval: { model: model.retrieval, rowOfDense, denseOfRow, delta },
  };
}

/** Lets a package do its work and, unless it is the live one, go. A sentence where it cannot be had; what else fails is thrown. */
async function withPackage(
  { snapshot, modelStore }: RescoreDeps,
  version: string,
  catalogue: Catalogue,
  work: (models: AlignedPackage) => void,
): Promise<string | null> {
  // Taken when it is used: a package that was replaced while we waited has no ranker any more.
  const live = snapshot();
  if (live.models?.model.version === version) {
    work(live.catalogue === catalogue ? live.models : alignPackage(live.models.model, catalogue));
    return null;
  }
  try {
    const model = await modelStore.load(version);
    try {
      work(alignPackage(model, catalogue));
      return null;
    } finally {
      model.ranker.dispose();
    }
  } catch (error) {
    if (!(error instanceof MarqueeError)) throw error;
    if (error.code === 'unknown-model')
      return `The package ${version} is not among the packages of this replica any more.`;
    if (error.code === 'data-check-failed') return `The package ${version} does not load any more: ${error.message}`;
    throw error;
  }
}

const withoutScores = (decision: Decision, ranker: string | null, reason: string): RescoredPage => ({
  ranker,
  reason,
  ...compareScores(decision.slots, null),
  approximated: [],
});
