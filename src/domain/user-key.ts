import { createMac } from './mac.ts';

/** Keyed hash of a user id: the only name a user has inside. HMAC-SHA-256 (RFC 2104) cut to 128 bits, as 32 hex characters. */
export function createUserKeyOf(secret: Uint8Array): (userId: string) => string {
  const macOf = createMac(secret);
  return (userId) => macOf(Buffer.from(userId, 'utf8')).toString('hex', 0, 16);
}

/** The user key of a page made for no one in particular: an item's neighbours asked without a user. No id hashes to it. */
export const NOBODY = '0'.repeat(32);
