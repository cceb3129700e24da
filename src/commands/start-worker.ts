import type { Config } from '../config.ts';
import { type Overrides, openTools } from '../context.ts';
import { openAdmin, urlOf } from './admin-port.ts';
import { type Background, openBackground } from './background.ts';

/** A running `worker`. */
export interface Worker extends Pick<Background, 'context' | 'readiness' | 'settled'> {
  readonly adminUrl: string;
  /** Ships what is journaled and closes everything: within about DRAIN_MS. */
  stop(): Promise<void>;
}

/** Starts what goes on without requests, with the admin port first (alive, not ready). */
export async function startWorker(config: Config, overrides: Overrides = {}): Promise<Worker> {
  const tools = openTools(config, overrides);
  const admin = await openAdmin(config, tools, tools.metrics.text);
  try {
    const background = await openBackground(config, tools, { workers: 0 });
    admin.show(background.readiness);
    tools.logger.info({ adminPort: admin.port, tenant: config.tenant }, 'working');
    let stopping: Promise<void> | null = null;
    return {
      ...background,
      adminUrl: urlOf(config.host, admin.port),
      stop() {
        stopping ??= background.close(config.drainMs).finally(admin.close);
        return stopping;
      },
    };
  } catch (error) {
    await admin.close();
    throw error;
  }
}
