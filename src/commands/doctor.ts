import { join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { type Config, suspectNames } from '../config.ts';
import {
  migrateDatabase,
  openContext,
  openEmbeddedPostgres,
  openTools,
  postgresFacts,
  redisFacts,
} from '../context.ts';
import { MarqueeError } from '../domain/errors.ts';
import { type Logger, SILENT_LOGGER } from '../domain/ports/logger.ts';
import { dependenciesOf } from './dependencies.ts';
import { type Check, check, checkDisk, checkSettings, failed, isThere, ok, warning } from './doctor-checks.ts';
import { examineLog, type LogOptions } from './doctor-log.ts';
import { type Answer, answers, createVerb, type Shell, wholeNumber } from './shell.ts';

const HELP = `
Without --log it looks at the settings, the disk, Postgres, Redis, NATS and the live model, makes nothing that is not there, and says
what to do. With --log it asks the impression log whether it agrees with itself. Exit codes: 0 nothing is wrong (warnings may be), 1 something is.`;

/** `doctor`: a self-check with advice; `doctor --log`: whether the log agrees with itself. */
export function doctorCommand(shell: Shell): Command {
  const verb = createVerb(shell, 'doctor', 'a self-check with advice; --log: whether the log agrees with itself')
    .option('--log', 'check the impression log')
    .option('--from <time>', 'with --log: from this time on, RFC 3339 (default: a day before --to)', time)
    .option('--to <time>', 'with --log: before this time (default: now)', time)
    .option(
      '--max-mib <n>',
      'with --log: of each table at most; of more a sample is read (default: 64)',
      wholeNumber(1, 1_000_000),
    )
    .option('--hours <n>', 'with --log: hours whose roll-ups are counted again (default: 3)', wholeNumber(1, 1000))
    .addHelpText('after', HELP);
  return answers(shell, verb, ({ log, ...options }: LogOptions & { readonly log?: boolean }) => {
    if (log) return examineLog(shell, options);
    if (Object.keys(options).some((name) => name !== 'json'))
      throw new MarqueeError('bad-argument', 'These options are for doctor --log.');
    return examine(shell.config());
  });
}

async function examine(config: Config): Promise<Answer> {
  const { logger, clock } = openTools(config, { logger: SILENT_LOGGER });
  const checks: Check[] = [...checkSettings(suspectNames())];
  const add = async (name: string, advice: string, run: () => Promise<readonly Check[]>): Promise<boolean> => {
    const found = await check(name, advice, run);
    checks.push(...found);
    return found.every(({ status }) => status !== 'failed');
  };
  await add('disk', 'Look at DATA_DIR.', () => checkDisk(config));
  if (config.redisUrl !== null) await add('redis', 'Start it, or mend REDIS_URL.', () => checkRedis(config, logger));
  if (config.databaseUrl === null && !(await isThere(join(config.dataDir, 'postgres.json')))) {
    checks.push(ok('postgres', 'embedded, and not made yet: the first start does it'));
    return answerOf(checks);
  }
  const embedded = config.databaseUrl === null ? await openEmbeddedPostgres({ dataDir: config.dataDir, logger }) : null;
  try {
    const connectionString = embedded?.connectionString ?? config.databaseUrl!;
    const rights = config.databaseDirectUrl === null ? 'service' : 'login';
    const options = { connectionString, tenant: config.tenant, rights, logger, clock } as const;
    const isUp = await add('postgres', 'Start it, or mend DATABASE_URL.', async () =>
      postgresChecks(await postgresFacts(options)),
    );
    if (!isUp) return answerOf(checks);
    const pending = await migrateDatabase({ ...config, logLevel: 'silent' }, true);
    checks.push(
      pending.length === 0
        ? ok('migrations', 'the schema is up to date')
        : failed('migrations', `to be run: ${pending.join(', ')}`, 'Run marquee migrate.'),
    );
    const hasSecret = config.secretFile !== null || (await isThere(join(config.dataDir, 'secret')));
    if (!hasSecret)
      checks.push(
        warning(
          'secret',
          'there is none under DATA_DIR',
          'The first start makes one; replicas and commands of a tenant need the same SECRET_FILE.',
        ),
      );
    if (pending.length > 0 || !hasSecret) return answerOf(checks);
    await add('service', 'See the cause, and docs/operations.md.', () => checkService(config, logger));
    return answerOf(checks);
  } finally {
    await embedded?.stop();
  }
}

function postgresChecks(facts: Awaited<ReturnType<typeof postgresFacts>>): readonly Check[] {
  const { version, versionNumber, skewMs, skewErrorMs, login, changeable, maxConnections } = facts;
  const apart = `${Math.abs(skewMs).toFixed(0)} ms (to within ${skewErrorMs.toFixed(0)} ms)`;
  return [
    versionNumber < OLDEST_POSTGRES * 10_000
      ? failed('postgres', `version ${version}`, `Postgres ${OLDEST_POSTGRES} or newer is needed.`)
      : ok('postgres', `version ${version}, ${maxConnections} connections at most`),
    Math.abs(skewMs) - skewErrorMs > MOST_SKEW_MS
      ? warning(
          'clocks',
          `Postgres' clock and ours are ${apart} apart`,
          'Set both by NTP: licence windows and events go by them.',
        )
      : ok('clocks', `Postgres' clock and ours are ${apart} apart`),
    changeable.length > 0
      ? warning(
          'rights',
          `as ${login} the service could change ${changeable.join(', ')}`,
          'See "Rights in the database" in docs/operations.md.',
        )
      : ok('rights', `as ${login} the service cannot change the audit or the log`),
  ];
}

async function checkRedis({ redisUrl: url }: Config, logger: Logger): Promise<readonly Check[]> {
  const { version, isCluster, eviction } = await redisFacts({ url: url!, logger });
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const about = `version ${version}${isCluster ? ', a cluster' : ''}`;
  return [
    major > 6 || (major === 6 && minor >= 2)
      ? ok('redis', about)
      : failed('redis', about, 'Redis 6.2 or newer is needed.'),
    eviction !== null && eviction !== 'noeviction'
      ? warning(
          'redis',
          `maxmemory-policy is ${eviction}: full, it forgets users`,
          'Set it to noeviction, and give it room.',
        )
      : ok('redis', 'forgets nobody when its memory is full'),
  ];
}

/** What needs the composition root: NATS and the live model, which is loaded as a replica would. */
async function checkService(config: Config, logger: Logger): Promise<readonly Check[]> {
  const context = await openContext({ ...config, migrate: false }, { logger });
  try {
    const checks: Check[] = [];
    if (config.natsUrl !== null) {
      const { nats } = await dependenciesOf(context, await context.userStates());
      checks.push(
        nats === 'up' ? ok('nats', 'answers') : failed('nats', 'does not answer', 'Start it, or mend NATS_URL.'),
      );
    }
    const live = await context.modelRegistry.live();
    if (live === null)
      return [...checks, warning('model', 'none is live: pages come by popularity (R4)', 'Run marquee train.')];
    await context.openBackend();
    return [
      ...checks,
      ...(await check('model', 'Run marquee models show, then models rollback or train.', async () => {
        await context.modelStore.check(live);
        return [ok('model', `${live} is live and loads`)];
      })),
    ];
  } finally {
    await context.close();
  }
}

function answerOf(checks: readonly Check[]): Answer {
  const count = (status: Check['status']): number => checks.filter((one) => one.status === status).length;
  const lines = checks.map(({ name, status, detail, advice }) =>
    [`${MARKS[status]} ${name}: ${detail}`, ...(advice === null ? [] : [`    ${advice}`])].join('\n'),
  );
  const summary = `${count('ok')} well, ${count('warning')} warnings, ${count('failed')} failed.`;
  const isHealthy = count('failed') === 0;
  return { json: { healthy: isHealthy, checks }, text: [...lines, summary].join('\n'), exitCode: isHealthy ? 0 : 1 };
}

const MARKS = { ok: 'ok     ', warning: 'warning', failed: 'FAILED ' } as const;
const OLDEST_POSTGRES = 14;
const MOST_SKEW_MS = 1000;

function time(text: string): number {
  const atMs = Date.parse(text);
  if (Number.isFinite(atMs)) return atMs;
  throw new InvalidArgumentError('It must be a time such as 2026-03-01T00:00:00Z.');
}
