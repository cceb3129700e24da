import type { RequestHandler } from 'express';
import type { Clock } from '../domain/clock.ts';
import { MarqueeError } from '../domain/errors.ts';
import { localsOf } from './request-context.ts';

/** What is left to a key after a request. */
export interface Allowance {
  readonly isAllowed: boolean;
  /** Requests that may come at once after a pause. */
  readonly limit: number;
  readonly remaining: number;
  /** Seconds until all of `limit` may come at once again, rounded up. */
  readonly resetS: number;
  /** Seconds until the next request is allowed, rounded up; 0 when it is. */
  readonly retryAfterS: number;
}

/**
 * A token bucket a key (Turner's leaky bucket as a meter: it fills at the key's rate and holds BURST_S seconds' worth), in this process
 * alone: n replicas let n times as many through. A refused request takes nothing.
 */
export function createRateLimiter(clock: Pick<Clock, 'monotonicMs'>): (keyId: string, ratePerS: number) => Allowance {
  const buckets = new Map<string, { level: number; atMs: number }>();
  return (keyId, ratePerS) => {
    const limit = Math.ceil(ratePerS * BURST_S);
    const nowMs = clock.monotonicMs();
    const bucket = buckets.get(keyId) ?? { level: limit, atMs: nowMs };
    buckets.set(keyId, bucket);
    bucket.level = Math.min(limit, bucket.level + ((nowMs - bucket.atMs) / 1000) * ratePerS);
    bucket.atMs = nowMs;
    const isAllowed = bucket.level >= 1 - EPSILON;
    if (isAllowed) bucket.level = Math.max(0, bucket.level - 1);
    return {
      isAllowed,
      limit,
      remaining: Math.floor(bucket.level + EPSILON),
      resetS: Math.ceil((limit - bucket.level) / ratePerS),
      retryAfterS: isAllowed ? 0 : Math.ceil((1 - bucket.level) / ratePerS),
    };
  };
}

/** Holds keys to their rates, after authentication; a user token's requests count for the key that made it. */
export function limitRates(clock: Pick<Clock, 'monotonicMs'>): RequestHandler {
  const take = createRateLimiter(clock);
  return (_request, response, next) => {
    const { keyId, ratePerS } = localsOf(response).caller!;
    if (ratePerS === null) {
      next();
      return;
    }
    const { isAllowed, limit, remaining, resetS, retryAfterS } = take(keyId, ratePerS);
    response.setHeader('ratelimit-limit', limit);
    response.setHeader('ratelimit-remaining', remaining);
    response.setHeader('ratelimit-reset', resetS);
    if (isAllowed) {
      next();
      return;
    }
    response.setHeader('retry-after', retryAfterS);
    next(new MarqueeError('rate-limited', `This key may send ${ratePerS} requests a second: wait ${retryAfterS} s.`));
  };
}

const BURST_S = 2;
/** Sums of many small refills miss whole numbers by a hair. */
const EPSILON = 1e-9;
