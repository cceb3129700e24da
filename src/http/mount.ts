import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Express, RequestHandler, Response } from 'express';
import * as z from 'zod';
import { MarqueeError } from '../domain/errors.ts';
import type { Page } from '../domain/page.ts';
import { requireOwnUser, requireRole } from './auth.ts';
import { readJsonBody, readStream, requireMediaType } from './body.ts';
import { queryReader } from './query.ts';
import { localsOf } from './request-context.ts';
import { type Answer, type Call, NDJSON_TYPES, type Route } from './route.ts';
import { validate } from './validate.ts';

/** Puts a route on the app. The order of its lines is the contract's order of checks: 403, 413, 415, 400; 404 and 412 are the handler's. */
export function mountRoute(app: Express, route: Route, userKeyOf: (userId: string) => string): void {
  const querySchema = route.query ?? z.strictObject({});
  const readQuery = queryReader(querySchema);

  const handler: RequestHandler = async (request, response, next) => {
    const locals = localsOf(response);
    // Express answers HEAD with GET's handler; a page nobody sees would be logged as served.
    if (request.method !== route.method.toUpperCase()) {
      next();
      return;
    }
    locals.route = route.path;
    const caller = locals.caller!;
    requireRole(caller, route.roles);
    const { token } = caller;
    if (token !== null) {
      requireOwnUser(token, route.userTokens, [request.params.userId, request.query.userId], userKeyOf);
    }
    const lines = isNdjson(request) ? route.lines : undefined;
    // Of the type, and in UTF-8, and not compressed.
    if (lines !== undefined) requireMediaType(request, NDJSON_TYPES);
    const rawBody = lines === undefined ? await readBody(request, route) : undefined;
    const params = route.params === undefined ? undefined : validate(route.params, request.params, 'path');
    const query = validate(querySchema, readQuery(request.query), 'query');
    const isJson = lines === undefined && route.body?.kind === 'json';
    const body = isJson ? validate(route.body!.schema, rawBody, 'body') : undefined;
    const ifMatch = request.headers['if-match'];
    const idempotencyKey = request.get('idempotency-key');
    const call: Call = {
      params,
      query,
      body,
      stream: readStream(request),
      caller,
      ifMatch,
      idempotencyKey,
      accept: request.get('accept'),
    };
    const answer = lines === undefined ? await route.handle(call) : { status: 207, body: await lines.handle(call) };
    const isPublicPage = token !== null && route.userTokens === 'page' && answer.status === 200;
    if (answer.file !== undefined) await sendFile(response, answer.file, answer);
    else send(response, isPublicPage ? { ...answer, body: publicPage(answer.body as Page) } : answer);
  };
  app[route.method](route.path.replaceAll(/\{(\w+)\}/g, ':$1'), handler);
}

/** A page as devices see it: what is known of the models stays on servers. */
function publicPage({ models: _, ...page }: Page): object {
  const rows = page.rows.map((row) => ({
    ...row,
    items: row.items.map(({ score: _score, propensity: _propensity, ...slot }) => slot),
  }));
  return { ...page, rows };
}

function isNdjson(request: IncomingMessage): boolean {
  const type = (request.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
  return NDJSON_TYPES.includes(type);
}

async function readBody(request: IncomingMessage, { body }: Route): Promise<unknown> {
  if (body === undefined) return undefined;
  if (body.kind === 'stream') {
    requireMediaType(request, body.mediaTypes);
    return undefined;
  }
  const value = await readJsonBody(request, body.mediaTypes);
  if (value !== undefined) return value;
  if (body.optional) return {};
  throw new MarqueeError('invalid-json', `Send a body of type ${body.mediaTypes[0]}.`);
}

async function sendFile(
  response: Response,
  file: NonNullable<Answer['file']>,
  { status, headers }: Answer,
): Promise<void> {
  response.writeHead(status, {
    'content-type': file.mediaType,
    'content-length': file.sizeBytes,
    'cache-control': 'no-store',
    'x-request-id': localsOf(response).requestId,
    ...headers,
  });
  try {
    await pipeline(file.bytes, response);
  } catch (error) {
    // Who went away misses nothing.
    if (!isGone(error)) throw error;
  }
}

const isGone = (error: unknown): boolean =>
  ['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'EPIPE'].includes(String((error as NodeJS.ErrnoException).code));

function send(response: Response, { status, body, text, headers }: Answer): void {
  const { requestId } = localsOf(response);
  if (body === undefined && text === undefined) {
    response.writeHead(status, { 'x-request-id': requestId, ...headers });
    response.end();
    return;
  }
  const bytes = Buffer.from(text?.content ?? JSON.stringify(body));
  response.writeHead(status, {
    'content-type': text?.mediaType ?? 'application/json',
    'content-length': bytes.length,
    'cache-control': 'no-store',
    'x-request-id': requestId,
    ...headers,
  });
  response.end(bytes);
}
