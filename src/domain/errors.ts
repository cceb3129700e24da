/**
 * An error a person outside may see: a code from the table, a public sentence that says what to do, and an internal cause
 * that is logged and never sent. The one table from code to HTTP status is in http/problem.ts.
 */
export class MarqueeError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, publicSentence: string, options?: { cause?: unknown }) {
    super(publicSentence, options);
    this.name = 'MarqueeError';
    this.code = code;
  }
}

export const ERROR_CODES = [
  'unauthenticated',
  'user-token-expired',
  'login-expired',
  'forbidden',
  'rate-limited',
  'not-found',
  'body-too-large',
  'unsupported-media-type',
  'invalid-json',
  'invalid-request',
  'invalid-item',
  'invalid-filter',
  'invalid-token',
  'token-expired',
  'unknown-item',
  'unknown-row',
  'unknown-pin',
  'unknown-user',
  'unknown-key',
  'unknown-model',
  'unknown-schema',
  'unknown-decision',
  'unknown-switch',
  'unknown-change',
  'unknown-segment',
  'unknown-collection',
  'unknown-rule',
  'unknown-suggestion',
  'unknown-report',
  'precondition-failed',
  'idempotency-key-reused',
  'journal-unavailable',
  'unavailable',
  'data-check-failed',
  'worse-than-baseline',
  'already-running',
  'cannot-undo',
  'not-waiting',
  'own-change',
  'already-exists',
  'already-judged',
  'limit-reached',
  'still-in-use',
  'bad-argument',
  'internal',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];
