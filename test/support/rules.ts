import type { Stored } from '../../src/domain/ports/editorial-store.ts';
import { completeRule, type GivenRule, type Rule } from '../../src/domain/rule.ts';

/** A rule as it is stored; what is not said is as usual. */
export function aRule(changes: Partial<GivenRule> & Pick<Rule, 'action'>, id: string = changes.action): Stored<Rule> {
  const at = '2026-01-01T00:00:00.000Z';
  const value = completeRule({ name: id, filter: 'year >= 1800', ...changes });
  return { id, value, version: 1, createdAt: at, updatedAt: at, updatedBy: 'test' };
}
