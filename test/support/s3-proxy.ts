import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { S3Settings } from '../../src/domain/ports/export-target.ts';
import type { S3Server } from './s3-server.ts';

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What becomes of a request: null: it goes on to the store; break: its connection does. */
type Hook = (asked: {
  method: string;
  url: URL;
  headers: IncomingMessage['headers'];
  body: Buffer;
}) => Promise<Answer | 'break' | null> | Answer | 'break' | null;

/** Stands before a store and answers some requests in its place. What goes on is signed as it came: the store checks it as ever. */
export interface S3Proxy {
  readonly settings: S3Settings;
  /** METHOD path?query of all that came, in order. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

export async function startS3Proxy(server: S3Server, hook: Hook): Promise<S3Proxy> {
  const store = new URL(server.settings.endpoint!);
  const asked: string[] = [];
  const proxy: Server = createServer(async (incoming, outgoing) => {
    const { method = '', headers } = incoming;
    const url = new URL(incoming.url!, store);
    const pieces: Buffer[] = [];
    for await (const piece of incoming) pieces.push(piece);
    const body = Buffer.concat(pieces);
    asked.push(`${method} ${incoming.url}`);
    const answer = await hook({ method, url, headers, body });
    if (answer === 'break') return void incoming.socket.destroy();
    if (answer !== null) return void outgoing.writeHead(answer.status, answer.headers).end(answer.body);
    // The host that was signed stays.
    const { expect: _, ...sent } = headers;
    const onward = request(
      { host: store.hostname, port: store.port, method, path: incoming.url, headers: sent },
      (back) => {
        outgoing.writeHead(back.statusCode!, back.headers);
        back.pipe(outgoing);
      },
    );
    onward.on('error', () => incoming.socket.destroy());
    onward.end(body);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  return {
    settings: { ...server.settings, endpoint: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` },
    asked,
    close: () =>
      new Promise((resolve) => {
        proxy.close(() => resolve());
        proxy.closeAllConnections();
      }),
  };
}

/** A refusal as S3 writes it. */
export const refusal = (
  status: number,
  code: string,
  more = '',
  headers: Readonly<Record<string, string>> = {},
): Answer => ({
  status,
  headers: { 'content-type': 'application/xml', ...headers },
  body: `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}</Message>${more}</Error>`,
});

/**
 * Gives the store what it lacks: PUT with If-Match and If-None-Match, one after the other, as S3 answers them. The condition's own signature
 * is not checked; what passes is written by the store's own client.
 */
export function withConditions(server: S3Server): Hook {
  let last: Promise<unknown> = Promise.resolve();
  return ({ method, url, headers, body }) => {
    const { 'if-match': match, 'if-none-match': noneMatch } = headers;
    if (method !== 'PUT' || (match === undefined && noneMatch === undefined)) return null;
    const [, Bucket, ...key] = url.pathname.split('/').map(decodeURIComponent);
    const object = { Bucket: Bucket!, Key: key.join('/') };
    const run = async (): Promise<Answer> => {
      const present = await server.client.send(new GetObjectCommand(object)).then(
        ({ ETag, Body }) => Body!.transformToByteArray().then(() => ETag!),
        () => null,
      );
      if (noneMatch !== undefined && present !== null) return refusal(412, 'PreconditionFailed');
      if (match !== undefined && present === null) return refusal(404, 'NoSuchKey');
      if (match !== undefined && present !== match) return refusal(412, 'PreconditionFailed');
      const { ETag } = await server.client.send(new PutObjectCommand({ ...object, Body: body }));
      return { status: 200, headers: { etag: ETag! } };
    };
    const answer = last.then(run);
    last = answer;
    return answer;
  };
}
