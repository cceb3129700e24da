import { SURFACES, type Surface } from './pin.ts';
import { splitRowId } from './row-id.ts';

/** What a page of one surface is made by: the rows it may have, and how much each mechanism of the selection counts. */
export interface PageTemplate {
  /** The rows there may be. Their order is that of rows of equal worth, and of a page made without scores. */
  readonly rows: readonly RowTemplate[];
  /** What a screen shows before anybody scrolls: slots of a row, rows of the page. */
  readonly visibleSlots: number;
  readonly visibleRows: number;
  readonly exploration: Exploration;
  /** What likeness to the titles before it in the row costs a candidate, in standard deviations of its row's scores; 0: nothing. */
  readonly diversity: number;
  /** What a genre costs that the page has more of than the user's taste, in the same unit; 0: nothing. */
  readonly calibration: number;
  /** What likeness to the rows above costs a row, as a share of its worth, 0..1. */
  readonly rowDiversity: number;
  /** Rows that choose their first look before a row above them is filled to its end; 0: none. */
  readonly lookahead: number;
  /** Titles at most with one person of cast or directors among ten in succession in rows ordered by score; 0: no limit. */
  readonly perPerson: number;
  /** Times a user may have seen a title on pages and left it alone before rows ordered by score pass over it; 0: no limit. */
  readonly mostIgnored: number;
  readonly newItems: NewItems;
}

export interface RowTemplate {
  /** One row ('top-picks', 'genre:drama'), or all of a family by the part before the colon ('because-you-watched', 'genre'). */
  readonly row: string;
  /** Rows of the family at most while rows of others are left; over a page and all that continue it, as the next. */
  readonly atMost: number;
  /** Rows of the family at most when no others are left: how long a page may be continued. At least `atMost`. */
  readonly inAll: number;
  /** 'top': above all that is 'free', in the template's order: what a user came for. 'free': where it is worth most. */
  readonly place: 'top' | 'free';
}

/** The families of rows: what `row` of a template may name, or begin with. Of those marked true a row may be named by its own id. */
export const TEMPLATE_FAMILIES = {
  'live-now': false,
  'continue-watching': false,
  'top-picks': false,
  'my-list': false,
  'because-you-watched': true,
  trending: false,
  new: false,
  popular: true,
  genre: true,
  'more-from': true,
  'starting-soon': false,
  'leaving-soon': false,
  'watch-again': false,
  collection: true,
} as const;

/** Whether `row` names a family or one row of those that have several. */
export function isTemplateRow(row: string): boolean {
  const [family, key] = splitRowId(row);
  if (!Object.hasOwn(TEMPLATE_FAMILIES, family)) return false;
  return row === family || (key !== '' && TEMPLATE_FAMILIES[family as keyof typeof TEMPLATE_FAMILIES]);
}

/** The entry that a row stands by: its own, else its family's. */
export function entryOf(rows: readonly RowTemplate[], rowId: string): RowTemplate | undefined {
  const [family] = splitRowId(rowId);
  return rows.find(({ row }) => row === rowId) ?? rows.find(({ row }) => row === family);
}

/** Chance in the slots of rows that are ordered by score. */
export interface Exploration {
  /** Share of the slots left to chance, 0..1; the others take the best. */
  readonly share: number;
  /** Of the softmax that a slot left to chance is drawn by, in standard deviations of the row's scores. */
  readonly temperature: number;
  /** Of the candidates, those with the highest values, that chance chooses among. */
  readonly among: number;
  /** Of what chance has to give, the share that all of them get alike, 0..1. */
  readonly floor: number;
}

/** Impressions that every new item gets, so that something becomes known of it. */
export interface NewItems {
  /** Impressions after which an item has had its chance; 0: none are given. */
  readonly minimum: number;
  /** Days in the catalogue for which an item counts as new. */
  readonly days: number;
  /** Share of the pages with one slot for a new item, for as long as any is short, 0..1. */
  readonly share: number;
}

