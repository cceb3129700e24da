import type { Audience, Catalogue, EligibleSet } from './catalogue.ts';

/** The hard gate for one item: not withdrawn, mature enough audience, a licence window open now in the region. Fails closed. */
export function isEligible(catalogue: Catalogue, dense: number, audience: Audience, nowMs: number): boolean {
  if (!(dense >= 0 && dense < catalogue.size)) return false;
  if (catalogue.withdrawn[dense] !== 0 || catalogue.maturity[dense]! > audience.maturityMax) return false;
  for (let w = catalogue.windowOffsets[dense]!; w < catalogue.windowOffsets[dense + 1]!; w++) {
    if (holds(catalogue, w, audience) && nowMs >= catalogue.windowFromMs[w]! && nowMs < catalogue.windowUntilMs[w]!) {
      return true;
    }
  }
  return false;
}

/** Every eligible item as a bitset, valid until the first window of the audience's regions opens or closes. */
export function eligibleSet(catalogue: Catalogue, audience: Audience, nowMs: number): EligibleSet {
  const bits = new Uint32Array((catalogue.size + 31) >>> 5);
  let count = 0;
  let validUntilMs = Number.POSITIVE_INFINITY;
  for (let dense = 0; dense < catalogue.size; dense++) {
    if (isEligible(catalogue, dense, audience, nowMs)) {
      bits[dense >>> 5]! |= 1 << (dense & 31);
      count++;
    }
    for (let w = catalogue.windowOffsets[dense]!; w < catalogue.windowOffsets[dense + 1]!; w++) {
      if (!holds(catalogue, w, audience)) continue;
      const from = catalogue.windowFromMs[w]!;
      const until = catalogue.windowUntilMs[w]!;
      if (from > nowMs && from < validUntilMs) validUntilMs = from;
      if (until > nowMs && until < validUntilMs) validUntilMs = until;
    }
  }
  return { bits, count, validUntilMs };
}

function holds(catalogue: Catalogue, window: number, audience: Audience): boolean {
  const region = catalogue.regions[catalogue.windowRegion[window]!]!;
  return region === '*' || region === audience.region;
}
