import type { Pin, PinDraft, PinPatch } from '../../../clients/typescript/src/index.ts';
import type { Audience } from '../parts/audience-text.ts';

/** A pin as a form holds it: everything there, and what is not yet known null. */
export interface PinFields {
  readonly itemId: string | null;
  /** A row's id, or `kind:` and a row kind for any row of it; as rowKeyOf gives it. */
  readonly rowKey: string | null;
  /** From 1, as people count. */
  readonly slot: number | null;
  readonly from: string | null;
  readonly until: string | null;
  readonly timeZone: string;
  readonly repeats: boolean;
  readonly days: readonly Weekday[];
  readonly repeatFrom: string;
  readonly repeatUntil: string;
  readonly audience: Audience;
  readonly priority: number | null;
  readonly ifRowAbsent: 'withhold' | 'insert';
  readonly ifWatched: 'withhold' | 'show';
  readonly enabled: boolean;
  readonly note: string;
  readonly campaign: string;
}

export type Weekday = NonNullable<Pin['repeat']>['days'][number];
export type RowKind = NonNullable<Pin['rowKind']>;

/** The fields of a pin, stored or drafted; of none yet those that a new pin begins with. `timeZone`: the editor's own. */
export function fieldsOf(pin: Partial<PinDraft>, timeZone: string): PinFields {
  const { repeat = null } = pin;
  return {
    itemId: pin.itemId ?? null,
    rowKey: pin.rowId != null || pin.rowKind != null ? rowKeyOf(pin) : null,
    slot: pin.position === undefined ? 1 : pin.position + 1,
    from: pin.from ?? null,
    until: pin.until ?? null,
    timeZone: pin.timeZone ?? timeZone,
    repeats: repeat !== null,
    days: repeat?.days ?? ['fri'],
    repeatFrom: repeat?.from ?? '18:00',
    repeatUntil: repeat?.until ?? '24:00',
    audience: pin.audience ?? {},
    priority: pin.priority ?? 0,
    ifRowAbsent: pin.ifRowAbsent ?? 'withhold',
    ifWatched: pin.ifWatched ?? 'withhold',
    enabled: pin.enabled ?? true,
    note: pin.note ?? '',
    campaign: pin.campaign ?? '',
  };
}

export type PinProblems = Partial<Record<keyof PinFields, string>>;

/** What a part of the form is given. */
export interface PinFieldsProps {
  readonly fields: PinFields;
  readonly set: (changed: Partial<PinFields>) => void;
  readonly problems: PinProblems;
}

/** The pin that the fields say, or what each field wants. */
export function draftOf(fields: PinFields): { draft: Required<PinDraft> } | { problems: PinProblems } {
  const problems = problemsOf(fields);
  if (Object.keys(problems).length > 0) return { problems };
  const { itemId, rowKey, slot, from, until, repeats, campaign, repeatFrom, repeatUntil, priority, ...same } = fields;
  const { audience, ifRowAbsent, ifWatched, enabled, timeZone } = same;
  const days = WEEKDAYS.filter((day) => same.days.includes(day));
  return {
    draft: {
      itemId: itemId!,
      ...rowOfKey(rowKey!),
      position: slot! - 1,
      from: from!,
      until: until!,
      timeZone,
      repeat: repeats ? { days, from: repeatFrom, until: repeatUntil } : null,
      audience,
      priority: priority!,
      ifRowAbsent,
      ifWatched,
      enabled,
      note: same.note.trim(),
      campaign: campaign.trim() === '' ? null : campaign.trim(),
    },
  };
}

function problemsOf(fields: PinFields): PinProblems {
  const { itemId, rowKey, slot, from, until, priority } = fields;
  const problems: { -readonly [Key in keyof PinProblems]: PinProblems[Key] } = {};
  if (itemId === null) problems.itemId = 'Choose an item.';
  if (rowKey === null) problems.rowKey = 'Choose a row.';
  if (slot === null || !Number.isInteger(slot) || slot < 1 || slot > 1000) problems.slot = 'A whole number from 1.';
  if (from === null) problems.from = 'Say day and time.';
  if (until === null) problems.until = 'Say day and time.';
  else if (from !== null && Date.parse(until) <= Date.parse(from)) problems.until = 'This is not after the beginning.';
  if (priority === null || !Number.isInteger(priority) || Math.abs(priority) > 1_000_000)
    problems.priority = 'A whole number; 0 is usual.';
  return { ...problems, ...repeatProblemsOf(fields) };
}

/** What a part of a form that says at which times of the week is given. */
export type RepeatKey = 'repeats' | 'days' | 'repeatFrom' | 'repeatUntil' | 'timeZone';

export function repeatProblemsOf(fields: Pick<PinFields, RepeatKey>): Partial<Record<RepeatKey, string>> {
  const { repeats, days, repeatFrom, repeatUntil } = fields;
  const problems: Partial<Record<RepeatKey, string>> = {};
  if (!repeats) return problems;
  if (days.length === 0) problems.days = 'Choose at least one day.';
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(repeatFrom)) problems.repeatFrom = 'A time such as 18:00.';
  if (!/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/.test(repeatUntil)) problems.repeatUntil = 'A time such as 22:30, or 24:00.';
  else if (repeatFrom === repeatUntil) problems.repeatUntil = 'This is when it begins.';
  return problems;
}

/** What has to change to make the draft of the pin: only fields that differ, so that nothing of others is put back. */
export function patchBetween(before: Pin | Required<PinDraft>, draft: Required<PinDraft>): PinPatch {
  const differing = PIN_KEYS.filter((key) => !isSame(before[key], draft[key]));
  const patch = Object.fromEntries(differing.map((key) => [key, draft[key]]));
  // A merge patch takes a key of an object away only by null.
  if (differing.includes('audience')) {
    const gone = Object.keys(before.audience).filter((key) => !(key in draft.audience!));
    patch.audience = { ...draft.audience, ...Object.fromEntries(gone.map((key) => [key, null])) };
  }
  return patch as PinPatch;
}

/** Whether two values of a pin say the same, whatever the order of their keys. An instant may be written in more ways than one. */
export function isSame(a: unknown, b: unknown): boolean {
  if (typeof a === 'string' && typeof b === 'string' && isInstant(a) && isInstant(b))
    return Date.parse(a) === Date.parse(b);
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length && keys.every((key) => key in b && isSame(a[key as never], b[key as never]))
  );
}

/** The pin as it could have been sent: what a duplicate starts from, and what two are compared by. */
export function draftOfPin(pin: Pin): Required<PinDraft> {
  return Object.fromEntries(PIN_KEYS.map((key) => [key, pin[key]])) as unknown as Required<PinDraft>;
}

export const rowKeyOf = ({ rowId, rowKind }: Pick<PinDraft, 'rowId' | 'rowKind'>): string => rowId ?? `kind:${rowKind}`;

export function rowOfKey(rowKey: string): { rowId: string | null; rowKind: RowKind | null } {
  return rowKey.startsWith('kind:')
    ? { rowId: null, rowKind: rowKey.slice(5) as RowKind }
    : { rowId: rowKey, rowKind: null };
}

/** From Monday, as the week is shown. */
export const WEEKDAYS: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

export const PIN_KEYS = [
  ...(['itemId', 'rowId', 'rowKind', 'position', 'from', 'until', 'timeZone', 'repeat', 'audience'] as const),
  ...(['priority', 'ifRowAbsent', 'ifWatched', 'enabled', 'note', 'campaign'] as const),
] as const satisfies readonly (keyof PinDraft)[];

const isInstant = (text: string): boolean => /^\d{4}-\d\d-\d\dT/.test(text);
