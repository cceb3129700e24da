import type { DraftOf } from './editorial-desk.ts';
import type { EditorialKind } from './editorial-kind.ts';
import { EditorialTab } from './editorial-tab.tsx';
import { pick } from './pick.ts';
import { type RuleFields, ruleDraftOf, ruleFieldsOf, ruleProblemsOf } from './rule-fields.ts';
import { RuleForm } from './rule-form.tsx';

export const RulesTab = () => <EditorialTab kind={RULES} />;

const KEYS = [
  ...(['name', 'action', 'filter', 'audience', 'strength', 'limit', 'from', 'until'] as const),
  ...(['timeZone', 'repeat', 'rows', 'enabled', 'note'] as const),
] as const satisfies readonly (keyof DraftOf<'rule'>)[];

const RULES: EditorialKind<'rule', RuleFields> = {
  noun: 'rule',
  names: { one: 'rule', many: 'Rules' },
  invitation: 'A rule shows all items that meet a filter more, less, or not at all, for an audience and a time.',
  idOf: ({ ruleId }) => ruleId ?? '',
  nameOf: ({ name }) => name,
  lineOf: ({ action, filter }) => `${action} · ${filter}`,
  stateOf: ({ state }) => state,
  fieldsOf: ruleFieldsOf,
  draftOf: ruleDraftOf,
  draftOfObject: (rule) => pick(rule, KEYS),
  problemsOf: ruleProblemsOf,
  forCheck: (fields) => ({ ...fields, name: fields.name.trim() || 'Without a name' }),
  Form: RuleForm,
};
