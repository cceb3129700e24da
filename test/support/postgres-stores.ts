import { createExposureStore } from '../../src/adapters/postgres/exposure-store.ts';
import { createItemNumbers } from '../../src/adapters/postgres/item-numbers.ts';
import { createItemStore } from '../../src/adapters/postgres/item-store.ts';
import { createDeadLetters } from '../../src/adapters/postgres/log/dead-letters.ts';
import { createLogStore } from '../../src/adapters/postgres/log/log-store.ts';
import { createPinStore } from '../../src/adapters/postgres/pin-store.ts';
import { createPool } from '../../src/adapters/postgres/pool.ts';
import { createRollUps } from '../../src/adapters/postgres/roll-ups/roll-ups.ts';
import { createStatsStore } from '../../src/adapters/postgres/stats-store.ts';
import type { Clock } from '../../src/domain/clock.ts';
import { SILENT_LOGGER } from '../../src/domain/ports/logger.ts';
import { TEST_TENANT } from './database.ts';

/** Later than every time that tests write, whatever today is: what lies further ahead than its days have partitions is refused. */
const TEST_CLOCK: Clock = { nowMs: () => Math.max(Date.now(), Date.UTC(2027, 0, 1)), monotonicMs: () => 0 };

/** Every store over one database, as the composition root makes them. Close the pool when done. */
export function openStores(url: string, tenant = TEST_TENANT, clock = TEST_CLOCK) {
  const pool = createPool({ connectionString: url, tenant, logger: SILENT_LOGGER });
  // What tests do to the log that the service may not: as the owner.
  const owner = createPool({ connectionString: url, tenant, logger: SILENT_LOGGER, rights: 'login' });
  const end = pool.end.bind(pool) as () => Promise<void>;
  Object.assign(pool, { end: () => owner.end().then(end) });
  const itemNumbers = createItemNumbers({ pool });
  return {
    pool,
    owner,
    clock,
    itemNumbers,
    items: createItemStore({ pool, itemNumbers }),
    log: createLogStore({ pool, itemNumbers, clock }),
    deadLetters: createDeadLetters({ pool, itemNumbers, clock }),
    pins: createPinStore({ pool }),
    stats: createStatsStore({ pool }),
    exposure: createExposureStore({ pool }),
    rollUps: createRollUps({ pool, logger: SILENT_LOGGER }),
  };
}

export type Stores = ReturnType<typeof openStores>;

/** Everything an async iterable of batches yields. */
export async function collect<T>(batches: AsyncIterable<readonly T[]>): Promise<T[]> {
  const all: T[] = [];
  for await (const batch of batches) all.push(...batch);
  return all;
}
