import type { DraftOf } from './editorial-desk.ts';
import type { Problems } from './problems.ts';
import { type ScheduleFields, scheduleFieldsOf, scheduleOf, scheduleProblemsOf } from './schedule.ts';

type Draft = DraftOf<'rule'>;

/** A rule as its form holds it: strength and limit stay while another action is tried. */
export interface RuleFields
  extends ScheduleFields,
    Pick<Draft, 'name' | 'action' | 'filter' | 'audience' | 'rows' | 'enabled' | 'note'> {
  readonly strength: number;
  readonly limit: number;
}

export function ruleFieldsOf(draft: Draft | null, timeZone: string): RuleFields {
  return {
    name: draft?.name ?? '',
    action: draft?.action ?? 'boost',
    filter: draft?.filter ?? '',
    audience: draft?.audience ?? {},
    strength: draft?.strength ?? 1,
    limit: draft?.limit ?? 0.25,
    rows: draft?.rows ?? null,
    enabled: draft?.enabled ?? true,
    note: draft?.note ?? '',
    ...scheduleFieldsOf(draft, timeZone),
  };
}

/** What the action does not have is null. */
export function ruleDraftOf(fields: RuleFields): Draft {
  const { name, action, filter, audience, strength, limit, rows, enabled, note } = fields;
  return {
    name: name.trim(),
    action,
    filter: filter.trim(),
    audience,
    strength: action === 'block' ? null : strength,
    limit: action === 'boost' ? limit : null,
    ...scheduleOf(fields),
    rows: action === 'block' || rows?.length === 0 ? null : rows,
    enabled,
    note: note.trim(),
  };
}

export function ruleProblemsOf(fields: RuleFields): Problems<RuleFields> {
  return {
    ...(fields.name.trim() === '' && { name: 'It needs a name.' }),
    ...(fields.filter.trim() === '' && { filter: 'Which items is it about?' }),
    ...scheduleProblemsOf(fields),
  };
}
