import { openEmbeddedPostgres } from '../../../src/adapters/postgres/embedded/embedded.ts';
import { SILENT_LOGGER } from '../../../src/domain/ports/logger.ts';
import { openStores } from '../../support/postgres-stores.ts';
import { shipHistory } from '../../support/report-history.ts';

/**
 * Eight weeks of made-up viewing of an app, beside the one evening that the demo's viewers had: no picture of a report says much of one
 * evening. One day of it is as after an outage.
 */
export async function prepareHistory(dataDir: string): Promise<void> {
  const server = await openEmbeddedPostgres({ dataDir, logger: SILENT_LOGGER });
  const stores = openStores(server.connectionString);
  try {
    const { rows } = await stores.pool.query<{ item_id: string }>(
      "SELECT item_id FROM v_items WHERE type = 'film' AND duration_s IS NOT NULL ORDER BY md5(item_id) LIMIT 60",
    );
    await shipHistory(stores, {
      itemIds: rows.map(({ item_id }) => item_id),
      ...{ toMs: Date.now(), days: 63, pagesADay: 160, users: 240, origin: 'app' },
      dip: { daysBefore: 9, left: 0.35 },
    });
  } finally {
    await stores.pool.end();
    await server.stop();
  }
}
