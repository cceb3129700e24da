import { MarqueeError } from '../../domain/errors.ts';
import type { Logger } from '../../domain/ports/logger.ts';
import { openRedisClient } from './client.ts';

export interface RedisFacts {
  readonly version: string;
  /** By itself or as a Cluster. */
  readonly isCluster: boolean;
  /** What it does when its memory is full; 'noeviction' forgets nobody. */
  readonly eviction: string | null;
}

/** What a Redis says of itself. Throws MarqueeError 'unavailable' when it does not answer within two seconds. */
export async function redisFacts({ url, logger }: { url: string; logger: Logger }): Promise<RedisFacts> {
  const client = await openRedisClient({ url, logger, commandTimeoutMs: 2000, connectTimeoutMs: 2000 });
  try {
    const info = await client.info();
    const fact = (name: string): string | null => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? null;
    return {
      version: fact('redis_version') ?? 'unknown',
      isCluster: fact('redis_mode') === 'cluster',
      eviction: fact('maxmemory_policy'),
    };
  } catch (cause) {
    throw new MarqueeError('unavailable', 'Redis does not answer.', { cause });
  } finally {
    client.disconnect();
  }
}
