import type { Config } from '../config.ts';
import { type Context, type Overrides, openContext, openTools } from '../context.ts';
import type { Origin } from '../domain/origin.ts';
import type { Rung } from '../domain/page.ts';
import { createUserTokens } from '../domain/user-token.ts';
import { VERSION } from '../domain/version.ts';
import { createPinBoard } from '../editorial/pins.ts';
import { createAdminApp, type Readiness } from '../http/admin.ts';
import { openKeyRing } from '../http/key-ring.ts';
import { type Listening, listen } from '../http/listen.ts';
import { createApp } from '../http/server.ts';
import { createDecisionLog } from '../ingest/decision-log.ts';
import { createUserChanges } from '../ingest/user-changes.ts';
import { createHomePage } from '../recommend/home-page.ts';
import { createPageStages } from '../recommend/page-stages.ts';
import { createRowPage } from '../recommend/row-page.ts';
import { createSimilarPage } from '../recommend/similar-page.ts';
import { openSnapshot } from '../snapshot/snapshot-holder.ts';
import { importSinkDeps } from './command-context.ts';
import { openEventPath } from './event-path.ts';
import { finishLeftImports } from './import-sink.ts';
import { serviceGauges } from './service-gauges.ts';

/** A running service. */
export interface Service {
  readonly context: Context;
  readonly baseUrl: string;
  readonly adminUrl: string;
  readiness(): Promise<Readiness>;
  /** Resolves when everything journaled so far is in Postgres, in the user states and in the roll-ups. */
  settled(): Promise<void>;
  /** Reads changed parts of the snapshot again, now. */
  refresh(): Promise<void>;
  /** Takes nothing new, answers what is in flight, ships what is journaled, closes everything: within about DRAIN_MS. */
  stop(): Promise<void>;
}

export interface ServiceOptions {
  /** Origins whose events make the item stats. */
  readonly origins: readonly Origin[];
  readonly overrides?: Overrides;
}

const DAY_MS = 86_400_000;
const PING_MS = 500;

/**
 * Starts the service: the admin port first (alive, not ready), then stores, journal and consumer, snapshot, and the API last. What
 * was opened is closed again when a later step fails.
 */
export async function startService(config: Config, options: ServiceOptions): Promise<Service> {
  const closers: (() => Promise<unknown>)[] = [];
  const closeAll = async () => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  const tools = openTools(config, options.overrides);
  const { logger, metrics, clock } = tools;
  let readiness = async (): Promise<Readiness> => STARTING;

  try {
    const tracing = await tools.openTracing();
    closers.push(tracing.close);
    const adminApp = createAdminApp({
      readiness: () => readiness(),
      metricsHandler: metrics.handler,
      newId: tools.newId,
      logger,
    });
    const admin = await listen(adminApp, { host: config.host, port: config.adminPort });
    closers.push(() => admin.drain(PING_MS));

    const context = await openContext(config, options.overrides, tools);
    closers.push(context.close);
    await context.openBackend();
    const userStates = await context.userStates();
    const snapshot = await openSnapshot({
      ...context,
      pollMs: 5000,
      statsRefreshMs: config.statsRefreshS * 1000,
      origins: options.origins,
    });
    closers.push(() => snapshot.close());
    // Numbers of everything in the catalogue are known without Postgres: an event on any of it shows on the next page.
    const known = (itemId: string): number => {
      const { catalogue } = snapshot.current();
      const dense = catalogue.denseOfItemId(itemId);
      return dense < 0 ? context.itemNumbers.known(itemId) : catalogue.itemNo[dense]!;
    };
    const itemNumbers = { ...context.itemNumbers, known };
    const eventPath = await openEventPath(context, config, { userStates, itemNumbers });
    closers.push(eventPath.close);
    const { journal, eventIntake, consumer } = eventPath;
    const keyRing = await openKeyRing(context);
    closers.push(() => keyRing.close());

    const decisionLog = createDecisionLog(journal, metrics, logger);
    const pageParts = {
      ...context,
      tracer: tracing.tracer,
      snapshot: () => snapshot.current(),
      userStates,
      decisionLog,
      pageTtlMs: config.pageTtlS * 1000,
    };
    const stages = createPageStages(pageParts);
    const app = createApp({
      ...context,
      keyRing,
      homePage: createHomePage(pageParts, stages),
      rowPage: createRowPage(pageParts, stages),
      similarPage: createSimilarPage(pageParts, stages),
      eventIntake,
      userChanges: createUserChanges({ ...context, journal, userStates, merged: () => consumer.merged() }),
      userTokens: createUserTokens(context.secrets.userToken),
      pinBoard: createPinBoard(context),
      settings: {
        deadlineMs: config.deadlineMs,
        retentionMs: config.retentionDays * DAY_MS,
        defaultMaturity: config.defaultMaturity,
        corsOrigins: config.corsOrigins,
        trustProxy: config.trustProxy,
        version: VERSION,
      },
    });
    const api = await listen(app, { host: config.host, port: config.port });
    closers.push(() => api.drain(config.drainMs));
    void finishLeftImports(importSinkDeps(context, userStates)).catch((error: unknown) => {
      logger.warn({ err: error }, 'What a killed import left is not shipped yet; the next start tries again');
    });
    logger.info({ port: api.port, adminPort: admin.port, tenant: config.tenant }, 'listening');

    let stopping: Promise<void> | null = null;
    readiness = async () => {
      const { catalogue, models, stats } = snapshot.current();
      const [postgres, states] = await Promise.all([isUp(context.pingPostgres()), isUp(userStates.ping())]);
      const missing = [
        ...(catalogue.size === 0 ? ['catalogue'] : []),
        ...(models === null ? ['model'] : []),
        ...(stats.totalUses === 0 ? ['events'] : []),
      ];
      return {
        state: stopping === null ? 'ready' : 'draining',
        bestRung: bestRung(missing, states),
        model: models?.model.version ?? null,
        journalBytes: journal.sizeBytes,
        dependencies: { postgres, ...(config.redisUrl !== null && { redis: states }) },
        missing,
      };
    };
    metrics.watch(serviceGauges({ journal, snapshot, readiness: () => readiness(), clock }));

    return {
      context,
      baseUrl: urlOf(config.host, api),
      adminUrl: urlOf(config.host, admin),
      readiness: () => readiness(),
      settled: eventPath.settled,
      refresh: () => snapshot.refresh(),
      stop() {
        stopping ??= closeAll();
        return stopping;
      },
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

const STARTING: Readiness = {
  state: 'starting',
  bestRung: null,
  model: null,
  journalBytes: 0,
  dependencies: {},
  missing: [],
};

function bestRung(missing: readonly string[], states: 'up' | 'down'): Rung {
  if (missing.includes('catalogue')) return 'R5';
  if (missing.includes('model')) return missing.includes('events') ? 'R5' : 'R4';
  return states === 'up' ? 'R0' : 'R1';
}

async function isUp(ping: Promise<void>): Promise<'up' | 'down'> {
  const late = new Promise<'down'>((resolve) => setTimeout(() => resolve('down'), PING_MS).unref());
  return Promise.race([
    ping.then(
      () => 'up' as const,
      () => 'down' as const,
    ),
    late,
  ]);
}

function urlOf(host: string, listening: Listening): string {
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${listening.port}`;
}
