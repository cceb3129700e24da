import type { Audience } from './audience.ts';
import type { Repeat } from './repeat.ts';

/** An editor's word on all items that meet a filter, for an audience, in [from, until): shown more, shown less, or not at all. */
export interface Rule {
  readonly name: string;
  readonly action: RuleAction;
  /** Which items, in the one grammar of filters (docs/filters.md). An episode is meant by its own fields or by those of its series. */
  readonly filter: string;
  readonly audience: Audience;
  /** What a boost adds to a title's value in a row, a bury takes off, in standard deviations of the row's scores; null: a block. */
  readonly strength: number | null;
  /** Of the slots seen before anybody scrolls, the share at most that boosts fill beyond what they would have had; null: no boost. */
  readonly limit: number | null;
  /** null: from ever, for ever. */
  readonly from: string | null;
  readonly until: string | null;
  /** An IANA name: by its clocks `repeat` is read. */
  readonly timeZone: string;
  /** When within [from, until) it holds; null: all of the time. */
  readonly repeat: Repeat | null;
  /** Families of rows that a boost or bury is for; null: all that are ordered by score. A block is for all rows there are: null. */
  readonly rows: readonly RuleFamily[] | null;
  readonly enabled: boolean;
  readonly note: string;
}

export const RULE_ACTIONS = ['boost', 'bury', 'block'] as const;
export type RuleAction = (typeof RULE_ACTIONS)[number];

/** Families of rows that are ordered by score, collections where their order says so: in others no title can be moved. */
export const RULE_FAMILIES = ['top-picks', 'because-you-watched', 'genre', 'more-from', 'collection'] as const;
export type RuleFamily = (typeof RULE_FAMILIES)[number];

/** A title is moved by no more than this, whatever the rules say together. */
export const MOST_STRENGTH = 3;
export const DEFAULT_STRENGTH = 1;
export const DEFAULT_LIMIT = 0.25;

/** A rule of which all may be left out but what it does to which items. */
export type GivenRule = Pick<Rule, 'name' | 'action' | 'filter'> & Partial<Rule>;

/** What is left out is as usual; what the action does not have is null; the order of fields is always the same. */
export function completeRule(value: GivenRule): Rule {
  const { action } = value;
  return {
    name: value.name,
    action,
    filter: value.filter,
    audience: value.audience ?? {},
    strength: action === 'block' ? null : (value.strength ?? DEFAULT_STRENGTH),
    limit: action === 'boost' ? (value.limit ?? DEFAULT_LIMIT) : null,
    from: value.from ?? null,
    until: value.until ?? null,
    timeZone: value.timeZone ?? 'UTC',
    repeat: value.repeat ?? null,
    rows: action === 'block' ? null : (value.rows ?? null),
    enabled: value.enabled ?? true,
    note: value.note ?? '',
  };
}