export type PageTemplates = Readonly<Record<Surface, PageTemplate>>;

const ROWS: readonly RowTemplate[] = [
  { row: 'live-now', atMost: 1, inAll: 1, place: 'top' },
  { row: 'continue-watching', atMost: 1, inAll: 1, place: 'top' },
  { row: 'my-list', atMost: 1, inAll: 1, place: 'top' },
  { row: 'top-picks', atMost: 1, inAll: 1, place: 'free' },
  { row: 'because-you-watched', atMost: 2, inAll: 6, place: 'free' },
  { row: 'trending', atMost: 1, inAll: 1, place: 'free' },
  { row: 'new', atMost: 1, inAll: 1, place: 'free' },
  { row: 'popular', atMost: 2, inAll: 2, place: 'free' },
  { row: 'genre', atMost: 4, inAll: 16, place: 'free' },
  { row: 'more-from', atMost: 2, inAll: 6, place: 'free' },
  { row: 'starting-soon', atMost: 1, inAll: 1, place: 'free' },
  { row: 'leaving-soon', atMost: 1, inAll: 1, place: 'free' },
  { row: 'watch-again', atMost: 1, inAll: 1, place: 'free' },
  { row: 'collection', atMost: 2, inAll: 2, place: 'free' },
];

const DEFAULT_TEMPLATE: PageTemplate = {
  rows: ROWS,
  visibleSlots: 6,
  visibleRows: 3,
  exploration: { share: 0.05, temperature: 1, among: 12, floor: 0.1 },
  diversity: 0.2,
  calibration: 0.2,
  rowDiversity: 0.3,
  lookahead: 3,
  perPerson: 4,
  mostIgnored: 12,
  newItems: { minimum: 100, days: 28, share: 0.5 },
};

/** What holds until an editor puts another (PUT /v1/templates/{surface}). */
export const DEFAULT_TEMPLATES: PageTemplates = {
  tv: DEFAULT_TEMPLATE,
  web: { ...DEFAULT_TEMPLATE, visibleSlots: 6, visibleRows: 3 },
  mobile: { ...DEFAULT_TEMPLATE, visibleSlots: 3, visibleRows: 4 },
};

/** A template of which parts may be left out. */
export type GivenTemplate = Partial<Omit<PageTemplate, 'rows' | 'exploration' | 'newItems'>> & {
  readonly rows?: readonly (Omit<RowTemplate, 'inAll'> & { readonly inAll?: number })[];
  readonly exploration?: Partial<Exploration>;
  readonly newItems?: Partial<NewItems>;
};

/** What is left out is as in the default of the surface; what no template has is dropped, and the order of fields is always the same. */
export function completeTemplate(surface: Surface, given: GivenTemplate): PageTemplate {
  const usual = DEFAULT_TEMPLATES[surface];
  return {
    ...merged(usual, given),
    rows: (given.rows ?? usual.rows).map(({ row, atMost, inAll = atMost, place }) => ({
      row,
      atMost,
      inAll: Math.max(atMost, inAll),
      place,
    })),
    exploration: merged(usual.exploration, given.exploration ?? {}),
    newItems: merged(usual.newItems, given.newItems ?? {}),
  };
}

const merged = <T extends object>(usual: T, given: { readonly [K in keyof T]?: unknown }): T =>
  Object.fromEntries(
    Object.keys(usual).map((field) => [field, given[field as keyof T] ?? usual[field as keyof T]]),
  ) as T;

/** The same pages with nothing left to chance: for measuring what is known. */
export function withoutChance(templates: PageTemplates): PageTemplates {
  const still = ({ exploration, newItems, ...rest }: PageTemplate): PageTemplate => ({
    ...rest,
    exploration: { ...exploration, share: 0 },
    newItems: { ...newItems, minimum: 0 },
  });
  return Object.fromEntries(SURFACES.map((surface) => [surface, still(templates[surface])])) as PageTemplates;
}
