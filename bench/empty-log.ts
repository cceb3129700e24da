import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { openEmbeddedPostgres } from '../src/adapters/postgres/embedded/embedded.ts';
import { createPool } from '../src/adapters/postgres/pool.ts';
import { loadConfig } from '../src/config.ts';
import { type Context, type Overrides, openContext } from '../src/context.ts';
import { SILENT_LOGGER } from '../src/domain/ports/logger.ts';

/** A Postgres of its own with the tables and nothing in them, and a pool that may do all: for filling it. */
export interface EmptyLog {
  readonly context: Context;
  readonly pool: Pool;
  /** Where Postgres keeps its files. */
  readonly postgresDir: string;
  /** Leaves nothing behind. */
  close(): Promise<void>;
}

export async function openEmptyLog(overrides: Overrides = {}): Promise<EmptyLog> {
  const closers: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const directory = await mkdtemp(join(tmpdir(), 'marquee-bench-'));
    closers.push(() => rm(directory, { recursive: true, force: true }));
    // Postgres does not run as root: its own user has to get here.
    await chmod(directory, 0o755);
    const { connectionString, stop } = await openEmbeddedPostgres({ dataDir: directory, logger: SILENT_LOGGER });
    closers.push(stop);
    const settings = { DATABASE_URL: connectionString, DATA_DIR: join(directory, 'data'), MODELS_DIR: directory };
    const context = await openContext(loadConfig({ ...settings, LOG_LEVEL: 'warn' }), overrides);
    closers.push(context.close);
    const { tenant } = context.config;
    const whole = { rights: 'login', statementTimeoutMs: 0 } as const;
    const pool = createPool({ connectionString, tenant, logger: SILENT_LOGGER, ...whole });
    closers.push(() => pool.end());
    return { context, pool, postgresDir: join(directory, 'postgres'), close };
  } catch (error) {
    await close();
    throw error;
  }
}
