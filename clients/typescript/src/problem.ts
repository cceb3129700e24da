import type { Problem } from './api-types.ts';

/** Why a call failed: what the service said (RFC 9457), or why there was no answer. */
export class MarqueeProblem extends Error {
  readonly code: ProblemCode;
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  /** For the service's own log; null when no answer came. */
  readonly requestId: string | null;
  /** How long the service asks to be left alone; null when it did not say. */
  readonly retryAfterMs: number | null;

  constructor(detail: string, fields: ProblemFields, options?: { cause?: unknown }) {
    super(detail, options);
    this.name = 'MarqueeProblem';
    this.code = fields.code;
    this.status = fields.status ?? 0;
    this.requestId = fields.requestId ?? null;
    this.retryAfterMs = fields.retryAfterMs ?? null;
  }
}

/** The service's codes, the client's own, and whatever a later service may say. */
export type ProblemCode = Problem['code'] | 'unreachable' | 'timeout' | 'invalid-answer' | (string & {});

export interface ProblemFields {
  readonly code: ProblemCode;
  readonly status?: number;
  readonly requestId?: string | null;
  readonly retryAfterMs?: number | null;
}

/** The problem an answer of status >= 400 carries; one made from the status alone when a proxy answered instead of the service. */
export async function problemOf(response: Response, name: string): Promise<MarqueeProblem> {
  const { status, headers } = response;
  const body: unknown = await response.json().catch(() => null);
  const { code, detail, requestId } = (typeof body === 'object' && body !== null ? body : {}) as Partial<Problem>;
  return new MarqueeProblem(`${name}: ${detail ?? `the answer was status ${status}`}`, {
    // Not the service but something before it spoke.
    code: code ?? (status >= 500 ? 'unavailable' : 'invalid-answer'),
    status,
    requestId: requestId ?? headers.get('x-request-id'),
    retryAfterMs: retryAfterMs(headers),
  });
}

/** Retry-After in seconds, or as a date: then counted from the answer's own Date, so that no clock has to be right. */
function retryAfterMs(headers: Headers): number | null {
  const text = headers.get('retry-after')?.trim();
  if (!text) return null;
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const waitMs = Date.parse(text) - Date.parse(headers.get('date') ?? '');
  return Number.isNaN(waitMs) ? null : Math.max(0, waitMs);
}
