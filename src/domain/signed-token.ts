import { createHmac, timingSafeEqual } from 'node:crypto';

/** Puts payloads into tokens that only who has the secret can make. Signed, not encrypted: whoever holds one can read it. */
export interface TokenSeal {
  seal(payload: Uint8Array): string;
  /** The payload; null when the token is not, byte for byte, one that this seal made. Says nothing of its age. */
  open(token: string): Uint8Array | null;
}

/**
 * A token is the prefix and, as base64url without padding (RFC 4648), a version byte, the payload, and HMAC-SHA-256 (RFC 2104) over both.
 * The version says what kind of payload it is; another version is another token. A secret serves one prefix.
 */
export function createTokenSeal(secret: Uint8Array, prefix: string, version: number): TokenSeal {
  const macOf = (signed: Uint8Array): Buffer => createHmac('sha256', secret).update(signed).digest();
  return {
    seal(payload) {
      const signed = Buffer.concat([Uint8Array.of(version), payload]);
      return prefix + Buffer.concat([signed, macOf(signed)]).toString('base64url');
    },
    open(token) {
      if (!token.startsWith(prefix) || token.length > MAX_LENGTH) return null;
      const text = token.slice(prefix.length);
      const bytes = Buffer.from(text, 'base64url');
      // Buffer passes over what is no base64url: a token has one spelling.
      if (bytes.length < 1 + MAC_BYTES || bytes.toString('base64url') !== text) return null;
      const signed = bytes.subarray(0, -MAC_BYTES);
      if (!timingSafeEqual(macOf(signed), bytes.subarray(-MAC_BYTES)) || signed[0] !== version) return null;
      return new Uint8Array(signed.subarray(1));
    },
  };
}

const MAC_BYTES = 32;
const MAX_LENGTH = 8192;
