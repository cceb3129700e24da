import type { RequestHandler } from 'express';

/** Lets pages of the named origins call the API from a browser; preflights carry no key, so this stands before authentication. */
export function cors(origins: readonly string[]): RequestHandler {
  return (request, response, next) => {
    if (origins.length === 0) {
      next();
      return;
    }
    response.setHeader('vary', 'Origin');
    const { origin } = request.headers;
    if (origin === undefined || !(origins.includes(origin) || origins.includes('*'))) {
      next();
      return;
    }
    response.setHeader('access-control-allow-origin', origin);
    response.setHeader('access-control-expose-headers', EXPOSED);
    if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) {
      next();
      return;
    }
    response.writeHead(204, {
      'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
      'access-control-allow-headers':
        'Authorization, Content-Type, If-Match, X-Request-Id, Idempotency-Key, traceparent',
      'access-control-max-age': '600',
    });
    response.end();
  };
}

/** What a page's script may read of an answer. */
const EXPOSED =
  'ETag, Location, Retry-After, X-Request-Id, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, ' +
  'Marquee-Next-Cursor, Marquee-Scanned-To, Marquee-Complete';
