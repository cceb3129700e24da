import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import express, { type RequestHandler, Router } from 'express';
import { localsOf } from './request-context.ts';

/** Only what is ours may run or be asked for; Swagger UI styles its elements and draws icons from within. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The plain layout: the standalone one would let the page load any other API. Keys are forgotten with the page. */
const INITIALIZER = `window.onload = () => {
  window.ui = SwaggerUIBundle({
    url: '/openapi.json',
    dom_id: '#swagger-ui',
    deepLinking: true,
    presets: [SwaggerUIBundle.presets.apis],
    layout: 'BaseLayout',
  });
};
`;

/** Swagger UI over /openapi.json, from the service's own files: nothing is fetched from elsewhere, no key is needed to read. */
export function docs(): RequestHandler {
  const files = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  const router = Router();
  router.use((_request, response, next) => {
    const locals = localsOf(response);
    locals.route = '/docs';
    response.setHeader('content-security-policy', CONTENT_SECURITY_POLICY);
    response.setHeader('x-content-type-options', 'nosniff');
    response.setHeader('referrer-policy', 'no-referrer');
    response.setHeader('x-request-id', locals.requestId);
    next();
  });
  router.get('/swagger-initializer.js', (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-cache' });
    response.end(INITIALIZER);
  });
  router.use(express.static(files, { dotfiles: 'ignore' }));
  return router;
}
