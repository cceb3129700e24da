import { type ErrorCode, MarqueeError } from './errors.ts';

/** Why a package is not taken, as metrics, /readyz and the registry name it. */
export const REFUSAL_REASONS = [
  'absent',
  'damaged',
  'format',
  'unsigned',
  'signature',
  'fingerprint',
  'not-finite',
  'self-test',
] as const;
export type RefusalReason = (typeof REFUSAL_REASONS)[number];

/** The error that a package is refused with; `because` completes "Model v is refused: ...". */
export function modelRefused(
  version: string,
  reason: RefusalReason,
  because: string,
  { cause, code = 'data-check-failed' }: { readonly cause?: unknown; readonly code?: ErrorCode } = {},
): MarqueeError {
  const error = new MarqueeError(code, `Model ${version} is refused: ${because}.`, { cause });
  return Object.assign(error, { refusal: reason });
}

/** Why an error refuses a package; null: it is about something else, such as a store that is away. */
export function refusalOf(error: unknown): RefusalReason | null {
  return error instanceof MarqueeError && 'refusal' in error ? (error.refusal as RefusalReason) : null;
}
