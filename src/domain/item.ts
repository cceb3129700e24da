/** What can be recommended, in the shape the API takes and gives. `windows` has at least one entry. Times are RFC 3339. */
export interface Item {
  readonly itemId: string;
  readonly type: ItemType;
  readonly title: string;
  readonly description: string;
  readonly genres: readonly string[];
  readonly tags: readonly string[];
  readonly cast: readonly string[];
  readonly directors: readonly string[];
  readonly language: string | null;
  readonly releaseDate: string | null;
  readonly startsAt: string | null;
  readonly endsAt: string | null;
  readonly durationS: number | null;
  readonly maturity: Maturity;
  readonly seriesId: string | null;
  readonly season: number | null;
  readonly episode: number | null;
  readonly windows: readonly LicenceWindow[];
  readonly imageUrl: string | null;
}

/** What a page may carry of each item beside its id: all that a screen shows, and none of the rights. */
export const INCLUDABLE_FIELDS = [
  'type',
  'title',
  'description',
  'genres',
  'tags',
  'cast',
  'directors',
  'language',
  'releaseDate',
  'startsAt',
  'endsAt',
  'durationS',
  'maturity',
  'seriesId',
  'season',
  'episode',
  'imageUrl',
] as const satisfies readonly (keyof Item)[];
export type IncludableField = (typeof INCLUDABLE_FIELDS)[number];
export type IncludedFields = Partial<Pick<Item, IncludableField>>;

export const ITEM_TYPES = ['film', 'series', 'episode', 'live', 'clip'] as const;
export type ItemType = (typeof ITEM_TYPES)[number];

/** When an item may be shown in a region ("*" is everywhere): [from, until), null = unbounded. */
export interface LicenceWindow {
  readonly region: string;
  readonly from: string | null;
  readonly until: string | null;
}

/** Ordered from the strictest audience to the widest; an item is shown to audiences at or above its own level. */
export const MATURITIES = ['kids', 'teen', 'adult'] as const;
export type Maturity = (typeof MATURITIES)[number];

export const maturityRank = (maturity: Maturity): number => MATURITIES.indexOf(maturity);

/** The strictest of the given levels; the fallback when none is given. */
export function strictestMaturity(levels: readonly (Maturity | null | undefined)[], fallback: Maturity): Maturity {
  const ranks = levels.filter((level) => level != null).map(maturityRank);
  return ranks.length === 0 ? fallback : MATURITIES[Math.min(...ranks)]!;
}

/** A row of the item table: the item, its permanent number, whether it is blocked or deleted, and when it last changed. */
export interface StoredItem {
  readonly itemNo: number;
  readonly item: Item;
  readonly blocked: boolean;
  readonly deleted: boolean;
  /** Grows with every change of any item; a reader asks for what changed after the last one it saw. */
  readonly revision: number;
  /** When the item first came into the catalogue; absent: not known. */
  readonly addedAtMs?: number;
}

/** Outside ids: users, items, sessions, events. */
export const ID_PATTERN = /^[A-Za-z0-9._:@-]{1,128}$/;
