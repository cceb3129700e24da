import type { Catalogue } from '../domain/catalogue.ts';
import type { RowKind } from '../domain/page.ts';
import { kindOfRow, rowIdOfKind, splitRowId } from '../domain/row-id.ts';
import type { PageContext } from './page-context.ts';
import type { RowPlan } from './row-draft.ts';
import { chooseSeeds } from './rows/seeds.ts';
import { chooseGenres, genreBySlug, genreSlug } from './rows/tastes.ts';

const MAX_SEEDS = 2;
const MAX_GENRE_ROWS = 3;
/** Slots a row fills before the rows below it choose: about what a screen shows of it. */
const FIRST_LOOK = 4;
const LEAST_OF_A_GENRE = 4;

/** Order of the rows, by kind. A user of whom nothing is known gets what is true for everyone first. */
const FOR_THE_KNOWN: readonly RowKind[] = [
  'continue-watching',
  'personal',
  'because-you-watched',
  'trending',
  'new',
  'popular',
  'genre',
];
const FOR_THE_UNKNOWN: readonly RowKind[] = [
  'continue-watching',
  'trending',
  'popular',
  'new',
  'personal',
  'because-you-watched',
  'genre',
];

/**
 * The rows this page may have, in their order. Whether there is enough to fill one is seen when it is filled; what is asked for
 * by name (rowIds, pins that insert their row) is planned too.
 */
export function planRows(context: PageContext): RowPlan[] {
  const rowIds = context.request.rowIds ?? standardRowIds(context);
  const plans = [...new Set(rowIds)].map((rowId) => planRow(context, rowId, false)).filter((plan) => plan !== null);
  return inOrder(context, [...plans, ...insertableRows(context, plans)]);
}

/** The rows of a page made without the user: what is popular. null when nobody knows. */
export function planPopularRow(context: PageContext): RowPlan[] | null {
  if (context.snapshot.lists.usedCount === 0) return null;
  const plans = [planRow(context, 'popular', false)!];
  return [...plans, ...insertableRows(context, plans)];
}

/** The rows of a page made when nothing else is known: the editors' own. */
export function planEditorsRow(context: PageContext): RowPlan[] {
  const plans = [
    rowOf('collection:editors-list', 'collection', 'Our selection', { sources: ['fallback'], onDemand: false }),
  ];
  return [...plans, ...insertableRows(context, plans)];
}

export const SIMILAR_ROW_ID = 'similar';

/** The one row that grows from a title, whoever asks. Who has a taste gets it in the order of that taste. */
export const planSimilarRow =
  (seed: number) =>
  ({ history }: PageContext): RowPlan[] => [
    rowOf(SIMILAR_ROW_ID, 'similar', 'More like this', {
      sources: ['similar'],
      order: history.length > 0 ? 'score' : 'proposed',
      seed,
      onDemand: false,
    }),
  ];

/** Whether some user may have a row of this name: of a kind that is made here, of a genre or a title that there is. */
export function canBeRow(catalogue: Catalogue, rowId: string): boolean {
  const [kind, key] = splitRowId(rowId);
  if (kind === 'genre') return genreBySlug(catalogue, key) >= 0;
  if (kind === 'because-you-watched') return catalogue.denseOfItemId(key) >= 0;
  return UNIQUE_ROW_IDS.includes(rowId);
}

const UNIQUE_ROW_IDS: readonly string[] = ['continue-watching', 'top-picks', 'trending', 'new', 'popular'];

/** The rows that pins may insert, where the page has not planned them anyway. */
function insertableRows(context: PageContext, planned: readonly RowPlan[]): RowPlan[] {
  const { rowIds } = context.request;
  const wanted = context.pins
    .filter(({ pin }) => pin.ifRowAbsent === 'insert')
    .map(({ pin }) => pin.rowId ?? rowIdOfKind(pin.rowKind!))
    .filter((rowId) => rowIds === null || rowIds.includes(rowId));
  return [...new Set(wanted)]
    .filter((rowId) => !planned.some((plan) => plan.rowId === rowId))
    .map((rowId) => planRow(context, rowId, true))
    .filter((plan) => plan !== null);
}

