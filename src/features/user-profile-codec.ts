import { MATURITIES, maturityRank } from '../domain/item.ts';
import type { StampedAttributes, UserLink, UserState } from './user-state.ts';

type Profile = Pick<UserState, 'attributes' | 'mergedInto'>;

/**
 * Attributes and links as UTF-8 JSON, without the names: `[[changedAtMs, key high, key low, region, language, maturity's rank,
 * labels] or null, [[userKey, mergedAtMs]...]]`. No bytes at all where there is neither, as with nearly every user.
 */
export function encodeProfile({ attributes, mergedInto }: Profile): Uint8Array {
  if (attributes === null && mergedInto.length === 0) return NO_BYTES;
  const links = mergedInto.map(({ userKey, mergedAtMs }) => [userKey, mergedAtMs]);
  const bytes = new TextEncoder().encode(JSON.stringify([attributes === null ? null : written(attributes), links]));
  if (bytes.length > MAX_BYTES)
    throw new RangeError(`a profile of ${bytes.length} bytes does not fit into a user state`);
  return bytes;
}

/** Throws what `unreadable` makes of the reason when the bytes are not such a profile. */
export function decodeProfile(bytes: Uint8Array, unreadable: (why: string) => Error): Profile {
  if (bytes.length === 0) return { attributes: null, mergedInto: [] };
  let parts: unknown;
  try {
    parts = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw unreadable('its profile is no JSON');
  }
  if (!Array.isArray(parts) || parts.length !== 2 || !isAttributes(parts[0]) || !isLinks(parts[1])) {
    throw unreadable('its profile is not one');
  }
  return {
    attributes: parts[0] === null ? null : read(parts[0]),
    mergedInto: parts[1].map(([userKey, mergedAtMs]): UserLink => ({ userKey, mergedAtMs })),
  };
}

const NO_BYTES = new Uint8Array(0);
const MAX_BYTES = 0xffff;

type WrittenAttributes = [number, number, number, string | null, string | null, number | null, string[]];

function written({ changedAtMs, changeKey, region, language, maturity, labels }: StampedAttributes): WrittenAttributes {
  const rank = maturity === null ? null : maturityRank(maturity);
  return [changedAtMs, changeKey.high, changeKey.low, region, language, rank, [...labels]];
}

function read([changedAtMs, high, low, region, language, rank, labels]: WrittenAttributes): StampedAttributes {
  const maturity = rank === null ? null : MATURITIES[rank]!;
  return { changedAtMs, changeKey: { high, low }, region, language, maturity, labels };
}

function isAttributes(value: unknown): value is WrittenAttributes | null {
  if (value === null) return true;
  if (!Array.isArray(value) || value.length !== 7) return false;
  const [changedAtMs, high, low, region, language, rank, labels] = value;
  return (
    [changedAtMs, high, low].every(Number.isFinite) &&
    [region, language].every((text) => text === null || typeof text === 'string') &&
    (rank === null || (Number.isInteger(rank) && MATURITIES[rank] !== undefined)) &&
    Array.isArray(labels) &&
    labels.every((label) => typeof label === 'string')
  );
}

const isLinks = (value: unknown): value is [string, number][] =>
  Array.isArray(value) &&
  value.every((link) => Array.isArray(link) && typeof link[0] === 'string' && Number.isFinite(link[1]));
