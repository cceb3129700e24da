import type { Catalogue } from '../../domain/catalogue.ts';
import { hasBit } from '../../domain/catalogue.ts';
import type { Clock } from '../../domain/clock.ts';
import type { ModelPackage } from '../../domain/model-package.ts';
import { DEFAULT_OBJECTIVES, type Objectives } from '../../domain/objectives.ts';
import { DEFAULT_TEMPLATES, withoutChance } from '../../domain/page-template.ts';
import { NO_METRICS } from '../../domain/ports/metrics.ts';
import { type Snapshot, UNTOUCHED } from '../../domain/snapshot.ts';
import { alignPackage } from '../../features/align-package.ts';
import { rankedLists } from '../../features/ranked-lists.ts';
import { encodeUserState } from '../../features/user-state-codec.ts';
import { createHomePage } from '../../recommend/home-page.ts';
import type { Stage } from './evaluate-stages.ts';

/**
 * The top-picks row of the page that the service would have made: every stage of the request path, in memory; no pins, no
 * exploration. `items` slots (all candidates where they are given). By contract the row leaves out what was watched.
 */
export function servedStage(
  model: ModelPackage,
  catalogue: Catalogue,
  clock: Clock,
  items: number,
  objectives: Objectives = DEFAULT_OBJECTIVES,
): Stage {
  const models = alignPackage(model, catalogue);
  let snapshot: Snapshot | null = null;
  let state = new Uint8Array(0);
  const homePage = createHomePage({
    snapshot: () => snapshot!,
    userStates: { read: async () => ({ bytes: state, version: 1 }) },
    decisionLog: { record: () => true },
    clock,
    metrics: NO_METRICS,
  });

  return async (viewer, scores) => {
    const { stats, candidates } = viewer;
    if (snapshot?.stats !== stats) {
      const lists = rankedLists(catalogue, stats);
      snapshot = { ...UNTOUCHED, templates: STILL, catalogue, stats, lists, models, objectives, versions: {} };
    }
    state = Uint8Array.from(encodeUserState(viewer.state));
    const page = await homePage({
      recommendationId: 'evaluation',
      userId: String(viewer.user),
      userKey: String(viewer.user),
      origin: 'test',
      surface: 'tv',
      region: null,
      language: null,
      maturity: 'adult',
      timeZone: 'UTC',
      sessionId: null,
      rows: 1,
      items: candidates === null ? items : Math.max(1, candidates.length),
      rowIds: ['top-picks'],
      excludeItemIds: candidates === null ? [] : othersThan(candidates, catalogue),
      include: [],
      deadlineMs: 600_000,
      nowMs: viewer.nowMs,
      randomSeed: 1,
    });
    const slots = page.rows[0]?.items ?? [];
    for (let position = 0; position < slots.length; position++) {
      scores[catalogue.denseOfItemId(slots[position]!.itemId)] = -position;
    }
  };
}

function othersThan(candidates: Int32Array, catalogue: Catalogue): string[] {
  const wanted = new Uint32Array((catalogue.size + 31) >>> 5);
  for (const dense of candidates) wanted[dense >>> 5]! |= 1 << (dense & 31);
  return catalogue.itemId.filter((_, dense) => !hasBit(wanted, dense));
}

const STILL = withoutChance(DEFAULT_TEMPLATES);
