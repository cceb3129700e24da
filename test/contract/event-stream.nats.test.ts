import { afterAll, beforeAll } from '@jest/globals';
import { openNatsEventStream } from '../../src/adapters/nats/event-stream.ts';
import { SYSTEM_CLOCK } from '../../src/context.ts';
import { SILENT_LOGGER } from '../../src/domain/ports/logger.ts';
import { type NatsServers, startNats } from '../support/nats-server.ts';
import { testTenant } from '../support/redis.ts';
import { eventually } from '../support/service.ts';
import { describeEventStream } from './event-stream.suite.ts';

let nats: NatsServers;
beforeAll(async () => {
  nats = await startNats();
}, 180_000);
afterAll(() => nats.stop());

describeEventStream('NATS JetStream', async ({ maxBytes }) => {
  const tenant = testTenant();
  return {
    async open() {
      const stream = openNatsEventStream({
        url: nats.url,
        tenant,
        maxBytes,
        clock: SYSTEM_CLOCK,
        logger: SILENT_LOGGER,
      });
      await eventually(
        () =>
          stream.ping().then(
            () => true,
            () => false,
          ),
        Boolean,
        20_000,
      );
      return stream;
    },
    destroy: async () => {},
  };
});
