import { EDITORS_LIST } from '../../domain/collection.ts';
import { entryOf } from '../../domain/page-template.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { genreFeatures } from '../../features/genre-features.ts';
import type { PageCollection } from '../collections-for.ts';
import type { PageContext } from '../page-context.ts';
import { mayStandAt } from '../sources/collection.ts';
import { type PlannedRow, type RowFamily, rowIdOf } from './row-family.ts';

/**
 * What editors put together. `collection:<id>`: evidence: it is in force for this audience and time, and has enough titles that may be
 * shown. `collection:editors-list`: the list that they keep for the day when nothing else is known; evidence: titles are on it, and no
 * collection of that id stands in its place.
 */
export const collection: RowFamily = {
  name: 'collection',
  kind: 'collection',
  plan(context, most) {
    const rows: PlannedRow[] = [];
    for (const one of likeliestFirst(context)) {
      if (rows.length >= most) return rows;
      const row = made(context, one);
      if (row !== null) rows.push(row);
    }
    if (rows.length >= most || rows.some(({ key }) => key === EDITORS_LIST)) return rows;
    const list = editorsList(context);
    return list === null ? rows : [...rows, list];
  },
  planOne(context, key) {
    const one = context.collections.inForce.find(({ collectionId }) => collectionId === key);
    const row = one === undefined ? null : made(context, one);
    return row ?? (key === EDITORS_LIST ? editorsList(context) : null);
  },
  canBe: ({ lists, collections }: Snapshot, key) =>
    (key === EDITORS_LIST && lists.editors.length > 0) ||
    collections.some(({ id, value }) => id === key && value.enabled),
};

function made(context: PageContext, { collectionId, collection, items }: PageCollection): PlannedRow | null {
  const titles = items(context.snapshot.lists, context.nowMs);
  const isByScore = collection.order === 'ranker';
  if (!hasEnough(context, titles, isByScore, collection.minimum)) return null;
  const { title, titleKey, minimum, place } = collection;
  return {
    key: collectionId,
    title,
    titleKey: titleKey ?? 'row.editorial',
    titleParams: { title },
    sources: ['collection'],
    order: isByScore ? 'score' : 'proposed',
    minimum,
    titles,
    precedence: precedenceOf(context, { collectionId, collection }),
    ...(place !== null && { place }),
  };
}

/** Those that stand by the entry of all collections and not by one of their own: by precedence, and of equals what is nearest to the user's taste. */
function likeliestFirst(context: PageContext): readonly PageCollection[] {
  const { collections, template } = context;
  if (collections.inForce.length === 0) return [];
  const own = new Set(template.rows.map(({ row }) => row));
  const ranked = collections.inForce
    .filter(({ collectionId }) => !own.has(rowIdOf(collection, collectionId)))
    .map((one) => ({ one, precedence: precedenceOf(context, one), taste: tasteFor(context, one) }));
  ranked.sort((a, b) => b.precedence - a.precedence || b.taste - a.taste);
  return ranked.map(({ one }) => one);
}

/** What goes to the top is a step above all else; a step is wider than priorities are. */
const TOP = 10_000_000;

function precedenceOf(
  { template }: PageContext,
  { collectionId, collection: { place, priority } }: Pick<PageCollection, 'collectionId' | 'collection'>,
): number {
  const isTop = (place ?? entryOf(template.rows, rowIdOf(collection, collectionId))?.place) === 'top';
  return priority + (isTop ? TOP : 0);
}

/** 0..1: how much of the user's watching shares the genres of what the row would show first; 0 without a history. */
function tasteFor(context: PageContext, { items }: PageCollection): number {
  if (context.history.length === 0) return 0;
  const first = items(context.snapshot.lists, context.nowMs).subarray(0, context.template.visibleSlots);
  const taste = new Float32Array(first.length * genreFeatures.width);
  genreFeatures.write(context, first, first.length, taste, genreFeatures.width, 0);
  let sum = 0;
  for (let at = 0; at < first.length; at++) sum += taste[at * genreFeatures.width]!;
  return first.length === 0 ? 0 : sum / first.length;
}

function hasEnough(context: PageContext, titles: Int32Array, isNew: boolean, minimum: number): boolean {
  let found = 0;
  for (let at = 0; at < titles.length; at++) {
    if (mayStandAt(context, titles, at, isNew) && ++found >= minimum) return true;
  }
  return false;
}

function editorsList({ snapshot: { lists } }: PageContext): PlannedRow | null {
  if (lists.editors.length === 0) return null;
  return { key: EDITORS_LIST, title: 'Our selection', sources: ['collection'], titles: lists.editors };
}
