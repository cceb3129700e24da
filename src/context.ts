import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { v7 as uuidV7 } from 'uuid';
import { readCodeVersion } from './adapters/files/code-version.ts';
import { createFileFallbackLists } from './adapters/files/fallback-list.ts';
import { readMasterSecret } from './adapters/files/master-secret.ts';
import { createTableAnswers } from './adapters/files/table-answer.ts';
import { createTombstoneFile } from './adapters/files/tombstone-file.ts';
import { createTrainingCheckpoints } from './adapters/files/training-checkpoints.ts';
import { createHnswIndexBuilder } from './adapters/hnsw/hnsw-index-builder.ts';
import { loadIndex } from './adapters/hnsw/load-index.ts';
import { type OpenedJournal, openLane } from './adapters/journal/lane.ts';
import { createModelStore } from './adapters/models/model-store.ts';
import { openSignatures } from './adapters/models/signatures.ts';
import { openAnalystLogin } from './adapters/postgres/analyst-login.ts';
import { openEmbeddedPostgres } from './adapters/postgres/embedded/embedded.ts';
import { createItemNumbers } from './adapters/postgres/item-numbers.ts';
import { migrate } from './adapters/postgres/migrate.ts';
import { createPool } from './adapters/postgres/pool.ts';
import { warnOfRights } from './adapters/postgres/service-role.ts';
import { createStores } from './adapters/postgres/stores.ts';
import { createPostgresUserStateStore } from './adapters/postgres/user-state-store.ts';
import { openRedisUserStateStore } from './adapters/redis/user-state-store.ts';
import { createTextIndex } from './adapters/search/text-index.ts';
import { createThreadPool } from './adapters/threads/thread-pool.ts';
import { oidcOf } from './config/oidc.ts';
import { type Config, tracesEndpoint } from './config.ts';
import type { Clock, Random } from './domain/clock.ts';
import { lazily } from './domain/lazily.ts';
import type { EventStream } from './domain/ports/event-stream.ts';
import type { IdentityProvider } from './domain/ports/identity-provider.ts';
import type { IndexBuilder } from './domain/ports/index-builder.ts';
import type { Logger } from './domain/ports/logger.ts';
import { NO_TRACER } from './domain/ports/tracer.ts';
import type { UserStateStore } from './domain/ports/user-state-store.ts';
import { deriveSecrets, type Secrets } from './domain/secrets.ts';
import { createUserKeyOf } from './domain/user-key.ts';
import { VERSION } from './domain/version.ts';
import { featureFingerprint } from './features/schema.ts';
import type { TrainingPool, TrainingTasks } from './learning/training/training-tasks.ts';
import { createLogger } from './telemetry/logger.ts';
import { createMetrics } from './telemetry/metrics.ts';
import type { Tracing } from './telemetry/tracing.ts';

export { createFolderTarget } from './adapters/files/folder-target.ts';
export { postgresFacts } from './adapters/postgres/postgres-facts.ts';
export { redisFacts } from './adapters/redis/redis-facts.ts';
export { answerTasks } from './adapters/threads/answer-tasks.ts';
export { type OpenedJournal, openEmbeddedPostgres };

/** What tests replace: time, chance, where words go, and how often changes are looked for. */
export interface Overrides {
  readonly clock?: Clock;
  readonly random?: Random;
  readonly logger?: Logger;
  readonly pollMs?: number;
}

/** A change whose notification is lost is found by this: twice within the 10 s that it may take. */
export const POLL_MS = 5_000;

/** Everything a command may be made from: opened in order, closed in reverse. */
export type Context = Awaited<ReturnType<typeof openContext>>;

/**
 * The composition root: the only place that knows which adapter stands behind which port, reads the clock, and rolls dice.
 * Joins the Postgres of DATABASE_URL, or the embedded one under DATA_DIR (running or not), and migrates it unless MIGRATE=0.
 */
