import { openEmbeddedPostgres } from '../../src/adapters/postgres/embedded/embedded.ts';
import { SILENT_LOGGER } from '../../src/domain/ports/logger.ts';

/** A process of its own that opens the embedded Postgres of argv[2], says so, and stays until its stdin ends or it is killed. */
const server = await openEmbeddedPostgres({ dataDir: process.argv[2]!, logger: SILENT_LOGGER, durable: false });
process.stdout.write(`${JSON.stringify({ startedHere: server.startedHere, url: server.connectionString })}\n`);
process.stdin.resume();
process.stdin.once('end', async () => {
  await server.stop();
  process.exit(0);
});
