import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { createFakeApi } from './fake-api.ts';

/** The fake API behind a real port of this machine. */
export async function listen(api: Pick<ReturnType<typeof createFakeApi>, 'fetch'>) {
  const server = createServer(async (request, response) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const answer = await api.fetch(`http://fake${request.url}`, {
      method: request.method,
      headers: { authorization: request.headers.authorization ?? '' },
      body: body === '' ? undefined : body,
    });
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
