import { hash } from 'node:crypto';
import { MarqueeError } from '../domain/errors.ts';
import type { Once } from '../domain/ports/pin-store.ts';
import type { Call } from './route.ts';

/**
 * The caller's Idempotency-Key and a digest of what is to be made; null without one. Keys of different callers never meet. Throws
 * 'invalid-request' for a key that is none.
 */
export function onceOf({ idempotencyKey, caller, body }: Call): Once | null {
  if (idempotencyKey === undefined) return null;
  if (!/^[\x21-\x7e]{1,255}$/.test(idempotencyKey)) {
    throw new MarqueeError(
      'invalid-request',
      'Idempotency-Key must be 1 to 255 visible ASCII characters, such as a UUID.',
    );
  }
  return {
    key: hash('sha256', `${caller.keyId} ${idempotencyKey}`, 'hex'),
    digest: hash('sha256', JSON.stringify(body), 'hex'),
  };
}
