import { audiencesMeet, SURFACES } from '../domain/audience.ts';
import type { PageTemplates } from '../domain/page-template.ts';
import type { Stored } from '../domain/ports/editorial-store.ts';
import type { Rule } from '../domain/rule.ts';
import { timesOf } from './collection-warnings.ts';
import { comesAgain, timesMeet } from './pin-times.ts';

export interface RuleWarning {
  readonly code: RuleWarningCode;
  readonly detail: string;
}

export type RuleWarningCode =
  | 'disabled'
  | 'already-over'
  | 'repeat-never-comes'
  | 'filter-matches-nothing'
  | 'filter-matches-most'
  | 'empties-rows'
  | 'moves-nothing'
  | 'lifts-nothing'
  | 'opposes-rule'
  | 'blocked-by-rule'
  | 'blocks-boosted';

/** What the catalogue of now says of a rule. */
export interface RuleFindings {
  /** Dense indices of the items that it is about; and how many items there are. */
  readonly items: Int32Array;
  readonly inAll: number;
  itemsOf(rule: Rule): Int32Array;
  /** Row ids. */
  emptied(items: Int32Array): readonly string[];
}

/** A rule about more of the catalogue is one about nothing in particular. */
const MOST_OF_ALL = 0.5;

/** What an editor would regret not knowing: why the rule does nothing, or more than was meant. None is an error. `found` null: not known. */
export function ruleWarnings(
  rule: Rule,
  found: RuleFindings | null,
  others: readonly Stored<Rule>[],
  templates: PageTemplates,
  nowMs: number,
): readonly RuleWarning[] {
  const warnings: RuleWarning[] = [];
  const warn = (code: RuleWarningCode, detail: string): void => void warnings.push({ code, detail });
  const times = timesOf(rule);
  if (!rule.enabled) warn('disabled', 'The rule is not enabled and does nothing.');
  if (Date.parse(times.until) <= nowMs) warn('already-over', 'The rule ended in the past and does nothing.');
  else if (!comesAgain(times, nowMs))
    warn('repeat-never-comes', 'None of the days and times of repeat comes between now and the end.');
  if (rule.strength === 0) warn('moves-nothing', `A ${rule.action} with strength 0 moves nothing: raise it.`);
  if (rule.action === 'boost') warnings.push(...liftsNothing(rule, templates));
  if (found === null) return warnings;
  const { items, inAll } = found;
  if (items.length === 0) {
    warn('filter-matches-nothing', 'No item meets the filter now. The rule holds for those that will.');
    return warnings;
  }
  if (items.length > MOST_OF_ALL * inAll) {
    const share = `${items.length} of ${inAll} items meet the filter`;
    if (rule.action === 'block') warn('filter-matches-most', `${share}: its audience is left with little.`);
    else
      warn('filter-matches-most', `${share}: moving nearly all alike moves nothing. Name fewer, or what is not meant.`);
  }
  if (rule.action === 'block') {
    const emptied = found.emptied(items);
    if (emptied.length > 0) warn('empties-rows', `Nothing is left for its audience in ${some(emptied)}.`);
  }
  if (rule.enabled) warnings.push(...conflicts(rule, found, others, nowMs));
  return warnings;
}

/** Where the limit is less than one slot of a screen. */
function liftsNothing({ audience, limit }: Rule, templates: PageTemplates): readonly RuleWarning[] {
  const slotsOn = (surface: (typeof SURFACES)[number]): number =>
    templates[surface].visibleSlots * templates[surface].visibleRows;
  const surfaces = (audience.surfaces ?? SURFACES).filter((surface) => limit! * slotsOn(surface) < 1);
  if (surfaces.length === 0) return [];
  const slots = surfaces.map((surface) => `${surface} (${slotsOn(surface)} slots)`);
  return [
    {
      code: 'lifts-nothing',
      detail: `A limit of ${limit} is less than one of the slots seen before scrolling on ${some(slots)}: nothing is lifted there.`,
    },
  ];
}

/** Others that are about some of the same items, for some of the same audience, at some of the same time, and say otherwise. */
function conflicts(
  rule: Rule,
  { items, itemsOf }: RuleFindings,
  others: readonly Stored<Rule>[],
  nowMs: number,
): RuleWarning[] {
  const own = new Set(items);
  return others.flatMap(({ id, value: other }): RuleWarning[] => {
    if (!other.enabled || other.action === rule.action || !rowsMeet(rule, other)) return [];
    if (!audiencesMeet(other.audience, rule.audience) || !timesMeet(timesOf(other), timesOf(rule), nowMs)) return [];
    const both = itemsOf(other).reduce((count, dense) => count + (own.has(dense) ? 1 : 0), 0);
    if (both === 0) return [];
    const them = `${both} of the ${items.length} items, for some of the same audience`;
    if (other.action === 'block') {
      return [{ code: 'blocked-by-rule', detail: `Rule ${id} blocks ${them}: there this one does nothing.` }];
    }
    if (rule.action === 'block') {
      if (other.action === 'bury') return [];
      return [{ code: 'blocks-boosted', detail: `Rule ${id} boosts ${them}: there it does nothing any more.` }];
    }
    const sum = (rule.action === 'boost' ? 1 : -1) * (rule.strength! - other.strength!);
    const left =
      sum === 0 ? 'they cancel each other' : `${round(Math.abs(sum))} of ${sum > 0 ? 'boost' : 'bury'} is left`;
    const does = other.action === 'boost' ? 'boosts' : 'buries';
    return [{ code: 'opposes-rule', detail: `Rule ${id} ${does} ${them}: there ${left}.` }];
  });
}

const rowsMeet = ({ rows }: Rule, other: Rule): boolean =>
  rows === null || other.rows === null || rows.some((row) => other.rows!.includes(row));

const round = (value: number): number => Math.round(value * 1000) / 1000;

/** The first few of them, and how many more there are. */
function some(names: readonly string[]): string {
  const first = names.slice(0, 5).join(', ');
  return names.length > 5 ? `${first} and ${names.length - 5} more` : first;
}
