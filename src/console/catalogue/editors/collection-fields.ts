import type { DraftOf } from './editorial-desk.ts';
import type { Problems } from './problems.ts';
import { type ScheduleFields, scheduleFieldsOf, scheduleOf, scheduleProblemsOf } from './schedule.ts';

type Draft = DraftOf<'collection'>;

/** A collection as its form holds it: items and filter both stay while one tries the other. */
export interface CollectionFields
  extends ScheduleFields,
    Pick<Draft, 'title' | 'order' | 'audience' | 'place' | 'enabled' | 'note'> {
  readonly titleKey: string;
  readonly content: 'items' | 'filter';
  readonly itemIds: readonly string[];
  readonly filter: string;
  readonly sort: NonNullable<Draft['sort']>;
  readonly minimum: number | null;
  readonly priority: number | null;
}

export function collectionFieldsOf(draft: Draft | null, timeZone: string): CollectionFields {
  return {
    title: draft?.title ?? '',
    titleKey: draft?.titleKey ?? '',
    content: draft === null || draft.filter === null ? 'items' : 'filter',
    itemIds: draft?.itemIds ?? [],
    filter: draft?.filter ?? '',
    sort: draft?.sort ?? 'popular',
    order: draft?.order ?? 'editorial',
    audience: draft?.audience ?? {},
    minimum: draft?.minimum ?? 1,
    place: draft?.place ?? null,
    priority: draft?.priority ?? 0,
    enabled: draft?.enabled ?? true,
    note: draft?.note ?? '',
    ...scheduleFieldsOf(draft, timeZone),
  };
}

export function collectionDraftOf(fields: CollectionFields): Draft {
  const { title, titleKey, content, itemIds, filter, sort, order, audience, minimum, place, priority } = fields;
  const isItems = content === 'items';
  return {
    title: title.trim(),
    titleKey: titleKey.trim() === '' ? null : titleKey.trim(),
    itemIds: isItems ? itemIds : null,
    filter: isItems ? null : filter.trim(),
    sort: isItems ? null : sort,
    order,
    audience,
    ...scheduleOf(fields),
    minimum: minimum ?? 1,
    place,
    priority: priority ?? 0,
    enabled: fields.enabled,
    note: fields.note.trim(),
  };
}

export function collectionProblemsOf(fields: CollectionFields): Problems<CollectionFields> {
  const { title, content, itemIds, filter, minimum, priority } = fields;
  return {
    ...(title.trim() === '' && { title: 'It needs a title.' }),
    ...(content === 'items' && itemIds.length === 0 && { itemIds: 'Add at least one item.' }),
    ...(content === 'items' && itemIds.length > MOST_ITEMS && { itemIds: `At most ${MOST_ITEMS} items.` }),
    ...(content === 'filter' && filter.trim() === '' && { filter: 'Which titles?' }),
    ...(!isWhole(minimum, 1, 50) && { minimum: '1 to 50.' }),
    ...(!isWhole(priority, -1_000_000, 1_000_000) && { priority: 'A whole number; 0 is usual.' }),
    ...scheduleProblemsOf(fields),
  };
}

/** The list with the one at `from` taken to where `to` is. */
export function moved<T>(list: readonly T[], from: number, to: number): readonly T[] {
  const rest = list.toSpliced(from, 1);
  return rest.toSpliced(to, 0, list[from]!);
}

const isWhole = (value: number | null, least: number, most: number): boolean =>
  value !== null && Number.isInteger(value) && value >= least && value <= most;
const MOST_ITEMS = 500;
