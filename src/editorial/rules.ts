import { type Catalogue, hasBit } from '../domain/catalogue.ts';
import type { Clock } from '../domain/clock.ts';
import type { EditorialStores } from '../domain/editorial-objects.ts';
import { createFilterCache } from '../domain/filter/filter-cache.ts';
import { type TemplatesStore, templatesOf } from '../domain/ports/templates-store.ts';
import type { Rule } from '../domain/rule.ts';
import { type AudienceWarning, audienceWarnings } from './audience-warnings.ts';
import { timesOf } from './collection-warnings.ts';
import { type TimedState, timedStateOf } from './pin-state.ts';
import { emptiedRows } from './rule-emptied-rows.ts';
import { type RuleWarning, ruleWarnings } from './rule-warnings.ts';

/** What editors are told of rules, stored or only tried. */
export interface RuleDesk {
  /** `id` null: it has none yet. */
  warningsOf(value: Rule, id: string | null): Promise<readonly (RuleWarning | AudienceWarning)[]>;
  /** What follows from it now; `matches`: items it is about, withdrawn ones left out; null where the catalogue is not loaded. */
  also(value: Rule): { readonly state: TimedState; readonly matches: number | null };
}

/** Reads the catalogue that pages are made of. */
export function createRuleDesk(
  deps: {
    readonly catalogue: () => Catalogue | null;
    readonly templatesStore: Pick<TemplatesStore, 'list'>;
    readonly clock: Clock;
  } & {
    readonly ruleStore: Pick<EditorialStores['ruleStore'], 'all'>;
    readonly collectionStore: Pick<EditorialStores['collectionStore'], 'all'>;
    readonly segmentStore: Pick<EditorialStores['segmentStore'], 'get'>;
  },
): RuleDesk {
  const { templatesStore, ruleStore, collectionStore, segmentStore, clock } = deps;
  const filters = createFilterCache();

  /** Dense indices of the items that it is about. */
  function itemsOf({ filter }: Pick<Rule, 'filter'>, catalogue: Catalogue): Int32Array {
    const bits = filters.of(filter).matches(catalogue, clock.nowMs());
    const found: number[] = [];
    for (let dense = 0; dense < catalogue.size; dense++) {
      const isMeant = hasBit(bits, dense) || hasBit(bits, catalogue.titleOf[dense]!);
      if (isMeant && catalogue.withdrawn[dense] === 0) found.push(dense);
    }
    return Int32Array.from(found);
  }

  return {
    async warningsOf(value, id) {
      const catalogue = deps.catalogue();
      const [templates, rules, collections, ofAudience] = await Promise.all([
        templatesStore.list(),
        ruleStore.all(),
        collectionStore.all(),
        audienceWarnings(value.audience, segmentStore),
      ]);
      const others = rules.filter((other) => other.id !== id);
      const found = catalogue && {
        items: itemsOf(value, catalogue),
        inAll: catalogue.size - catalogue.withdrawn.reduce((sum, one) => sum + one, 0),
        itemsOf: (rule: Rule) => itemsOf(rule, catalogue),
        emptied: (items: Int32Array) => emptiedRows(items, catalogue, collections, (rule) => itemsOf(rule, catalogue)),
      };
      return [...ruleWarnings(value, found, others, templatesOf(templates), clock.nowMs()), ...ofAudience];
    },
    also(value) {
      const catalogue = deps.catalogue();
      return {
        state: timedStateOf({ ...timesOf(value), enabled: value.enabled }, clock.nowMs()),
        matches: catalogue === null ? null : itemsOf(value, catalogue).length,
      };
    },
  };
}
