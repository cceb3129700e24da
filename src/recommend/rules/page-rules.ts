import { type Audience, isInAudience } from '../../domain/audience.ts';
import type { Catalogue } from '../../domain/catalogue.ts';
import { createFilterCache } from '../../domain/filter/filter-cache.ts';
import { isOn, occurrenceAt } from '../../domain/occurrence-at.ts';
import type { Stored } from '../../domain/ports/editorial-store.ts';
import type { Logger } from '../../domain/ports/logger.ts';
import type { Interval } from '../../domain/repeat.ts';
import type { PageRequest } from '../../domain/request.ts';
import type { Rule } from '../../domain/rule.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { blockedBy } from './blocked-items.ts';
import { createKeptByRules } from './kept-by-rules.ts';
import { type LaidRule, type RuleEffect, ruleEffect } from './rule-effect.ts';

/** What the editors' rules say of one page. */
export interface PageRules {
  /** Bitset over dense indices of what may not be shown, a series with all its episodes; null: nothing is blocked. */
  readonly blocked: Uint32Array | null;
  /** What boosts and buries do in rows of a family; null: nothing. */
  effectOn(family: string): RuleEffect | null;
  /** Whether `effectOn` may say anything. */
  readonly moves: boolean;
  /** When a rule for this audience next begins or ends, ms: then it is another page. Infinity: never. */
  readonly untilMs: number;
}

export const NO_RULES: PageRules = {
  blocked: null,
  effectOn: () => null,
  moves: false,
  untilMs: Number.POSITIVE_INFINITY,
};

/** The rules of a request's audience and moment. What follows from their filters is kept until the catalogue or time changes them. */
export type RulesFor = (snapshot: Pick<Snapshot, 'rules' | 'catalogue'>, request: PageRequest) => PageRules;

interface ReadRule extends LaidRule {
  readonly timesAt: (nowMs: number) => Interval;
}

export function createRulesFor(logger: Pick<Logger, 'warn'>): RulesFor {
  const filters = createFilterCache();
  const effects = createKeptByRules(ruleEffect);
  const blocks = createKeptByRules(blockedBy);
  let last: { readonly of: Snapshot['rules']; readonly rules: readonly ReadRule[] } = { of: [], rules: [] };

  /** One whose filter cannot be read (another release stored it) is left out: the others hold, and pages go on. */
  function read(stored: Stored<Rule>): ReadRule[] {
    try {
      return [
        { stored, rule: stored.value, filter: filters.of(stored.value.filter), timesAt: occurrenceAt(stored.value) },
      ];
    } catch (error) {
      logger.warn({ err: error, ruleId: stored.id }, 'A rule cannot be read; pages are made without it');
      return [];
    }
  }

  function rulesOf(of: Snapshot['rules']): readonly ReadRule[] {
    if (last.of !== of) last = { of, rules: of.filter(({ value }) => value.enabled).flatMap(read) };
    return last.rules;
  }

  return ({ rules, catalogue }, request) => {
    if (rules.length === 0) return NO_RULES;
    const { nowMs } = request;
    const inForce: ReadRule[] = [];
    let untilMs = Number.POSITIVE_INFINITY;
    for (const rule of rulesOf(rules)) {
      const { action, audience } = rule.rule;
      if (!isInAudience(action === 'block' ? knownOf(audience, request) : audience, request)) continue;
      const times = rule.timesAt(nowMs);
      const isInForce = isOn(times, nowMs);
      untilMs = Math.min(untilMs, isInForce ? times.untilMs : times.fromMs);
      if (isInForce) inForce.push(rule);
    }
    if (inForce.length === 0) return { ...NO_RULES, untilMs };
    const moving = inForce.filter(({ rule }) => rule.action !== 'block');
    return {
      blocked: blocks(
        inForce.filter(({ rule }) => rule.action === 'block'),
        catalogue,
        nowMs,
      ),
      effectOn: effectByFamily(moving, catalogue, nowMs),
      moves: moving.length > 0,
      untilMs,
    };
  };

  function effectByFamily(moving: readonly ReadRule[], catalogue: Catalogue, nowMs: number): PageRules['effectOn'] {
    if (moving.length === 0) return NO_RULES.effectOn;
    const found = new Map<string, RuleEffect | null>();
    return (family) => {
      let effect = found.get(family);
      if (effect === undefined) {
        const own = moving.filter(
          ({ rule }) => rule.rows === null || (rule.rows as readonly string[]).includes(family),
        );
        effect = effects(own, catalogue, nowMs);
        found.set(family, effect);
      }
      return effect;
    };
  }
}

/**
 * What of an audience can be told of the viewer. A block is eligibility, and that fails closed: what is not known of somebody does not
 * let them see what is blocked for those of whom it is true. What a user did, and so their segments, is not known where `isNewUser` is not.
 */
function knownOf(audience: Audience, { region, language, isNewUser = null }: PageRequest): Audience {
  const { regions, languages, newUsers, segmentIds, ...rest } = audience;
  return {
    ...rest,
    ...(region !== null && regions && { regions }),
    ...(language !== null && languages && { languages }),
    ...(isNewUser !== null && { ...(newUsers !== undefined && { newUsers }), ...(segmentIds && { segmentIds }) }),
  };
}
