/** A new Idempotency-Key. Not by crypto.randomUUID, which a page served over plain HTTP does not have. */
export function createSendKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
