import type { Audience } from './audience.ts';
import type { Repeat } from './repeat.ts';

/** A row that editors put together: items by name in their order, or all that meet a filter; for an audience, in [from, until). */
export interface Collection {
  /** Of the row, as the editors wrote it. */
  readonly title: string;
  /** By which an app finds the title in another language; null: row.editorial, with the title as its only parameter. */
  readonly titleKey: string | null;
  /** Exactly one of itemIds and filter is set. */
  readonly itemIds: readonly string[] | null;
  /** Which items, in the one grammar of filters (docs/filters.md): a collection that fills itself. */
  readonly filter: string | null;
  /** The order of what a filter found; null: the order is that of itemIds. */
  readonly sort: CollectionSort | null;
  /** editorial: as chosen, the same for all. ranker: by each user's scores, without what they have watched. */
  readonly order: CollectionOrder;
  readonly audience: Audience;
  /** null: from ever, for ever. */
  readonly from: string | null;
  readonly until: string | null;
  /** An IANA name: by its clocks `repeat` is read. */
  readonly timeZone: string;
  /** When within [from, until) it is in force; null: all of the time. */
  readonly repeat: Repeat | null;
  /** Titles without which there is no row. */
  readonly minimum: number;
  /** null: as the template of the surface places rows of its entry. */
  readonly place: 'top' | 'free' | null;
  /** Higher first, where more collections are in force than a page may have; then the older. */
  readonly priority: number;
  readonly enabled: boolean;
  readonly note: string;
}

export const COLLECTION_SORTS = ['popular', 'trending', 'newest', 'oldest', 'title'] as const;
export type CollectionSort = (typeof COLLECTION_SORTS)[number];
export const COLLECTION_ORDERS = ['editorial', 'ranker'] as const;
export type CollectionOrder = (typeof COLLECTION_ORDERS)[number];

/** Items that a collection names at most. */
export const MOST_COLLECTED = 500;

/** The id of the list that editors keep for the day when nothing else is known. A collection of that id stands in its place. */
export const EDITORS_LIST = 'editors-list';

/** A collection of which all may be left out but its title and what is in it. */
export type GivenCollection = Pick<Collection, 'title'> & Partial<Collection>;

/** What is left out is as usual; what a collection of its kind does not have is null; the order of fields is always the same. */
export function completeCollection(value: GivenCollection): Collection {
  const filter = value.filter ?? null;
  return {
    title: value.title ?? '',
    titleKey: value.titleKey ?? null,
    itemIds: filter === null ? (value.itemIds ?? []) : null,
    filter,
    sort: filter === null ? null : (value.sort ?? 'popular'),
    order: value.order ?? 'editorial',
    audience: value.audience ?? {},
    from: value.from ?? null,
    until: value.until ?? null,
    timeZone: value.timeZone ?? 'UTC',
    repeat: value.repeat ?? null,
    minimum: value.minimum ?? 1,
    place: value.place ?? null,
    priority: value.priority ?? 0,
    enabled: value.enabled ?? true,
    note: value.note ?? '',
  };
}
