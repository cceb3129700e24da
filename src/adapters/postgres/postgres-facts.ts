import type { Clock } from '../../domain/clock.ts';
import type { Logger } from '../../domain/ports/logger.ts';
import { createPool } from './pool.ts';
import { tablesToChange } from './service-role.ts';

export interface PostgresFacts {
  /** As 18.4, and as 180004. */
  readonly version: string;
  readonly versionNumber: number;
  /** Its clock less ours, and how far that may be off: half of the time of asking. */
  readonly skewMs: number;
  readonly skewErrorMs: number;
  /** Who asks, and which tables of audit and log that login could change: none, as it should be. */
  readonly login: string;
  readonly changeable: readonly string[];
  readonly maxConnections: number;
}

export interface PostgresFactsOptions {
  readonly connectionString: string;
  readonly tenant: string;
  readonly rights: 'service' | 'login';
  readonly logger: Logger;
  readonly clock: Clock;
}

/** What a Postgres says of itself, asked as the service asks. Changes nothing. Throws MarqueeError 'unavailable' when it does not answer. */
export async function postgresFacts({ clock, ...options }: PostgresFactsOptions): Promise<PostgresFacts> {
  const pool = createPool({ ...options, size: 1 });
  try {
    // The first question also pays for the connection.
    const { rows: about } = await pool.query(`SELECT current_setting('server_version') AS version,
      current_setting('server_version_num')::integer AS number, current_user AS login,
      current_setting('max_connections')::integer AS max_connections`);
    const beforeMs = clock.nowMs();
    const { rows: times } = await pool.query('SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now_ms');
    const afterMs = clock.nowMs();
    return {
      version: about[0].version,
      versionNumber: about[0].number,
      skewMs: times[0].now_ms - (beforeMs + afterMs) / 2,
      skewErrorMs: (afterMs - beforeMs) / 2,
      login: about[0].login,
      changeable: await tablesToChange(pool),
      maxConnections: about[0].max_connections,
    };
  } finally {
    await pool.end();
  }
}
