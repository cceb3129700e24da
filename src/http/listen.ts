import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MarqueeError } from '../domain/errors.ts';

/** A listening server. */
export interface Listening {
  readonly port: number;
  /**
   * Accepts nothing new, lets what is in flight finish, closes kept-alive connections; after drainMs cuts what is left. Resolves when
   * all is closed: true if nothing had to be cut. Further calls give the first one's promise.
   */
  drain(drainMs: number): Promise<boolean>;
}

/** Starts a server. Port 0 takes a free one. Throws 'bad-argument' where the address cannot be had. */
export async function listen(app: RequestListener, address: { host: string; port: number }): Promise<Listening> {
  const server = createServer({ requestTimeout: 0, keepAliveTimeout: KEEP_ALIVE_MS }, app);
  // Bulk bodies may take as long as they like, as long as something moves.
  server.setTimeout(IDLE_MS);
  const inFlight = new Set<ServerResponse>();
  let drained: Promise<boolean> | null = null;
  server.prependListener('request', (_request, response: ServerResponse) => {
    inFlight.add(response);
    if (drained !== null) response.shouldKeepAlive = false;
    response.on('close', () => {
      inFlight.delete(response);
      if (drained !== null) server.closeIdleConnections();
    });
  });
  await bind(server, address);

  async function drain(drainMs: number): Promise<boolean> {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const response of inFlight) response.shouldKeepAlive = false;
    let isCut = false;
    const deadline = setTimeout(() => {
      isCut = true;
      server.closeAllConnections();
    }, drainMs);
    await closed;
    clearTimeout(deadline);
    return !isCut;
  }

  return {
    port: (server.address() as AddressInfo).port,
    drain(drainMs) {
      drained ??= drain(drainMs);
      return drained;
    },
  };
}

const KEEP_ALIVE_MS = 65_000;
const IDLE_MS = 120_000;

async function bind(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      const sentence = `Cannot listen on ${host}:${port}: is something else there? Set HOST, PORT or ADMIN_PORT.`;
      reject(new MarqueeError('bad-argument', sentence, { cause }));
    });
    server.listen(port, host, resolve);
  });
}
