import type { Clock } from '../../domain/clock.ts';
import type { EditorialStores } from '../../domain/editorial-objects.ts';
import { entryOf, type PageTemplates, TEMPLATE_FAMILIES } from '../../domain/page-template.ts';
import { SURFACES, type Surface } from '../../domain/pin.ts';
import type { RowUsage, UsedRow } from '../../domain/ports/row-usage.ts';
import { type TemplatesStore, templatesOf } from '../../domain/ports/templates-store.ts';
import { kindOfRow, splitRowId } from '../../domain/row-id.ts';
import { defineRoute, type Route } from '../route.ts';
import { listOf, noQuery } from '../schemas/common.ts';
import { listedRow } from '../schemas/row-list.ts';

const WEEK_MS = 7 * 86_400_000;

/** Which rows there are, for editors who look for a place. */
export function rowListRoutes(
  templatesStore: Pick<TemplatesStore, 'list'>,
  collectionStore: Pick<EditorialStores['collectionStore'], 'all'>,
  rowUsage: RowUsage,
  clock: Clock,
): readonly Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/v1/rows',
      roles: ['editor', 'analyst'],
      name: 'listRows',
      summary:
        'Rows of home pages: those that templates name, collections, and rows of their families that stood on pages lately',
      tag: 'Templates',
      query: noQuery,
      answers: { 200: { description: 'All of them, by row id', schema: listOf(listedRow) } },
      async handle() {
        const toMs = clock.nowMs();
        const [stored, collections, used] = await Promise.all([
          templatesStore.list(),
          collectionStore.all(),
          rowUsage.read({ fromMs: toMs - WEEK_MS, toMs, origins: ['app'] }),
        ]);
        return {
          status: 200,
          body: { items: rowsOf(templatesOf(stored), titlesOf(collections), used), nextCursor: null },
        };
      },
    }),
  ];
}

/** The titles of collections, by row id. */
const titlesOf = (collections: Awaited<ReturnType<EditorialStores['collectionStore']['all']>>) =>
  new Map(collections.map(({ id, value }) => [`collection:${id}`, value.title]));

/** Also a row that nobody was shown yet is listed, if a template names it or it is a collection; one that no template has any more is not. */
function rowsOf(templates: PageTemplates, titles: ReadonlyMap<string, string>, used: readonly UsedRow[]) {
  const named = SURFACES.flatMap((surface) => templates[surface].rows.map(({ row }) => row));
  const rowIds = [...new Set([...named, ...titles.keys(), ...used.map(({ rowId }) => rowId)])].sort();
  return rowIds.flatMap((rowId) => {
    const kind = kindOfRow(rowId);
    const surfaces = SURFACES.flatMap((surface) => {
      const entry = entryOf(templates[surface].rows, rowId);
      if (entry === undefined) return [];
      const { place, atMost } = entry;
      return [{ surface, place, atMost, ...sharesOf(used, surface, rowId) }];
    });
    if (kind === null || surfaces.length === 0) return [];
    return [{ rowId, kind, title: titles.get(rowId) ?? null, isFamily: isFamily(rowId), surfaces }];
  });
}

function sharesOf(used: readonly UsedRow[], surface: Surface, rowId: string) {
  const ofSurface = used.filter((one) => one.surface === surface);
  if (ofSurface.length === 0) return { pages: null, users: null };
  const { pages, users } = ofSurface.find((one) => one.rowId === rowId) ?? { pages: 0, users: 0 };
  return { pages, users };
}

function isFamily(rowId: string): boolean {
  const [family, key] = splitRowId(rowId);
  // `popular` is a row of its own beside those of regions.
  return key === '' && family !== 'popular' && TEMPLATE_FAMILIES[family as keyof typeof TEMPLATE_FAMILIES] === true;
}
