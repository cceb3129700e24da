import { loadService } from '../../src/commands/load-service.ts';
import type { Service } from '../../src/commands/service.ts';
import { loadConfig } from '../../src/config.ts';
import { answerParent, cpuMs } from '../child.ts';

/** The service as `serve` starts it, in a process whose CPU time is its alone. */
let service: Service | null = null;

answerParent(
  {
    async start() {
      const config = loadConfig();
      const { startService } = await loadService(config);
      service = await startService(config, { origins: ['app', 'import'] });
      return { baseUrl: service.baseUrl, adminUrl: service.adminUrl };
    },
    /** CPU time so far. What was journaled is shipped first: that work belongs to the pages that made it. */
    async cpuMs() {
      await service!.settled();
      return cpuMs();
    },
    /** Resident memory, bytes. */
    memory: async () => process.memoryUsage.rss(),
  },
  async () => service?.stop(),
);