function inOrder({ history }: PageContext, plans: readonly RowPlan[]): RowPlan[] {
  const order = history.length > 0 ? FOR_THE_KNOWN : FOR_THE_UNKNOWN;
  const rank = ({ kind, onDemand }: RowPlan) =>
    (order.includes(kind) ? order.indexOf(kind) : order.length) + (onDemand ? 0.5 : 0);
  return plans.toSorted((a, b) => rank(a) - rank(b));
}

function standardRowIds(context: PageContext): string[] {
  const { catalogue } = context;
  return [
    'continue-watching',
    'top-picks',
    ...chooseSeeds(context, MAX_SEEDS).map((seed) => `because-you-watched:${catalogue.itemId[seed]}`),
    'trending',
    'new',
    'popular',
    ...chooseGenres(context, MAX_GENRE_ROWS, LEAST_OF_A_GENRE).map(
      (genre) => `genre:${genreSlug(catalogue.genres[genre]!)}`,
    ),
  ];
}

/** null: there is no such row for this user. On demand there is one, with nothing in it but pins. */
function planRow(context: PageContext, rowId: string, onDemand: boolean): RowPlan | null {
  const { catalogue, history } = context;
  const [kind, key] = splitRowId(rowId);
  switch (kind) {
    case 'continue-watching':
      if (context.unfinished.length === 0) break;
      return rowOf(rowId, 'continue-watching', 'Continue watching', {
        sources: ['continue-watching'],
        onDemand,
        // The user's own titles: no other row may show them first.
        firstLook: Number.POSITIVE_INFINITY,
      });
    case 'top-picks': {
      const title = history.length > 0 ? 'Top picks for you' : 'Top picks';
      return rowOf(rowId, 'personal', title, {
        sources: ['retrieval', 'cooccurrence'],
        reserve: 'popular',
        order: 'score',
        onDemand,
      });
    }
    case 'because-you-watched': {
      const seed = catalogue.denseOfItemId(key);
      if (!chooseSeeds(context, Number.POSITIVE_INFINITY).includes(seed)) break;
      const title = catalogue.title[seed]!;
      return rowOf(rowId, kind, `Because you watched ${title}`, {
        sources: ['because-you-watched'],
        order: 'score',
        titleParams: { title },
        seed,
        onDemand,
      });
    }
    case 'trending':
      return rowOf(rowId, kind, 'Trending now', { sources: ['trending'], onDemand });
    case 'new':
      return rowOf(rowId, kind, 'New releases', { sources: ['new'], onDemand });
    case 'popular':
      return rowOf(rowId, kind, 'Popular', { sources: ['popular'], onDemand });
    case 'genre': {
      const genre = genreBySlug(catalogue, key);
      if (genre < 0) break;
      const name = catalogue.genres[genre]!;
      const minimum = LEAST_OF_A_GENRE;
      return rowOf(rowId, kind, name, {
        sources: ['genre'],
        order: 'score',
        titleParams: { genre: name },
        genre,
        minimum,
        onDemand,
      });
    }
  }
  // No evidence of its own: its title must not claim any ("Because you watched ...").
  const known = kindOfRow(rowId);
  if (!onDemand || known === null || known === 'similar') return null;
  return rowOf(rowId, known, 'Selected for you', { sources: [], titleKey: 'row.pinned', onDemand });
}

function rowOf(
  rowId: string,
  kind: RowKind,
  title: string,
  rest: Partial<RowPlan> & Pick<RowPlan, 'sources' | 'onDemand'>,
): RowPlan {
  return {
    rowId,
    kind,
    title,
    titleKey: `row.${splitRowId(rowId)[0]}`,
    titleParams: {},
    reserve: null,
    order: 'proposed',
    minimum: 1,
    firstLook: FIRST_LOOK,
    family: splitRowId(rowId)[0],
    atMost: Number.POSITIVE_INFINITY,
    place: 'free',
    titles: null,
    seed: -1,
    genre: -1,
    ...rest,
  };
}
