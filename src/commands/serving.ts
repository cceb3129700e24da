import { setImmediate } from 'node:timers/promises';
import { publicOidcOf } from '../config/oidc.ts';
import type { Config } from '../config.ts';
import type { Context } from '../context.ts';
import type { Origin } from '../domain/origin.ts';
import type { Rung } from '../domain/page.ts';
import { createUserTokens } from '../domain/user-token.ts';
import { VERSION } from '../domain/version.ts';
import { createAudienceReach } from '../editorial/audience-reach.ts';
import { createCollectionDesk } from '../editorial/collections.ts';
import { createPinBoard } from '../editorial/pins.ts';
import { createRuleDesk } from '../editorial/rules.ts';
import { createSuggestionBoard } from '../editorial/suggestion-board.ts';
import type { Readiness } from '../http/admin.ts';
import { openKeyRing } from '../http/key-ring.ts';
import { listen } from '../http/listen.ts';
import { createApp } from '../http/server.ts';
import { createDecisionLog } from '../ingest/decision-log.ts';
import { pastUserState } from '../ingest/past-state.ts';
import { createUserChanges } from '../ingest/user-changes.ts';
import { createRescore } from '../learning/rescore/rescore-decision.ts';
import { createFeatureRows, type Past } from '../recommend/feature-rows.ts';
import { createHomePage } from '../recommend/home-page.ts';
import { createPageStages } from '../recommend/page-stages.ts';
import { createPageTokens } from '../recommend/paging/page-tokens.ts';
import { createSessionPages } from '../recommend/paging/session-pages.ts';
import { createPreview } from '../recommend/preview.ts';
import { createRowPage } from '../recommend/row-page.ts';
import { createSearchPage } from '../recommend/search-page.ts';
import { createSimilarPage } from '../recommend/similar-page.ts';
import { createSuggestions } from '../recommend/suggest/suggestions.ts';
import { createImpressionCursors } from '../reports/impressions/impression-cursor.ts';
import { SMALL_COUNT } from '../reports/run-report.ts';
import { openSnapshot } from '../snapshot/snapshot-holder.ts';
import { statsBefore } from '../snapshot/stats-before.ts';
import type { Tracing } from '../telemetry/tracing.ts';
import { dependenciesOf } from './dependencies.ts';
import { type Lane, openEventPath } from './event-path.ts';
import { openErasure } from './open-erasure.ts';
import { serviceGauges } from './service-gauges.ts';

/** What answers requests in one process: the API, the snapshot behind it, and its event path. */
export interface Serving {
  readonly port: number;
  readiness(): Promise<Readiness>;
  /** Resolves when everything journaled so far is in Postgres, in the user states and in the roll-ups. */
  settled(): Promise<void>;
  /** Reads changed parts of the snapshot again, now. */
  refresh(): Promise<void>;
  /** Takes nothing new, answers what is in flight, ships what is journaled, closes what it opened: within about DRAIN_MS. */
  close(): Promise<void>;
}

export interface ServingParts {
  readonly tracing: Tracing;
  /** Origins whose events make the item stats. */
  readonly origins: readonly Origin[];
  readonly lane: Lane;
  readonly withUpkeep: boolean;
}

const DAY_MS = 86_400_000;

