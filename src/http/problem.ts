import type { ServerResponse } from 'node:http';
import { STATUS_CODES } from 'node:http';
import { type ErrorCode, MarqueeError } from '../domain/errors.ts';

/** RFC 9457, as every error is answered. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ErrorCode;
  readonly detail: string;
  readonly requestId: string;
}

/** The one table from error code to HTTP status. */
export const STATUS_OF: Readonly<Record<ErrorCode, number>> = {
  unauthenticated: 401,
  'user-token-expired': 401,
  'login-expired': 401,
  forbidden: 403,
  'rate-limited': 429,
  'not-found': 404,
  'body-too-large': 413,
  'unsupported-media-type': 415,
  'invalid-json': 400,
  'invalid-request': 400,
  'invalid-item': 400,
  'invalid-token': 400,
  'token-expired': 410,
  'invalid-filter': 400,
  'bad-argument': 400,
  'unknown-item': 404,
  'unknown-row': 404,
  'unknown-pin': 404,
  'unknown-user': 404,
  'unknown-key': 404,
  'unknown-model': 404,
  'unknown-schema': 404,
  'unknown-decision': 404,
  'unknown-switch': 404,
  'unknown-change': 404,
  'unknown-segment': 404,
  'unknown-collection': 404,
  'unknown-rule': 404,
  'unknown-suggestion': 404,
  'unknown-report': 404,
  'precondition-failed': 412,
  'idempotency-key-reused': 422,
  'data-check-failed': 409,
  'worse-than-baseline': 409,
  'already-running': 409,
  'cannot-undo': 409,
  'not-waiting': 409,
  'own-change': 409,
  'already-exists': 409,
  'already-judged': 409,
  'limit-reached': 409,
  'still-in-use': 409,
  'journal-unavailable': 503,
  unavailable: 503,
  internal: 500,
};

const MAX_DETAIL_LENGTH = 1000;
const RETRY_AFTER_S = 1;

/** Any thrown value as the error it is answered with: what we do not know is 'internal', and says nothing of its inside. */
export function toMarqueeError(error: unknown): MarqueeError {
  if (error instanceof MarqueeError) return error;
  if (isMalformedUri(error)) {
    return new MarqueeError('invalid-request', 'The path is not valid: percent-encode it as UTF-8.', { cause: error });
  }
  return new MarqueeError('internal', 'Something went wrong here. Try again, and report the requestId if it stays.', {
    cause: error,
  });
}

/** Answers with the problem, unless an answer is already under way: then the connection is cut, so that it is not taken for whole. */
export function sendProblem(response: ServerResponse, error: MarqueeError, requestId: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const status = STATUS_OF[error.code];
  const problem: Problem = {
    type: `urn:marquee:problem:${error.code}`,
    title: STATUS_CODES[status]!,
    status,
    code: error.code,
    detail: error.message.slice(0, MAX_DETAIL_LENGTH),
    requestId,
  };
  const bytes = Buffer.from(JSON.stringify(problem));
  response.writeHead(status, {
    'content-type': 'application/problem+json',
    'content-length': bytes.length,
    'cache-control': 'no-store',
    'x-request-id': requestId,
    ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
    ...(status === 503 ? { 'retry-after': String(RETRY_AFTER_S) } : {}),
  });
  response.end(bytes);
}

/** What Express throws where a path parameter does not decode. */
function isMalformedUri(error: unknown): boolean {
  return error instanceof URIError && (error as { status?: unknown }).status === 400;
}
