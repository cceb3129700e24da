import { type Catalogue, hasBit } from '../../domain/catalogue.ts';
import { compileFilter } from '../../domain/filter/compile-filter.ts';
import type { Page } from '../../domain/page.ts';
import type { Stored } from '../../domain/ports/editorial-store.ts';
import type { Rule } from '../../domain/rule.ts';

/** What comes of a rule of the drafts: how many slots hold an item that it is about, with the drafts and without them. */
export interface RuleFate {
  readonly shown: number;
  readonly shownWithout: number;
}

/** In their order. */
export const ruleFates = (
  rules: readonly Stored<Rule>[],
  catalogue: Catalogue,
  nowMs: number,
  page: Page,
  without: Page,
): readonly RuleFate[] =>
  rules.map(({ value }) => {
    const bits = compileFilter(value.filter).matches(catalogue, nowMs);
    const isMeant = (itemId: string): boolean => {
      const dense = catalogue.denseOfItemId(itemId);
      return dense >= 0 && (hasBit(bits, dense) || hasBit(bits, catalogue.titleOf[dense]!));
    };
    const count = ({ rows }: Page): number =>
      rows.reduce((sum, { items }) => sum + items.filter(({ itemId }) => isMeant(itemId)).length, 0);
    return { shown: count(page), shownWithout: count(without) };
  });
