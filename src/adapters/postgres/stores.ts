import type { Pool } from 'pg';
import type { Clock } from '../../domain/clock.ts';
import { COLLECTION_KIND, RULE_KIND, SEGMENT_KIND } from '../../domain/editorial-objects.ts';
import type { Objectives } from '../../domain/objectives.ts';
import type { ItemNumbers } from '../../domain/ports/item-store.ts';
import type { Logger } from '../../domain/ports/logger.ts';
import type { Metrics } from '../../domain/ports/metrics.ts';
import { createAuditLog } from './audit-log.ts';
import { createChangeFeed } from './change-feed.ts';
import { createEditorialStore } from './editorial-store.ts';
import { createExposureStore } from './exposure-store.ts';
import { createItemStore } from './item-store.ts';
import { createKeyStore } from './key-store.ts';
import { createDeadLetters } from './log/dead-letters.ts';
import { createErasures } from './log/erasures.ts';
import { createFeatureSamples } from './log/feature-samples.ts';
import { createLogExport } from './log/log-export.ts';
import { createLogRetention } from './log/log-retention.ts';
import { createLogStore } from './log/log-store.ts';
import { createPastPages } from './log/past-pages.ts';
import { createPinReports } from './log/pin-reports.ts';
import { createRowUsage } from './log/row-usage.ts';
import { createStateLog } from './log/state-log.ts';
import { createViewerCounts } from './log/viewer-counts.ts';
import { createLogCheck } from './log-check/log-check.ts';
import { createModelRegistry } from './model-registry.ts';
import { createObjectivesStore } from './objectives-store.ts';
import { createPastStats } from './past-stats.ts';
import { createPeopleStore } from './people-store.ts';
import { createPinStore } from './pin-store.ts';
import { createImpressionLog } from './reports/impression-log.ts';
import { createReports } from './reports/reports.ts';
import { createFlaggedUsers } from './roll-ups/flagged-users.ts';
import { createRollUps } from './roll-ups/roll-ups.ts';
import { createStatsStore } from './stats-store.ts';
import { createSuggestionStore } from './suggestion-store.ts';
import { createSwitchesStore } from './switches-store.ts';
import { createTemplatesStore } from './templates-store.ts';
import { createTrainingRuns } from './training-runs.ts';

export interface StoresGiven {
  readonly pool: Pool;
  readonly itemNumbers: ItemNumbers;
  /** Where LISTEN works: past a pooler. */
  readonly listenString: string;
  readonly tenant: string;
  /** What the heads count until somebody sets it. */
  readonly objectives: Objectives;
  readonly config: { readonly pinsNeedApproval: boolean };
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Everything that Postgres stands behind, port by port. */
export function createStores(given: StoresGiven) {
  const { pool, itemNumbers, listenString, tenant, objectives, config, clock, logger, metrics } = given;
  return {
    itemStore: createItemStore({ pool, itemNumbers }),
    pinStore: createPinStore({ pool, needsApproval: config.pinsNeedApproval }),
    keyStore: createKeyStore({ pool }),
    peopleStore: createPeopleStore({ pool }),
    statsStore: createStatsStore({ pool }),
    exposureStore: createExposureStore({ pool }),
    pastStats: createPastStats({ pool }),
    logStore: createLogStore({ pool, itemNumbers, clock }),
    rollUps: createRollUps({ pool, logger }),
    flaggedUsers: createFlaggedUsers({ pool, logger, metrics }),
    deadLetters: createDeadLetters({ pool, itemNumbers, clock }),
    stateLog: createStateLog({ pool }),
    erasures: createErasures({ pool }),
    logRetention: createLogRetention({ pool }),
    logExport: createLogExport({ pool }),
    logCheck: createLogCheck({ pool }),
    featureSamples: createFeatureSamples({ pool }),
    pastPages: createPastPages({ pool }),
    impressionLog: createImpressionLog({ pool, clock }),
    pinReports: createPinReports({ pool }),
    reports: createReports({ pool, tenant }),
    rowUsage: createRowUsage({ pool }),
    viewerCounts: createViewerCounts({ pool }),
    modelRegistry: createModelRegistry({ pool }),
    objectivesStore: createObjectivesStore({ pool, fallback: objectives }),
    switchesStore: createSwitchesStore({ pool }),
    suggestionStore: createSuggestionStore({ pool }),
    templatesStore: createTemplatesStore({ pool }),
    segmentStore: createEditorialStore(SEGMENT_KIND, { pool }),
    collectionStore: createEditorialStore(COLLECTION_KIND, { pool }),
    ruleStore: createEditorialStore(RULE_KIND, { pool }),
    auditLog: createAuditLog({ pool }),
    trainingRuns: createTrainingRuns({ pool, connectionString: listenString, tenant }),
    changeFeed: createChangeFeed({
      pool,
      connectionString: listenString,
      tenant,
      logger,
    }),
  };
}
