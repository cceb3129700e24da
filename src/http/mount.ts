import type { IncomingMessage } from 'node:http';
import type { Express, RequestHandler, Response } from 'express';
import * as z from 'zod';
import { MarqueeError } from '../domain/errors.ts';
import type { Page } from '../domain/page.ts';
import { requireOwnUser, requireRole } from './auth.ts';
import { readJsonBody, readStream, requireMediaType } from './body.ts';
import { queryReader } from './query.ts';
import { localsOf } from './request-context.ts';
import type { Answer, Route } from './route.ts';
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
    const rawBody = await readBody(request, route);
    const params = route.params === undefined ? undefined : validate(route.params, request.params, 'path');
    const query = validate(querySchema, readQuery(request.query), 'query', route.later);
    const body = route.body?.kind === 'json' ? validate(route.body.schema, rawBody, 'body', route.later) : undefined;
    const ifMatch = request.headers['if-match'];
    const idempotencyKey = request.get('idempotency-key');
    const answer = await route.handle({
      params,
      query,
      body,
      stream: readStream(request),
      caller,
      ifMatch,
      idempotencyKey,
    });
    const isPublicPage = token !== null && route.userTokens === 'page' && answer.status === 200;
    send(response, isPublicPage ? { ...answer, body: publicPage(answer.body as Page) } : answer);
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

function send(response: Response, { status, body, headers }: Answer): void {
  const { requestId } = localsOf(response);
  if (body === undefined) {
    response.writeHead(status, { 'x-request-id': requestId, ...headers });
    response.end();
    return;
  }
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': bytes.length,
    'cache-control': 'no-store',
    'x-request-id': requestId,
    ...headers,
  });
  response.end(bytes);
}
