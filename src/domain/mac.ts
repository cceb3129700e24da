import { hash } from 'node:crypto';

/**
 * HMAC-SHA-256 (RFC 2104) under one secret of at most 64 bytes, written out over the one-shot hash with the pads made once: node's Hmac
 * object costs five times as much, and a page asks for several.
 */
export function createMac(secret: Uint8Array): (message: Uint8Array) => Buffer {
  if (secret.length > BLOCK_BYTES) throw new RangeError(`The secret of a MAC has at most ${BLOCK_BYTES} bytes`);
  const innerPad = padded(secret, 0x36);
  const outer = Buffer.concat([padded(secret, 0x5c), Buffer.alloc(DIGEST_BYTES)]);
  return (message) => {
    outer.set(hash('sha256', Buffer.concat([innerPad, message]), 'buffer'), BLOCK_BYTES);
    return hash('sha256', outer, 'buffer');
  };
}

const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;

function padded(secret: Uint8Array, pad: number): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES, pad);
  secret.forEach((byte, index) => {
    block[index]! ^= byte;
  });
  return block;
}
