import { hash } from 'node:crypto';

/** An event id that is the same whenever the same event is imported: the source's name and 128 bits of a hash over its parts. */
export function stableEventId(source: string, ...parts: readonly (string | number)[]): string {
  return `${source}:${digest(source, parts).slice(0, 32)}`;
}

/**
 * A UUIDv7 (RFC 9562) that is the same whenever the same page is imported: the time it was served, then a hash where a new one
 * has random bits. atMs: ms since 1970, not before.
 */
export function stableRecommendationId(atMs: number, source: string, ...parts: readonly (string | number)[]): string {
  const time = Math.floor(atMs).toString(16).padStart(12, '0');
  const bits = digest(source, parts);
  const variant = '89ab'[Number.parseInt(bits[3]!, 16) & 3];
  return `${time.slice(0, 8)}-${time.slice(8)}-7${bits.slice(0, 3)}-${variant}${bits.slice(4, 7)}-${bits.slice(7, 19)}`;
}

/** JSON keeps the parts apart: ("a", "bc") is not ("ab", "c"). */
const digest = (source: string, parts: readonly (string | number)[]): string =>
  hash('sha256', JSON.stringify([source, ...parts]), 'hex');
