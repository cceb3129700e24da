import { SILENT_LOGGER } from '../../src/domain/ports/logger.ts';
import { NO_TRACER } from '../../src/domain/ports/tracer.ts';
import { answerParent, cpuMs } from '../child.ts';

/** How a request of this process is traced. */
export interface TracedRequestOptions {
  /** null: not at all. */
  readonly ratio: number | null;
  readonly endpoint: string;
  readonly redisUrl: string;
}

/** As many as a page has. */
const STAGES = ['plan', 'sources', 'eligibility', 'score', 'select', 'render'];

/**
 * What of a page tracing touches, and nothing else: HTTP, Express, one read of a user's state, the spans of the stages. On a whole
 * page the difference would drown in the noise of what the page itself does.
 */
answerParent({
  async start({ ratio, endpoint, redisUrl }: TracedRequestOptions) {
    // Whatever is to be traced is loaded after this, node:http too.
    if (ratio !== null) (await import('../../src/telemetry/module-hooks.ts')).hookModules();
    const { default: express } = await import('express');
    const { listen } = await import('../../src/http/listen.ts');
    const { openRedisUserStateStore } = await import('../../src/adapters/redis/user-state-store.ts');
    const tracer = ratio === null ? NO_TRACER : await startTracer(ratio, endpoint);
    const userStates = await openRedisUserStateStore({
      url: redisUrl,
      tenant: 'bench',
      logger: SILENT_LOGGER,
      commandTimeoutMs: 10_000,
    });

    const app = express();
    app.disable('etag');
    app.get('/v1/users/:userId/home', async (request, response) => {
      await tracer.span('hydrate', () => userStates.read(request.params.userId), 'R0');
      for (const stage of STAGES) tracer.span(stage, () => stage);
      response.writeHead(200, { 'content-length': 2 });
      response.end('ok');
    });
    const { port } = await listen(app, { host: '127.0.0.1', port: 0 });
    return `http://127.0.0.1:${port}`;
  },
  cpuMs: () => cpuMs(),
});

async function startTracer(ratio: number, endpoint: string) {
  const { startTracing } = await import('../../src/telemetry/tracing.ts');
  const names = { serviceName: 'bench', serviceVersion: '0' };
  return startTracing({ ...names, endpoint, ratio, random: Math.random, logger: SILENT_LOGGER }).tracer;
}
