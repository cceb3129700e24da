import type { Catalogue } from '../../domain/catalogue.ts';
import type { Rule } from '../../domain/rule.ts';
import type { LaidRule } from './rule-effect.ts';

/** Sets of rules whose result is kept: a service has few audiences and moments at a time. */
const MOST_SETS = 32;

interface Kept<T> {
  readonly catalogue: WeakRef<Catalogue>;
  /** What each filter found when it was made. */
  readonly bits: readonly Uint32Array[];
  readonly result: T;
}

/**
 * What follows from a set of rules and the items that their filters find, made anew only where one of the filters finds others: a filter
 * hands out the same bitset as long as it holds. Of no rules: null.
 */
export function createKeptByRules<T>(
  make: (rules: readonly LaidRule[], bits: readonly Uint32Array[], catalogue: Catalogue) => T,
) {
  const kept = new Map<string, Kept<T>>();
  // By the rule itself: a draft may bear the id and version of what it stands in for.
  const numbers = new WeakMap<Rule, number>();
  let unused = 0;
  const numberOf = (rule: Rule): number => {
    const number = numbers.get(rule) ?? unused++;
    numbers.set(rule, number);
    return number;
  };

  return (rules: readonly LaidRule[], catalogue: Catalogue, nowMs: number): T | null => {
    if (rules.length === 0) return null;
    let key = '';
    for (const { rule } of rules) key += `${numberOf(rule)} `;
    const bits = rules.map(({ filter }) => filter.matches(catalogue, nowMs));
    const known = kept.get(key);
    if (known?.catalogue.deref() === catalogue && bits.every((one, at) => one === known.bits[at])) return known.result;
    const result = make(rules, bits, catalogue);
    kept.delete(key);
    kept.set(key, { catalogue: new WeakRef(catalogue), bits, result });
    if (kept.size > MOST_SETS) kept.delete(kept.keys().next().value!);
    return result;
  };
}
