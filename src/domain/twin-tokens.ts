import { hash, timingSafeEqual } from 'node:crypto';
import { createMac } from './mac.ts';

/** Makes tokens that have most of their content in common, at the cost of one and a little for each more. */
export interface TwinTokens {
  /** One token for each of `owns`. */
  seal(common: Uint8Array, owns: readonly Uint8Array[]): string[];
  /** What was sealed; null when the token is not, byte for byte, one that was made by this secret. Says nothing of its age. */
  open(token: string): { readonly common: Uint8Array; readonly own: Uint8Array } | null;
}

/**
 * A token is, as base64url without padding (RFC 4648): a version byte and the common part, filled up to whole groups of three bytes, so
 * that its text is the same in all tokens (a compressed answer has it once); the own part; the length of the common one (16 bit); and
 * HMAC-SHA-256, cut to 128 bits, over the hash of the first part and what follows it. Signed, not encrypted.
 */
export function createTwinTokens(secret: Uint8Array, version: number): TwinTokens {
  const macOf = createMac(secret);
  const seal = (first: Uint8Array, rest: Uint8Array): Buffer =>
    macOf(Buffer.concat([hash('sha256', first, 'buffer'), rest])).subarray(0, MAC_BYTES);

  return {
    seal(common, owns) {
      const first = Buffer.alloc(firstBytes(common.length));
      first[0] = version;
      first.set(common, 1);
      const text = first.toString('base64url');
      const digest = hash('sha256', first, 'buffer');
      return owns.map((own) => {
        const signed = Buffer.alloc(digest.length + own.length + LENGTH_BYTES);
        signed.set(digest);
        signed.set(own, digest.length);
        signed.writeUInt16BE(common.length, digest.length + own.length);
        const mac = macOf(signed).subarray(0, MAC_BYTES);
        return text + Buffer.concat([signed.subarray(digest.length), mac]).toString('base64url');
      });
    },

    open(token) {
      const bytes = Buffer.from(token, 'base64url');
      const end = bytes.length - MAC_BYTES;
      // Buffer passes over what is no base64url: a token has one spelling.
      if (end < LENGTH_BYTES || bytes.toString('base64url') !== token) return null;
      const commonBytes = bytes.readUInt16BE(end - LENGTH_BYTES);
      const ownFrom = firstBytes(commonBytes);
      if (ownFrom > end - LENGTH_BYTES || bytes[0] !== version) return null;
      const first = bytes.subarray(0, ownFrom);
      if (!timingSafeEqual(seal(first, bytes.subarray(ownFrom, end)), bytes.subarray(end))) return null;
      return { common: bytes.subarray(1, 1 + commonBytes), own: bytes.subarray(ownFrom, end - LENGTH_BYTES) };
    },
  };
}

const MAC_BYTES = 16;
const LENGTH_BYTES = 2;

const firstBytes = (commonBytes: number): number => Math.ceil((1 + commonBytes) / 3) * 3;
