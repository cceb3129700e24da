import { resolve } from 'node:path';
import { issuer, type OidcVariables, oidcOf, rolesByGroup } from './config/oidc.ts';
import {
  choice,
  flag,
  identifier,
  integer,
  list,
  origins,
  type Parse,
  path,
  share,
  someOf,
  text,
  truth,
  url,
  urls,
  weights,
} from './config/parse-values.ts';
import { checksums, type S3Variables } from './config/s3.ts';
import { editDistance } from './domain/edit-distance.ts';
import { MATURITIES, type Maturity } from './domain/item.ts';
import { DEFAULT_OBJECTIVES, type Objectives } from './domain/objectives.ts';

/** Every setting of the service, typed, read from the environment once. api.md's table "environment" is its description. */
export interface Config extends OidcVariables, S3Variables {
  readonly host: string;
  readonly port: number;
  readonly adminPort: number;
  /** null: embedded Postgres under dataDir. */
  readonly databaseUrl: string | null;
  /** For LISTEN behind a pooler; the database URL when unset. */
  readonly databaseDirectUrl: string | null;
  /** The owner's, for migrations and roles; the database URL when unset. */
  readonly migrateDatabaseUrl: string | null;
  /** null: user state in Postgres. */
  readonly redisUrl: string | null;
  /** null: the journal under dataDir alone. */
  readonly natsUrl: string | null;
  readonly dataDir: string;
  readonly modelsDir: string;
  readonly tenant: string;
  /** null: made under dataDir. */
  readonly secretFile: string | null;
  readonly deadlineMs: number;
  readonly pageTtlS: number;
  readonly statsRefreshS: number;
  readonly retentionDays: number;
  readonly journalMaxBytes: number;
  readonly drainMs: number;
  readonly migrate: boolean;
  readonly defaultMaturity: Maturity;
  /** What the heads of the ranker count until somebody sets it (PUT /v1/objectives). */
  readonly objectives: Objectives;
  readonly corsOrigins: readonly string[];
  /** Hosts beside our own that the console may load images of items from. */
  readonly consoleImageOrigins: readonly string[];
  readonly trustProxy: number;
  readonly tf: 'auto' | 'wasm' | 'node';
  /** Signs the packages made here; null: they are not signed. */
  readonly modelSigningKeyFile: string | null;
  /** Paths or base64 of the keys whose packages are taken; empty: signatures are not asked for. */
  readonly modelPublicKeys: readonly string[];
  readonly logLevel: string;
  /** OTLP/HTTP collector for traces; see tracesEndpoint. */
  readonly otlpEndpoint: string | null;
  readonly otelDisabled: boolean;
  /** Share of the requests without a traceparent that are traced, 0..1. */
  readonly traceRatio: number;
  readonly serviceName: string;
  /** Share of the decisions whose features are logged, 0..1. */
  readonly featureSampleShare: number;
  /** 0: training is not done by the clock. */
  readonly trainEveryH: number;
  /** What a second editor has not approved stays off pages. */
  readonly pinsNeedApproval: boolean;
  /** Reports leave out groups of few users. */
  readonly suppressSmallCounts: boolean;
}

interface Setting<K extends keyof Config> {
  readonly key: K;
  readonly parse: Parse<Config[K]>;
  readonly fallback: Config[K];
  readonly secret?: Secret;
}

/** in-url: a password may stand in it. whole: nothing of it is shown. */
type Secret = 'in-url' | 'whole';

const setting = <K extends keyof Config>(
  key: K,
  parse: Parse<Config[K]>,
  fallback: Config[K],
  secret?: Secret,
): Setting<K> => ({ key, parse, fallback, ...(secret && { secret }) });

const GIB = 1024 ** 3;

