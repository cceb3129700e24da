import type { Config } from '../config.ts';
import type { openTools } from '../context.ts';
import { createAdminApp, type Readiness } from '../http/admin.ts';
import { listen } from '../http/listen.ts';

/** The admin port of a process: alive at once, ready when it is told so. */
export interface AdminPort {
  readonly port: number;
  /** From now on /readyz says this. */
  show(readiness: () => Promise<Readiness>): void;
  close(): Promise<unknown>;
}

export async function openAdmin(
  { host, adminPort }: Pick<Config, 'host' | 'adminPort'>,
  { newId, logger }: Pick<ReturnType<typeof openTools>, 'newId' | 'logger'>,
  metricsText: () => Promise<string>,
): Promise<AdminPort> {
  let readiness = async (): Promise<Readiness> => STARTING;
  const app = createAdminApp({ readiness: () => readiness(), metricsText, newId, logger });
  const server = await listen(app, { host, port: adminPort });
  return {
    port: server.port,
    show(shown) {
      readiness = shown;
    },
    close: () => server.drain(LAST_WORD_MS),
  };
}

/** Where a listener is reached from this machine. */
export function urlOf(host: string, port: number): string {
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}

const LAST_WORD_MS = 500;

export const STARTING: Readiness = {
  state: 'starting',
  bestRung: null,
  model: null,
  journalBytes: 0,
  dependencies: {},
  missing: [],
};
