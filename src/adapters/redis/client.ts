import { Cluster, Redis, type RedisOptions } from 'ioredis';
import type { Logger } from '../../domain/ports/logger.ts';

export interface RedisClientOptions {
  /** redis:// or rediss:// URL; several, separated by commas, are the first nodes of a Cluster. */
  readonly url: string;
  readonly logger: Logger;
  /** No answer within this time is a failure. */
  readonly commandTimeoutMs: number;
  /** How long to wait for the first connection before going on without it. */
  readonly connectTimeoutMs: number;
}

export type RedisClient = Redis | Cluster;

/**
 * A connection that fails fast: while Redis is away every command rejects at once instead of queueing, so that the page can
 * step down its ladder, and the connection is sought again in the background for ever. Resolves when connected, or when
 * connectTimeoutMs have passed without: the service must start either way.
 */
export async function openRedisClient(options: RedisClientOptions): Promise<RedisClient> {
  const nodes = options.url.split(',').map((node) => node.trim());
  const common: RedisOptions = {
    commandTimeout: options.commandTimeoutMs,
    connectTimeout: options.connectTimeoutMs,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    retryStrategy: retryDelayMs,
  };
  const client =
    nodes.length === 1
      ? new Redis(nodes[0]!, { ...common, enableAutoPipelining: true, enableOfflineQueue: false })
      : new Cluster(nodes, {
          redisOptions: { ...common, ...credentialsOf(nodes[0]!) },
          clusterRetryStrategy: retryDelayMs,
          enableAutoPipelining: true,
          enableOfflineQueue: false,
          // Short and few: a request that waits for a failover has missed its deadline anyway.
          maxRedirections: 4,
          retryDelayOnFailover: 50,
          retryDelayOnClusterDown: 50,
          retryDelayOnTryAgain: 20,
        });
  reportChanges(client, options.logger);
  await firstConnection(client, options.connectTimeoutMs);
  return client;
}

const retryDelayMs = (attempt: number): number => Math.min(50 * attempt, 1000);

/** Nodes that a Cluster tells of have no URL of their own: they are met with the first one's credentials. */
function credentialsOf(node: string): RedisOptions {
  const { protocol, username, password } = new URL(node);
  return {
    ...(username && { username: decodeURIComponent(username) }),
    ...(password && { password: decodeURIComponent(password) }),
    ...(protocol === 'rediss:' && { tls: {} }),
  };
}

/** One line when Redis goes and one when it is back, however often the connection is tried in between. */
function reportChanges(client: RedisClient, logger: Logger): void {
  let away = false;
  let cause: Error | undefined;
  // A connection may also end without an error; that it is sought again is what tells.
  client.on('error', (error: Error) => {
    cause = error;
  });
  client.on('reconnecting', () => {
    if (!away) logger.warn({ err: cause }, 'Redis is away; pages go on with the last known user states');
    away = true;
  });
  client.on('ready', () => {
    if (away) logger.info({}, 'Redis is back');
    away = false;
    cause = undefined;
  });
}

async function firstConnection(client: RedisClient, timeoutMs: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, timeoutMs);
  client.once('ready', resolve);
  await promise;
  clearTimeout(timer);
  client.off('ready', resolve);
}
