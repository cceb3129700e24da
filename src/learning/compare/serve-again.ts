import type { Catalogue } from '../../domain/catalogue.ts';
import type { Clock } from '../../domain/clock.ts';
import type { Decision } from '../../domain/decision.ts';
import type { Maturity } from '../../domain/item.ts';
import type { ItemStats } from '../../domain/item-stats.ts';
import type { ModelPackage } from '../../domain/model-package.ts';
import type { Objectives } from '../../domain/objectives.ts';
import type { Page } from '../../domain/page.ts';
import { DEFAULT_TEMPLATES, withoutChance } from '../../domain/page-template.ts';
import type { Surface } from '../../domain/pin.ts';
import { NO_METRICS } from '../../domain/ports/metrics.ts';
import { type Snapshot, UNTOUCHED } from '../../domain/snapshot.ts';
import { alignPackage } from '../../features/align-package.ts';
import { rankedLists } from '../../features/ranked-lists.ts';
import type { UserState } from '../../features/user-state.ts';
import { encodeUserState } from '../../features/user-state-codec.ts';
import { createHomePage } from '../../recommend/home-page.ts';

/** What was known when a logged page was made. */
export interface KnownThen {
  readonly state: UserState;
  readonly stats: ItemStats;
}

/**
 * Makes the pages of logged decisions anew with another package, by the request path itself: the same request, random seed and
 * moment. The catalogue is that of now, and pins are left out: they are no package's.
 */
export function createServeAgain(
  model: ModelPackage,
  { catalogue, objectives, clock }: { catalogue: Catalogue; objectives: Objectives; clock: Clock },
): (decision: Decision, known: KnownThen, items: number) => Promise<Page> {
  const models = alignPackage(model, catalogue);
  let snapshot: Snapshot | null = null;
  let bytes = new Uint8Array(0);
  const homePage = createHomePage({
    snapshot: () => snapshot!,
    userStates: { read: async () => ({ bytes, version: 1 }) },
    decisionLog: { record: () => true },
    clock,
    metrics: NO_METRICS,
  });

  return (decision, { state, stats }, items) => {
    if (snapshot?.stats !== stats) {
      const lists = rankedLists(catalogue, stats);
      snapshot = { ...UNTOUCHED, templates: STILL, catalogue, stats, lists, models, objectives, versions: {} };
    }
    bytes = Uint8Array.from(encodeUserState(state));
    return homePage({
      recommendationId: decision.recommendationId,
      userId: decision.userKey,
      userKey: decision.userKey,
      origin: 'test',
      surface: decision.surface as Surface,
      region: decision.region,
      language: decision.language,
      maturity: decision.maturity as Maturity,
      timeZone: decision.timeZone ?? 'UTC',
      sessionId: decision.sessionId,
      rows: Math.max(1, decision.rowIds.length),
      items,
      rowIds: null,
      excludeItemIds: [],
      include: [],
      deadlineMs: PATIENCE_MS,
      nowMs: decision.servedAtMs,
      randomSeed: decision.randomSeed,
    });
  };
}

/** Nobody waits for these pages; no stage may give up on them. */
const PATIENCE_MS = 600_000;

const STILL = withoutChance(DEFAULT_TEMPLATES);
