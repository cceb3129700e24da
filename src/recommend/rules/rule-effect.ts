import { type Catalogue, hasBit } from '../../domain/catalogue.ts';
import type { ItemFilter } from '../../domain/item-filter.ts';
import type { Stored } from '../../domain/ports/editorial-store.ts';
import { MOST_STRENGTH, type Rule } from '../../domain/rule.ts';

/** A rule with its filter compiled. */
export interface LaidRule {
  readonly stored: Stored<Rule>;
  readonly rule: Rule;
  readonly filter: ItemFilter;
}

/** What boosts and buries together do to every item, in the rows they are for. */
export interface RuleEffect {
  /** By dense index, in standard deviations of the row's scores: boosts less buries, clipped to +-MOST_STRENGTH. */
  readonly strength: Float32Array;
  /** By dense index: the widest limit among its boosts, a share of the slots; 0 without one. */
  readonly limit: Float32Array;
  /** The widest of all: beyond it no boost lifts anything. */
  readonly widestLimit: number;
  readonly hasBoosts: boolean;
  readonly hasBuries: boolean;
  /** The rules that are about an item. */
  rulesOf(dense: number): readonly LaidRule[];
}

/** An item is meant by its own fields or by those of the title that it belongs to. */
export function ruleEffect(
  rules: readonly LaidRule[],
  bits: readonly Uint32Array[],
  { size, titleOf }: Catalogue,
): RuleEffect {
  const strength = new Float32Array(size);
  const limit = new Float32Array(size);
  let widestLimit = 0;
  let hasBoosts = false;
  let hasBuries = false;
  const isAbout = (found: Uint32Array, dense: number): boolean =>
    hasBit(found, dense) || hasBit(found, titleOf[dense]!);
  for (const [at, { rule }] of rules.entries()) {
    const found = bits[at]!;
    const by = rule.action === 'boost' ? rule.strength! : -rule.strength!;
    for (let dense = 0; dense < size; dense++) {
      if (!isAbout(found, dense)) continue;
      strength[dense]! += by;
      if (by > 0 && rule.limit! > limit[dense]!) limit[dense] = rule.limit!;
    }
  }
  for (let dense = 0; dense < size; dense++) {
    const sum = Math.max(-MOST_STRENGTH, Math.min(MOST_STRENGTH, strength[dense]!));
    strength[dense] = sum;
    if (sum > 0) {
      hasBoosts = true;
      widestLimit = Math.max(widestLimit, limit[dense]!);
    }
    if (sum < 0) hasBuries = true;
  }
  const rulesOf = (dense: number) => rules.filter((_, at) => isAbout(bits[at]!, dense));
  return { strength, limit, widestLimit, hasBoosts, hasBuries, rulesOf };
}
