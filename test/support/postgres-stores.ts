import { createItemNumbers } from '../../src/adapters/postgres/item-numbers.ts';
import { createItemStore } from '../../src/adapters/postgres/item-store.ts';
import { createLogStore } from '../../src/adapters/postgres/log-store.ts';
import { createPinStore } from '../../src/adapters/postgres/pin-store.ts';
import { createPool } from '../../src/adapters/postgres/pool.ts';
import { createStatsStore } from '../../src/adapters/postgres/stats-store.ts';
import { SILENT_LOGGER } from '../../src/domain/ports/logger.ts';
import { TEST_TENANT } from './database.ts';

/** Every store over one database, as the composition root makes them. Close the pool when done. */
export function openStores(url: string, tenant = TEST_TENANT) {
  const pool = createPool({ connectionString: url, tenant, logger: SILENT_LOGGER });
  const itemNumbers = createItemNumbers({ pool });
  return {
    pool,
    itemNumbers,
    items: createItemStore({ pool, itemNumbers }),
    log: createLogStore({ pool, itemNumbers }),
    pins: createPinStore({ pool }),
    stats: createStatsStore({ pool }),
  };
}

export type Stores = ReturnType<typeof openStores>;

/** Everything an async iterable of batches yields. */
export async function collect<T>(batches: AsyncIterable<readonly T[]>): Promise<T[]> {
  const all: T[] = [];
  for await (const batch of batches) all.push(...batch);
  return all;
}
