import type { ErrorRequestHandler } from 'express';
import type { Logger } from '../domain/ports/logger.ts';
import { STATUS_OF, sendProblem, toMarqueeError } from './problem.ts';
import { localsOf } from './request-context.ts';

/** The one place where an error becomes an answer. Only what is our fault is logged as an error, with its cause. */
export function answerError(logger: Logger): ErrorRequestHandler {
  // Express knows an error handler by its four parameters.
  return (thrown: unknown, request, response, _next) => {
    const error = toMarqueeError(thrown);
    const { requestId, route } = localsOf(response);
    const fields = { requestId, route: route ?? null, code: error.code, err: error.cause ?? error };
    if (request.destroyed && !request.complete) logger.debug(fields, 'the client went away');
    else if (STATUS_OF[error.code] === 500) logger.error(fields, 'request failed');
    else if (STATUS_OF[error.code] > 500) logger.warn(fields, 'request could not be served');
    sendProblem(response, error, requestId);
  };
}
