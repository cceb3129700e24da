import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Redis } from 'ioredis';
import { answerParent, cpuMs } from '../child.ts';

/**
 * The least that any service on Node does for a page: read the user's state by one GET and send as many bytes. No framework, no key,
 * no log, no thought.
 */
let redis: Redis | null = null;

answerParent({
  async start({ redisUrl, stateKeys, page }: { redisUrl: string | null; stateKeys: readonly string[]; page: string }) {
    if (redisUrl !== null) redis = new Redis(redisUrl, { enableAutoPipelining: true });
    const bytes = Buffer.from(page);
    let next = 0;
    const server = createServer(async (_request, response) => {
      await redis?.getBuffer(stateKeys[next++ % stateKeys.length]!);
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.length });
      response.end(bytes);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  },
  cpuMs,
});