export async function openContext(config: Config, overrides: Overrides = {}, tools = openTools(config, overrides)) {
  const { logger } = tools;
  const closers: (() => Promise<void>)[] = [];
  const onClose = <T>(value: T, close: (value: T) => unknown): T => {
    closers.push(async () => void (await close(value)));
    return value;
  };
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };

  try {
    const { tenant } = config;
    const secrets = await readSecrets(config);
    const userKeyOf = createUserKeyOf(secrets.userKey);
    const connectionString =
      config.databaseUrl ??
      onClose(await openEmbeddedPostgres({ dataDir: config.dataDir, logger }), (server) => server.stop())
        .connectionString;
    const ownerString = config.migrateDatabaseUrl ?? connectionString;
    if (config.migrate) await migrate({ connectionString: ownerString, tenant, dryRun: false, logger });
    // A pooler would hand a role that is taken on to whoever comes next.
    const rights = config.databaseDirectUrl === null ? 'service' : 'login';
    const pool = onClose(createPool({ connectionString, tenant, logger, rights }), (opened) => opened.end());
    await warnOfRights(pool, tenant, logger);
    const itemNumbers = createItemNumbers({ pool });
    const openUserStates = async (commandTimeoutMs: number): Promise<UserStateStore> => {
      if (config.redisUrl === null) return createPostgresUserStateStore({ pool });
      const options = { url: config.redisUrl, tenant, logger, commandTimeoutMs };
      return onClose(await openRedisUserStateStore(options), (store) => store.close());
    };
    // Its client is loaded only where there is a stream.
    const eventStream = lazily(async (): Promise<EventStream | null> => {
      const { natsUrl: url, journalMaxBytes: maxBytes } = config;
      if (url === null) return null;
      const { openNatsEventStream } = await import('./adapters/nats/event-stream.ts');
      const { clock } = tools;
      return onClose(openNatsEventStream({ url, tenant, maxBytes, clock, logger }), (stream) => stream.close());
    });

    return {
      ...tools,
      secrets,
      userKeyOf,
      itemNumbers,
      ...createStores({
        pool,
        itemNumbers,
        listenString: config.databaseDirectUrl ?? connectionString,
        tenant,
        objectives: config.objectives,
        ...tools,
      }),
      // A page that may wait longer is not to step down a rung before.
      userStates: lazily(() => openUserStates(Math.max(250, config.deadlineMs))),
      /** For who writes as fast as it can and has no page to answer. */
      patientUserStates: lazily(() => openUserStates(10_000)),
      /** null: without NATS_URL. */
      eventStream,
      /** Of the database; for processes of our own only, it has the password. */
      connectionString,
      /** See adapters/journal/lane.ts. JOURNAL_MAX_BYTES is all lanes' together: who has one of several gives its share. */
      openJournal: (directory: string, maxBytes = config.journalMaxBytes): Promise<OpenedJournal> =>
        openLane(directory, {
          owner: { tenant, secretMark: userKeyOf(JOURNAL_OWNER) },
          maxBytes,
          logger,
          onDamage: tools.metrics.journalDamage,
          // What the disk took may be lost and no later sync can be believed: the next start reads what is really there.
          onFatal: () => process.exit(1),
        }),
      /** A connection string of the analyst role; the same for as long as the secret is. */
      openAnalystLogin: () =>
        openAnalystLogin({
          connectionString: ownerString,
          tenant,
          password: Buffer.from(secrets.analystPassword).toString('base64url'),
        }),
      /** Throws when Postgres does not answer. */
      pingPostgres: async () => void (await pool.query('SELECT 1')),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What needs no database: for `evaluate`, and the ground that openContext builds on. */
export function openTools(config: Config, overrides: Overrides = {}) {
  const logger = overrides.logger ?? createLogger(config.logLevel);
  const clock = overrides.clock ?? SYSTEM_CLOCK;
  const random = overrides.random ?? (Math.random as Random);
  return {
    config,
    clock,
    logger,
    random,
    pollMs: overrides.pollMs ?? POLL_MS,
    randomBytes: (size: number): Uint8Array => randomBytes(size),
    /** A new UUIDv7. */
    newId: (): string => uuidV7(),
    metrics: createMetrics(),
    /** Spans need the libraries that make them, which are not loaded where nobody asks for spans. */
    openTracing: async (): Promise<Tracing> => {
      const endpoint = tracesEndpoint(config);
      if (endpoint === null) return { tracer: NO_TRACER, close: async () => {} };
      const { traceRatio: ratio, serviceName } = config;
      const { startTracing } = await import('./telemetry/tracing.ts');
      return startTracing({ endpoint, ratio, serviceName, serviceVersion: VERSION, random, logger });
    },
    /** null: people log in with keys alone. */
    openIdentityProvider: async (): Promise<IdentityProvider | null> => {
      const settings = oidcOf(config);
      if (settings === null) return null;
      const { createOidcIdentityProvider } = await import('./adapters/oidc/identity-provider.ts');
      return createOidcIdentityProvider({ settings, clock });
    },
    indexBuilder: createHnswIndexBuilder() as IndexBuilder,
    loadParquet,
    openTableAnswer: createTableAnswers(loadParquet),
    /** TF.js takes a moment to load: only commands that train or serve ask for it. */
    openBackend: async () => (await import('./network/backend.ts')).openBackend(config.tf),
    modelStore: createModelStore({
      modelsDir: config.modelsDir,
      expectedFingerprint: featureFingerprint,
      loadIndex,
      randomId: () => randomBytes(6).toString('hex'),
      signatures: openSignatures({
        signingKeyFile: config.modelSigningKeyFile,
        publicKeys: config.modelPublicKeys,
      }),
      clock,
    }),
    createTextIndex,
    fallbackLists: createFileFallbackLists(config.dataDir),
    tombstoneFile: createTombstoneFile(config.dataDir),
    trainingCheckpoints: createTrainingCheckpoints({
      dataDir: config.dataDir,
      logger,
      clock,
      randomId: () => randomBytes(6).toString('hex'),
    }),
    /** The other cores, for who trains; null with one core. The caller closes. */
    openTrainingPool: (threads = Math.min(MOST_TRAINING_THREADS, availableParallelism() - 1)): TrainingPool | null => {
      const entry = join(import.meta.dirname, 'commands', 'training-thread.ts');
      return threads < 1 ? null : createThreadPool<TrainingTasks>({ entry, threads, given: config });
    },
    /** Of what trains: for the lineage of packages. */
    codeVersion: lazily(() => readCodeVersion(VERSION, import.meta.dirname)),
  };
}

/** `marquee migrate`: names of the migrations that were, or with dryRun would be, run. */
export async function migrateDatabase(config: Config, dryRun: boolean): Promise<readonly string[]> {
  const logger = createLogger(config.logLevel);
  const embedded = config.databaseUrl === null ? await openEmbeddedPostgres({ dataDir: config.dataDir, logger }) : null;
  try {
    const connectionString = config.migrateDatabaseUrl ?? embedded?.connectionString ?? config.databaseUrl!;
    return await migrate({ connectionString, tenant: config.tenant, dryRun, logger });
  } finally {
    await embedded?.stop();
  }
}

const loadParquet = async () => (await import('./adapters/parquet/parquet-file.ts')).createParquetFile;
export const loadS3Target = async () => (await import('./adapters/s3/s3-target.ts')).openS3Target;

/** A training has no more to give to others at once. */
const MOST_TRAINING_THREADS = 3;

/** No user's id: those have no spaces. */
const JOURNAL_OWNER = 'the owner of a journal';

export const SYSTEM_CLOCK: Clock = { nowMs: () => Date.now(), monotonicMs: () => performance.now() };

/** The tenant's secrets from SECRET_FILE, or from a file made under DATA_DIR at the first start. */
async function readSecrets({ secretFile, dataDir, tenant }: Config): Promise<Secrets> {
  const path = secretFile ?? join(dataDir, 'secret');
  return deriveSecrets(await readMasterSecret(path, { makeIfAbsent: secretFile === null }), tenant);
}
