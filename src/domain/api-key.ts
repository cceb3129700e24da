import { hash } from 'node:crypto';

/** A new key: `key` is shown once and never stored; the store keeps its hash. 192 random bits, URL-safe. */
export function createApiKey(randomBytes: (size: number) => Uint8Array): {
  keyId: string;
  key: string;
  keyHash: string;
} {
  const key = API_KEY_PREFIX + Buffer.from(randomBytes(24)).toString('base64url');
  return { keyId: `key_${Buffer.from(randomBytes(8)).toString('hex')}`, key, keyHash: hashApiKey(key) };
}

/** SHA-256 of the whole key, hex. Unsalted on purpose: keys are random, and the hash is how one is found. */
export function hashApiKey(key: string): string {
  return hash('sha256', key, 'hex');
}

export const API_KEY_PREFIX = 'mq_';

/** Requests a second out of `n/s` or `n`; null when it is neither, or not 1 to MAX_RATE_PER_S. */
export function parseRate(rate: string): number | null {
  const number = Number(/^(\d{1,7})(?:\/s)?$/.exec(rate)?.[1] ?? 0);
  return number >= 1 && number <= MAX_RATE_PER_S ? number : null;
}

export const formatRate = (ratePerS: number | null): string | null => (ratePerS === null ? null : `${ratePerS}/s`);

export const MAX_RATE_PER_S = 1_000_000;
