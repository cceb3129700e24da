import { Client, type Pool } from 'pg';
import { type ChangeFeed, SNAPSHOT_PARTS, type SnapshotPart } from '../../domain/ports/change-feed.ts';
import type { Logger } from '../../domain/ports/logger.ts';
import { changeChannel } from './tenant-schema.ts';

export interface ChangeFeedOptions {
  /** For versions(). */
  readonly pool: Pool;
  /** For LISTEN, on a connection of its own; must not lead through a pooler. */
  readonly connectionString: string;
  readonly tenant: string;
  readonly logger: Logger;
}

/**
 * Announces changes by LISTEN/NOTIFY, on one connection for all who listen. One that is lost is made anew, ever more slowly up to 5 s,
 * for as long as it takes.
 */
export function createChangeFeed(options: ChangeFeedOptions): ChangeFeed {
  const listeners = new Set<(part: SnapshotPart) => void>();
  let connection: Promise<{ close(): Promise<void> }> | null = null;
  const announce = (part: SnapshotPart): void => {
    for (const listener of listeners) listener(part);
  };

  return {
    async versions() {
      const { rows } = await options.pool.query('SELECT part, version FROM snapshot_versions');
      const versions = Object.fromEntries(rows.map((row) => [row.part, row.version]));
      return versions as Record<SnapshotPart, number>;
    },
    async subscribe(listener) {
      listeners.add(listener);
      connection ??= listen(options, announce);
      await connection;
      return {
        async close() {
          if (!listeners.delete(listener) || listeners.size > 0) return;
          const last = connection;
          connection = null;
          await (await last)?.close();
        },
      };
    },
  };
}

async function listen(
  options: ChangeFeedOptions,
  announce: (part: SnapshotPart) => void,
): Promise<{ close(): Promise<void> }> {
  const channel = changeChannel(options.tenant);
  let client: Client | null = null;
  let retry: NodeJS.Timeout | undefined;
  let closed = false;

  /** `attempt` 0: the first time; otherwise something may have been missed, and every part is announced. */
  async function connect(attempt: number): Promise<void> {
    const fresh = new Client({
      connectionString: options.connectionString,
      keepAlive: true,
      connectionTimeoutMillis: 5_000,
      application_name: 'marquee-changes',
    });
    let lost = false;
    const onLost = (error?: Error): void => {
      if (lost || closed) return;
      lost = true;
      client = null;
      const waitMs = Math.min(MAX_BACKOFF_MS, MIN_BACKOFF_MS * 2 ** attempt);
      options.logger.warn({ err: error, waitMs }, 'The connection for change notifications is lost; trying again.');
      fresh.end().catch(() => {});
      retry = setTimeout(() => void connect(Math.min(attempt + 1, MAX_DOUBLINGS)), waitMs);
    };
    fresh.on('error', onLost);
    fresh.on('end', () => onLost());
    fresh.on('notification', ({ payload }) => {
      if (SNAPSHOT_PARTS.includes(payload as SnapshotPart)) announce(payload as SnapshotPart);
    });
    try {
      await fresh.connect();
      await fresh.query(`LISTEN "${channel}"`);
    } catch (error) {
      onLost(error as Error);
      return;
    }
    if (closed) return void (await fresh.end());
    if (lost) return;
    client = fresh;
    if (attempt > 0) for (const part of SNAPSHOT_PARTS) announce(part);
    // From here on a loss is the first of a new series, and still a gap.
    attempt = 1;
  }

  await connect(0);
  return {
    async close() {
      closed = true;
      clearTimeout(retry);
      await client?.end();
    },
  };
}

const MIN_BACKOFF_MS = 50;
const MAX_BACKOFF_MS = 5_000;
const MAX_DOUBLINGS = 8;
