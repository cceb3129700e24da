import type { Config } from '../config.ts';
import { type Context, type Overrides, openContext, openTools } from '../context.ts';
import type { Origin } from '../domain/origin.ts';
import type { Readiness } from '../http/admin.ts';
import { openAdmin, urlOf } from './admin-port.ts';
import { importSinkDeps } from './command-context.ts';
import { laneOfDataDir } from './event-path.ts';
import { type LaneFinisher, startLaneFinisher } from './lane-finisher.ts';
import { openServing } from './serving.ts';
import { startTrainingSchedule } from './training-schedule.ts';

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

/**
 * Starts the service in this process: the admin port first (alive, not ready), then stores, journal and consumer, snapshot, and
 * the API last. What was opened is closed again when a later step fails.
 */
export async function startService(config: Config, options: ServiceOptions): Promise<Service> {
  const closers: (() => Promise<unknown>)[] = [];
  const closeAll = async () => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  const tools = openTools(config, options.overrides);
  const { logger, metrics } = tools;

  try {
    const tracing = await tools.openTracing();
    closers.push(tracing.close);
    const admin = await openAdmin(config, tools, metrics.text);
    closers.push(admin.close);

    const context = await openContext(config, options.overrides, tools);
    closers.push(context.close);
    // Not before the journal's lock is held, and not closed before the API.
    let finisher: LaneFinisher | null = null;
    closers.push(async () => finisher?.stop());
    const serving = await openServing(context, config, {
      tracing,
      origins: options.origins,
      lane: laneOfDataDir(config),
      withUpkeep: true,
    });
    closers.push(serving.close);
    finisher = startLaneFinisher(importSinkDeps(context, await context.userStates()), {
      dataDir: config.dataDir,
      workers: 0,
      logger,
    });
    closers.push(startTrainingSchedule(context).stop);
    admin.show(serving.readiness);
    logger.info({ port: serving.port, adminPort: admin.port, tenant: config.tenant }, 'listening');

    let stopping: Promise<void> | null = null;
    return {
      context,
      baseUrl: urlOf(config.host, serving.port),
      adminUrl: urlOf(config.host, admin.port),
      readiness: serving.readiness,
      settled: serving.settled,
      refresh: serving.refresh,
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
