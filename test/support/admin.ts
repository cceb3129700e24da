import { SILENT_LOGGER } from '../../src/domain/ports/logger.ts';
import { createAdminApp } from '../../src/http/admin.ts';
import { listen } from '../../src/http/listen.ts';

export interface TestAdmin {
  statusOf(path: string): Promise<number>;
  close(): Promise<unknown>;
}

/** The admin port of a service that is ready. */
export async function startTestAdmin(): Promise<TestAdmin> {
  const app = createAdminApp({
    readiness: () => ({ state: 'ready', bestRung: 'R0', model: null, journalBytes: 0, dependencies: {}, missing: [] }),
    metricsText: async () => 'marquee_page_seconds_count 1\n',
    newId: () => 'r1',
    logger: SILENT_LOGGER,
  });
  const server = await listen(app, { host: '127.0.0.1', port: 0 });
  return {
    statusOf: async (path) => (await fetch(`http://127.0.0.1:${server.port}${path}`)).status,
    close: () => server.drain(1000),
  };
}
