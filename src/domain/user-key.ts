import { hash } from 'node:crypto';

/**
 * Keyed hash of a user id: the only name a user has inside. HMAC-SHA-256 (RFC 2104) cut to 128 bits, as 32 hex characters.
 * Written out over the one-shot hash with the pads made once: node's Hmac object costs five times as much, on every page.
 */
export function createUserKeyOf(secret: Uint8Array): (userId: string) => string {
  if (secret.length > BLOCK_BYTES) throw new RangeError(`A user key secret has at most ${BLOCK_BYTES} bytes`);
  const innerPad = padded(secret, 0x36);
  const outer = Buffer.concat([padded(secret, 0x5c), Buffer.alloc(DIGEST_BYTES)]);
  return (userId) => {
    const inner = hash('sha256', Buffer.concat([innerPad, Buffer.from(userId, 'utf8')]), 'buffer');
    outer.set(inner, BLOCK_BYTES);
    return hash('sha256', outer, 'hex').slice(0, 32);
  };
}

/** The user key of a page made for no one in particular: an item's neighbours asked without a user. No id hashes to it. */
export const NOBODY = '0'.repeat(32);

const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;

function padded(secret: Uint8Array, pad: number): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES, pad);
  secret.forEach((byte, index) => {
    block[index]! ^= byte;
  });
  return block;
}
