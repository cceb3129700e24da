import type { Clock } from '../../domain/clock.ts';
import { type EditorialStores, RULE_KIND } from '../../domain/editorial-objects.ts';
import type { RuleDesk } from '../../editorial/rules.ts';
import type { Route } from '../route.ts';
import { ruleDraft, ruleFields, rulePatch } from '../schemas/rule.ts';
import { editorialRoutes } from './editorial-objects.ts';

/** What editors want shown more, less or not at all, over HTTP. */
export const ruleRoutes = (ruleStore: EditorialStores['ruleStore'], desk: RuleDesk, clock: Clock): readonly Route[] =>
  editorialRoutes({
    kind: RULE_KIND,
    draft: ruleDraft,
    patch: rulePatch,
    answered: ruleFields,
    matter: 'what is shown more, less or not at all, by filter and audience',
    store: ruleStore,
    clock,
    ...desk,
  });
