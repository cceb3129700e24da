import type { Audience, Catalogue, EligibleSet } from '../domain/catalogue.ts';
import { eligibleSet } from '../domain/eligibility.ts';

/** Audiences kept. There are as many as regions x maturities; a region the catalogue does not know is one with no region. */
const MAX_AUDIENCES = 96;

/** The catalogue's `eligible`: one scan per audience, kept from the moment it was made until the next boundary of a licence or an item's times. */
export function createEligibility(catalogue: Omit<Catalogue, 'eligible'>): Catalogue['eligible'] {
  const kept = new Map<string, { set: EligibleSet; madeAtMs: number }>();
  const known = new Set(catalogue.regions);

  return (audience: Audience, nowMs: number): EligibleSet => {
    const region = audience.region !== null && known.has(audience.region) ? audience.region : null;
    const key = `${audience.maturityMax} ${region ?? ''}`;
    const entry = kept.get(key);
    if (entry !== undefined && nowMs >= entry.madeAtMs && nowMs < entry.set.validUntilMs) return entry.set;
    kept.delete(key);
    const set = eligibleSet(catalogue as Catalogue, { region, maturityMax: audience.maturityMax }, nowMs);
    kept.set(key, { set, madeAtMs: nowMs });
    if (kept.size > MAX_AUDIENCES) kept.delete(kept.keys().next().value!);
    return set;
  };
}