/** Opens the snapshot, the journal and its consumer, and the API last. What was opened is closed again when a later step fails. */
export async function openServing(context: Context, config: Config, parts: ServingParts): Promise<Serving> {
  const { logger, metrics, clock } = context;
  const closers: ((withinMs: number) => Promise<unknown>)[] = [];
  /** All share the one time there is to drain. */
  const closeAll = async (): Promise<void> => {
    const deadlineMs = clock.monotonicMs() + config.drainMs;
    for (const close of closers.splice(0).reverse()) await close(Math.max(0, deadlineMs - clock.monotonicMs()));
  };

  try {
    await context.openBackend();
    const userStates = await context.userStates();
    const snapshot = await openSnapshot({
      ...context,
      statsRefreshMs: config.statsRefreshS * 1000,
      origins: parts.origins,
    });
    closers.push(() => snapshot.close());
    // Numbers of everything in the catalogue are known without Postgres: an event on any of it shows on the next page.
    const known = (itemId: string): number => {
      const { catalogue } = snapshot.current();
      const dense = catalogue.denseOfItemId(itemId);
      return dense < 0 ? context.itemNumbers.known(itemId) : catalogue.itemNo[dense]!;
    };
    const itemNumbers = { ...context.itemNumbers, known };
    const eventPath = await openEventPath(context, { ...parts, userStates, itemNumbers });
    closers.push(eventPath.close);
    const { journal, eventIntake, changeLog } = eventPath;
    const keyRing = await openKeyRing(context);
    closers.push(async () => keyRing.close());

    const pageParts = {
      ...context,
      tracer: parts.tracing.tracer,
      snapshot: () => snapshot.current(),
      userStates,
      decisionLog: createDecisionLog(journal, metrics, logger),
      pageTtlMs: config.pageTtlS * 1000,
      featureSampleShare: config.featureSampleShare,
      pageTokens: createPageTokens(context.secrets.pageToken),
      sessionPages: createSessionPages(),
    };
    const stages = createPageStages(pageParts);
    const userErasure = await openErasure(context, { eventPath, userStates, forget: stages.forget });
    closers.push(userErasure.close);
    const past: Past = {
      stateOf: (userKey, { atMs, countedFrom }) => pastUserState(context, userKey, atMs, countedFrom),
      statsOf: ({ catalogue }, atMs) => statsBefore(context.pastStats, catalogue, parts.origins, atMs),
    };
    const shown = parts.origins.filter((origin) => origin !== 'import');
    const reachOf = createAudienceReach({
      ...context,
      origins: shown,
      fewestUsers: config.suppressSmallCounts ? SMALL_COUNT : 0,
    });
    const pinBoard = createPinBoard({ ...context, reachOf, needsApproval: config.pinsNeedApproval });
    const findSuggestions = createSuggestions({ ...pageParts, pause: () => setImmediate() });
    const app = createApp({
      ...context,
      keyRing,
      homePage: createHomePage(pageParts, stages),
      rowPage: createRowPage(pageParts, stages),
      similarPage: createSimilarPage(pageParts, stages),
      searchPage: createSearchPage(pageParts, stages),
      makePreview: createPreview(pageParts, stages),
      pageTokens: pageParts.pageTokens,
      readFeatureRows: createFeatureRows({
        ...pageParts,
        past,
        pause: () => setImmediate(),
      }),
      rescore: createRescore({ ...pageParts, past }),
      eventIntake,
      userChanges: createUserChanges({ ...context, changeLog, userStates }),
      userErasure,
      userTokens: createUserTokens(context.secrets.userToken),
      impressionCursors: createImpressionCursors(context.secrets.cursor),
      identityProvider: await context.openIdentityProvider(),
      pinBoard,
      suggestionBoard: createSuggestionBoard({ ...context, pinBoard, findSuggestions }),
      collectionDesk: createCollectionDesk({ ...context, catalogue: () => snapshot.current().catalogue }),
      ruleDesk: createRuleDesk({ ...context, catalogue: () => snapshot.current().catalogue }),
      reachOf,
      settings: {
        deadlineMs: config.deadlineMs,
        retentionMs: config.retentionDays * DAY_MS,
        defaultMaturity: config.defaultMaturity,
        corsOrigins: config.corsOrigins,
        trustProxy: config.trustProxy,
        suppressSmallCounts: config.suppressSmallCounts,
        version: VERSION,
        console: {
          version: VERSION,
          simulated: parts.origins.includes('simulate'),
          oidc: publicOidcOf(config),
          imageOrigins: config.consoleImageOrigins,
        },
      },
    });
    const api = await listen(app, { host: config.host, port: config.port });
    closers.push((withinMs) => api.drain(withinMs));

    let closing: Promise<void> | null = null;
    async function readiness(): Promise<Readiness> {
      const { catalogue, models, stats } = snapshot.current();
      const dependencies = await dependenciesOf(context, userStates);
      const missing = [
        ...(catalogue.size === 0 ? ['catalogue'] : []),
        ...(models === null ? ['model'] : []),
        ...(stats.totalUses === 0 ? ['events'] : []),
      ];
      return {
        state: closing === null ? 'ready' : 'draining',
        bestRung: bestRung(missing, dependencies.redis ?? dependencies.postgres!),
        model: models?.model.version ?? null,
        journalBytes: journal.sizeBytes,
        dependencies,
        missing,
        ...(snapshot.refusedModel && { refusedModel: snapshot.refusedModel }),
      };
    }
    metrics.watch(serviceGauges({ eventPath, snapshot, readiness, clock }));

    return {
      port: api.port,
      readiness,
      settled: eventPath.settled,
      refresh: () => snapshot.refresh(),
      close() {
        closing ??= closeAll();
        return closing;
      },
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

function bestRung(missing: readonly string[], states: 'up' | 'down'): Rung {
  if (missing.includes('catalogue')) return 'R5';
  if (missing.includes('model')) return missing.includes('events') ? 'R5' : 'R4';
  return states === 'up' ? 'R0' : 'R1';
}
