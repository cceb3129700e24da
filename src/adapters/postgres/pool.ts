import { type ClientBase, Pool, type PoolClient, types } from 'pg';
import { MarqueeError } from '../../domain/errors.ts';
import type { Logger } from '../../domain/ports/logger.ts';
import { takeServiceRole } from './service-role.ts';
import { tenantSchema } from './tenant-schema.ts';

export interface PoolOptions {
  readonly connectionString: string;
  readonly tenant: string;
  readonly logger: Logger;
  /** Connections at most. */
  readonly size?: number;
  /** A statement that takes longer is cancelled by the server. */
  readonly statementTimeoutMs?: number;
  /** How long to wait for a free or new connection. */
  readonly connectTimeoutMs?: number;
  /** 'login': each connection has the rights of its login, as behind a pooler, which would hand a role on to others. */
  readonly rights?: 'service' | 'login';
}

/**
 * Connections whose search path is the tenant's schema, with the rights of the tenant's service role (see takeServiceRole). A connection that breaks while idle is logged and replaced, never
 * fatal. `end()` closes it.
 */
export function createPool(options: PoolOptions): Pool {
  const pool = new Pool({
    connectionString: withSearchPath(options.connectionString, options.tenant),
    max: options.size ?? 10,
    statement_timeout: options.statementTimeoutMs ?? 30_000,
    connectionTimeoutMillis: options.connectTimeoutMs ?? 5_000,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    application_name: 'marquee',
    types: { getTypeParser },
    ...(options.rights !== 'login' && { onConnect: (client: ClientBase) => takeServiceRole(client, options.tenant) }),
  });
  // pg hangs the whole connection on the error, which nobody wants to read.
  pool.on('error', ({ message, stack }) =>
    options.logger.warn({ err: { message, stack } }, 'An idle Postgres connection broke; it is replaced.'),
  );
  // A client that breaks in the middle of a transaction also says so by an event, beside the query that rejects: without a
  // listener that event would end the process.
  pool.on('connect', (client) => client.on('error', () => {}));
  return speakingOfAbsence(pool);
}

/** Makes a Postgres that is away or restarting say so in our words, so that HTTP answers 503 and not 500. */
function speakingOfAbsence(pool: Pool): Pool {
  const translate = (error: unknown): never => {
    if (!isAbsence(error)) throw error;
    throw new MarqueeError('unavailable', 'The database does not answer right now. Try again in a moment.', {
      cause: error,
    });
  };
  for (const method of ['query', 'connect'] as const) {
    const original = (pool[method] as (...args: unknown[]) => unknown).bind(pool);
    const translated = (...args: unknown[]) => {
      const result = original(...args);
      return result instanceof Promise ? result.catch(translate) : result;
    };
    Object.assign(pool, { [method]: translated });
  }
  return pool;
}

/** Errors of the socket, and SQLSTATE classes 08 (connection), 53 (resources) and 57P (shut down, starting up). */
function isAbsence(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (typeof code === 'string') return /^(08|53|57P)|^E(CONN|PIPE|NOTFOUND|AI_AGAIN|TIMEDOUT|HOSTUNREACH)/.test(code);
  return (
    typeof message === 'string' &&
    /Connection terminated|connection timeout|timeout exceeded when trying to connect/.test(message)
  );
}

/**
 * The connection string with the startup options every connection of a tenant has. jit off: our statements are short, and
 * compiling one that touches many partitions takes longer than running it.
 */
export function withSearchPath(connectionString: string, tenant: string): string {
  const url = new URL(connectionString);
  const given = url.searchParams.get('options');
  const ours = `-c search_path=${tenantSchema(tenant)} -c jit=off -c TimeZone=UTC`;
  url.searchParams.set('options', given ? `${given} ${ours}` : ours);
  return url.href;
}

/** Runs work in one transaction: committed when it resolves, rolled back when it rejects. */
export async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    // A connection that cannot even roll back is thrown away; the first error is the one that matters.
    await client.query('ROLLBACK').catch((rollbackError: Error) => {
      broken = rollbackError;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

const INT8 = 20;

/** Revisions and positions stay below 2^53: plain numbers. */
function getTypeParser(oid: number, format?: 'text' | 'binary') {
  return oid === INT8 && format !== 'binary' ? Number : types.getTypeParser(oid, format as 'text');
}
