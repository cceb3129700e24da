import type { ServerResponse } from 'node:http';
import type { RequestHandler, Response } from 'express';
import type { Clock } from '../domain/clock.ts';
import { ID_PATTERN } from '../domain/item.ts';
import type { Logger } from '../domain/ports/logger.ts';
import type { Metrics } from '../domain/ports/metrics.ts';
import type { Caller } from './caller.ts';

/** What is known of a request while it lasts. */
export interface Locals {
  requestId: string;
  caller?: Caller;
  /** The pattern, never the path: paths hold user ids. */
  route?: string;
}

/**
 * Gives each request its id (the caller's X-Request-Id if sane) and counts it and writes one line when it is over. Who answers puts the id into
 * writeHead.
 */
export function requestContext(deps: {
  newId(): string;
  clock: Clock;
  logger: Logger;
  metrics: Pick<Metrics, 'answer'>;
}): RequestHandler {
  const { newId, clock, logger, metrics } = deps;
  return (request, response, next) => {
    const startedMs = clock.monotonicMs();
    const given = request.headers['x-request-id'];
    const locals = localsOf(response);
    locals.requestId = typeof given === 'string' && ID_PATTERN.test(given) ? given : newId();
    response.on('close', () => {
      metrics.answer(request.method, locals.route ?? 'none', response.statusCode);
      // A line per good page would cost more than parts of the page: those are counted by the metrics.
      logger[response.statusCode < 400 ? 'debug' : 'info'](
        {
          requestId: locals.requestId,
          method: request.method,
          route: locals.route ?? null,
          status: response.statusCode,
          ms: Math.round((clock.monotonicMs() - startedMs) * 100) / 100,
          keyId: locals.caller?.keyId ?? null,
          ...(response.writableFinished ? {} : { cutOff: true }),
        },
        'request',
      );
    });
    next();
  };
}

export function localsOf(response: Response | ServerResponse): Locals {
  return (response as Response).locals as Locals;
}
