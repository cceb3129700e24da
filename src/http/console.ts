import { join, resolve } from 'node:path';
import express, { type RequestHandler, Router } from 'express';
import { MarqueeError } from '../domain/errors.ts';
import { localsOf } from './request-context.ts';

/** What the console is told before anybody has logged in: nothing secret. The same for every caller of one service. */
export interface ConsoleSettings {
  readonly version: string;
  /** The viewers are simulated (`serve --demo`): every page of the console says so. */
  readonly simulated: boolean;
  /** Where one may log in instead of with a key; null: nowhere. */
  readonly oidc: {
    readonly issuer: string;
    readonly clientId: string;
    readonly scopes: string;
    /** That the browser has to ask while somebody logs in. */
    readonly origins: readonly string[];
  } | null;
  /** Origins that images of items may be loaded from. */
  readonly imageOrigins: readonly string[];
}

/**
 * The console's files as `npm run build:console` made them, at /console/. They need no key: what they show they ask of the API with the
 * key of who logs in. An address that names no file is one of the console's own and gets its page.
 */
export function consoleFiles(settings: ConsoleSettings, files = BUILT): RequestHandler {
  const settingsJson = Buffer.from(JSON.stringify(settings));
  const policy = securityPolicy(settings);
  const router = Router();
  router.use((_request, response, next) => {
    const locals = localsOf(response);
    locals.route = '/console';
    response.setHeader('content-security-policy', policy);
    response.setHeader('x-content-type-options', 'nosniff');
    response.setHeader('referrer-policy', 'no-referrer');
    response.setHeader('x-request-id', locals.requestId);
    next();
  });
  router.get('/settings.json', (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-cache' });
    response.end(settingsJson);
  });
  // The names of built files hold a hash of what is in them.
  router.use('/assets', express.static(join(files, 'assets'), { immutable: true, maxAge: '365d', index: false }));
  router.get('/assets/{*path}', (_request, _response, next) => {
    next(
      new MarqueeError(
        'not-found',
        'There is no such file of the console: it may be of another release. Load the page anew.',
      ),
    );
  });
  router.get('/{*path}', (_request, response, next) => {
    response.sendFile(join(files, 'index.html'), { headers: { 'cache-control': 'no-cache' } }, (error) => {
      if (!error || response.headersSent) return;
      next(new MarqueeError('not-found', 'The console was not built: run `npm run build:console`.', { cause: error }));
    });
  });
  return router;
}

const BUILT = resolve(import.meta.dirname, '..', '..', 'dist', 'console');

/** Only what is ours may run; nothing is asked of another host, but of the identity provider where there is one. Mantine writes styles from within. */
function securityPolicy({ oidc, imageOrigins }: ConsoleSettings): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    `img-src ${["'self'", 'data:', ...imageOrigins].join(' ')}`,
    "font-src 'self'",
    `connect-src ${["'self'", ...(oidc?.origins ?? [])].join(' ')}`,
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}