/** Environment name -> setting, in the order `marquee config` prints them. */
const SETTINGS = {
  HOST: setting('host', text, '127.0.0.1'),
  PORT: setting('port', integer(0, 65_535), 8080),
  ADMIN_PORT: setting('adminPort', integer(0, 65_535), 9464),
  DATABASE_URL: setting('databaseUrl', url(['postgres:', 'postgresql:']), null, 'in-url'),
  DATABASE_DIRECT_URL: setting('databaseDirectUrl', url(['postgres:', 'postgresql:']), null, 'in-url'),
  MIGRATE_DATABASE_URL: setting('migrateDatabaseUrl', url(['postgres:', 'postgresql:']), null, 'in-url'),
  REDIS_URL: setting('redisUrl', urls(['redis:', 'rediss:']), null, 'in-url'),
  NATS_URL: setting('natsUrl', urls(['nats:', 'tls:']), null, 'in-url'),
  DATA_DIR: setting('dataDir', path, resolve('.data')),
  MODELS_DIR: setting('modelsDir', path, resolve('models')),
  TENANT: setting('tenant', identifier, 'marquee'),
  SECRET_FILE: setting('secretFile', path, null),
  DEADLINE_MS: setting('deadlineMs', integer(1, 60_000), 100),
  PAGE_TTL_S: setting('pageTtlS', integer(1, 86_400), 900),
  STATS_REFRESH_S: setting('statsRefreshS', integer(1, 3600), 10),
  RETENTION_DAYS: setting('retentionDays', integer(1, 3650), 90),
  JOURNAL_MAX_BYTES: setting('journalMaxBytes', integer(1024 ** 2, 1024 * GIB), 4 * GIB),
  DRAIN_MS: setting('drainMs', integer(0, 600_000), 5000),
  MIGRATE: setting('migrate', flag, true),
  DEFAULT_MATURITY: setting('defaultMaturity', choice(MATURITIES), 'adult'),
  OBJECTIVES: setting('objectives', weights, DEFAULT_OBJECTIVES),
  CORS_ORIGINS: setting('corsOrigins', list, []),
  CONSOLE_IMAGE_ORIGINS: setting('consoleImageOrigins', origins, []),
  TRUST_PROXY: setting('trustProxy', integer(0, 16), 0),
  MARQUEE_TF: setting('tf', choice(['auto', 'wasm', 'node'] as const), 'auto'),
  MODEL_SIGNING_KEY_FILE: setting('modelSigningKeyFile', path, null),
  MODEL_PUBLIC_KEYS: setting('modelPublicKeys', someOf, []),
  LOG_LEVEL: setting('logLevel', choice(['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const), 'info'),
  OTEL_EXPORTER_OTLP_ENDPOINT: setting('otlpEndpoint', url(['http:', 'https:']), null, 'in-url'),
  OTEL_SDK_DISABLED: setting('otelDisabled', truth, false),
  OTEL_TRACES_SAMPLER_ARG: setting('traceRatio', share, 0.01),
  OTEL_SERVICE_NAME: setting('serviceName', text, 'marquee'),
  FEATURE_SAMPLE_SHARE: setting('featureSampleShare', share, 0.001),
  TRAIN_EVERY_H: setting('trainEveryH', integer(0, 8760), 0),
  PINS_NEED_APPROVAL: setting('pinsNeedApproval', flag, false),
  SUPPRESS_SMALL_COUNTS: setting('suppressSmallCounts', flag, false),
  OIDC_ISSUER: setting('oidcIssuer', issuer, null),
  OIDC_AUDIENCE: setting('oidcAudience', text, null),
  OIDC_SCOPES: setting('oidcScopes', text, 'openid profile email'),
  OIDC_ORIGINS: setting('oidcOrigins', origins, []),
  OIDC_ROLES_CLAIM: setting('oidcRolesClaim', text, 'roles'),
  OIDC_ROLES: setting('oidcRoles', rolesByGroup, {}),
  AWS_ACCESS_KEY_ID: setting('awsAccessKeyId', text, null, 'whole'),
  AWS_SECRET_ACCESS_KEY: setting('awsSecretAccessKey', text, null, 'whole'),
  AWS_SESSION_TOKEN: setting('awsSessionToken', text, null, 'whole'),
  AWS_REGION: setting('awsRegion', text, null),
  AWS_DEFAULT_REGION: setting('awsDefaultRegion', text, null),
  AWS_ENDPOINT_URL_S3: setting('awsEndpointUrlS3', url(['http:', 'https:']), null, 'in-url'),
  AWS_ENDPOINT_URL: setting('awsEndpointUrl', url(['http:', 'https:']), null, 'in-url'),
  AWS_REQUEST_CHECKSUM_CALCULATION: setting('awsChecksums', checksums, null),
  S3_FORCE_PATH_STYLE: setting('s3ForcePathStyle', flag, null),
} as const;

/** Names that belong to others (libraries, the shell, later parts of the contract) and look like ours. */
const KNOWN_ELSEWHERE = ['MARQUEE_CODE_VERSION', 'MATURITY_LEVELS'];
/** AWS has one for each of its services. */
const OTHER_ENDPOINT = /^AWS_ENDPOINT_URL_/;

/** Reads and checks the environment; throws MarqueeError 'bad-argument' naming the variable and what it takes. */
export function loadConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const config: Record<string, unknown> = {};
  for (const [name, { key, parse, fallback }] of Object.entries(SETTINGS)) {
    const value = env[name];
    config[key] = value === undefined || value === '' ? fallback : (parse as Parse<unknown>)(value, name);
  }
  const made = config as unknown as Config;
  oidcOf(made);
  return made;
}

/** An environment that gives another process of ours this very configuration, beside what else this one has. */
export function environmentOf(config: Config, env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const ours = Object.entries(SETTINGS).map(([name, { key, parse }]) => [name, written(config[key], parse === truth)]);
  return { ...env, ...Object.fromEntries(ours) };
}

function written(value: Config[keyof Config], inWords: boolean): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return inWords ? String(value) : value ? '1' : '0';
  if (Array.isArray(value) || typeof value !== 'object') return String(value);
  return Object.entries(value)
    .map((pair) => pair.join(':'))
    .join(',');
}

/** The collector that traces go to; null: none are made. */
export function tracesEndpoint({ otlpEndpoint, otelDisabled }: Config): string | null {
  return otelDisabled ? null : otlpEndpoint;
}

/** Variables that look like a misspelt setting: one edit away from one, or with our prefix and unknown. */
export function suspectNames(env: NodeJS.ProcessEnv = process.env): readonly { name: string; meant: string }[] {
  const names = Object.keys(SETTINGS);
  return Object.keys(env).flatMap((name) => {
    if (names.includes(name) || KNOWN_ELSEWHERE.includes(name) || OTHER_ENDPOINT.test(name)) return [];
    const meant = names.find((known) => known.length > 4 && editDistance(known, name, 2) <= (known.length > 8 ? 2 : 1));
    if (meant !== undefined) return [{ name, meant }];
    return name.startsWith('MARQUEE_') ? [{ name, meant: 'MARQUEE_TF' }] : [];
  });
}

/** The effective values by environment name, secrets masked: what `marquee config` prints. */
export function describeConfig(config: Config): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(SETTINGS).map(([name, { key, secret }]) => [
      name,
      secret === undefined ? config[key] : masked(config[key], secret),
    ]),
  );
}

function masked(value: unknown, secret: Secret): string | null {
  if (typeof value !== 'string') return null;
  return secret === 'whole' ? '(set)' : value.replace(/(\/\/)([^/@]*)@/g, '$1***@');
}
