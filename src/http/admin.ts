import type { ServerResponse } from 'node:http';
import express, { type Express } from 'express';
import { MarqueeError } from '../domain/errors.ts';
import type { Rung } from '../domain/page.ts';
import type { Logger } from '../domain/ports/logger.ts';
import { answerError } from './answer-error.ts';
import { localsOf } from './request-context.ts';

/** What the service says of itself. */
export interface Readiness {
  /** 'ready' once migrated and listening. */
  readonly state: 'starting' | 'ready' | 'draining';
  /** The best rung a page can be made on now; null: none. */
  readonly bestRung: Rung | null;
  /** Live package; null without one. */
  readonly model: string | null;
  readonly journalBytes: number;
  /** Name -> whether it answers. */
  readonly dependencies: Readonly<Record<string, 'up' | 'down'>>;
  /** What is not there yet and makes pages worse: catalogue, model, events. */
  readonly missing: readonly string[];
  /** Said where the live version is not loaded, and why: the one before it serves on. */
  readonly refusedModel?: { readonly version: string; readonly reason: string };
  /** With `serve --workers`: how many there should be, and how many are ready. */
  readonly workers?: { readonly wanted: number; readonly ready: number };
}

/** The app of ADMIN_PORT: for probes and scrapers, without keys, never to be shown to the world. */
export function createAdminApp(collaborators: {
  readonly readiness: () => Readiness | Promise<Readiness>;
  /** Prometheus' text form. */
  readonly metricsText: () => Promise<string>;
  readonly newId: () => string;
  readonly logger: Logger;
}): Express {
  const { readiness, metricsText, newId, logger } = collaborators;
  const app = express();
  app.disable('etag');
  app.disable('x-powered-by');
  app.use((_request, response, next) => {
    localsOf(response).requestId = newId();
    next();
  });
  app.get('/healthz', (_request, response) => sendJson(response, 200, { status: 'alive' }));
  app.get('/readyz', async (_request, response) => {
    const { state, ...report } = await readiness();
    sendJson(response, state === 'ready' ? 200 : 503, { state, ...report });
  });
  app.get('/metrics', async (_request, response) => {
    const text = await metricsText();
    response.writeHead(200, {
      'content-type': 'text/plain; version=0.0.4; charset=utf-8',
      'cache-control': 'no-store',
    });
    response.end(text);
  });
  app.use((_request, _response, next) => {
    next(new MarqueeError('not-found', 'There is /healthz, /readyz and /metrics here.'));
  });
  app.use(answerError(logger));
  return app;
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
