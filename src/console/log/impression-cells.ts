import type { LoggedImpression } from '../../../clients/typescript/src/index.ts';
import { type FilterName, filterValue, type LogFilters } from './log-query.ts';

export type LogColumn = 'title' | 'row' | 'slot' | 'source' | 'viewer' | 'where' | 'made';

/** A part of an impression that can be asked for. */
export interface LogCell {
  readonly column: LogColumn;
  readonly name: FilterName;
  readonly value: NonNullable<LogFilters[FilterName]>;
}

/**
 * What an impression can be asked by, from left to right. What is not so is left out: no pin, no region, no model; and below an
 * impression of the same page, its arms.
 */
export function cellsOf(impression: LoggedImpression, above?: LoggedImpression): readonly LogCell[] {
  const { ranker_version: ranker, retrieval_version: retrieval, arms } = impression;
  const given: readonly (readonly [LogColumn, FilterName, unknown])[] = [
    ['title', 'itemId', impression.item_id],
    ['row', 'rowId', impression.row_id],
    ['slot', 'position', impression.position],
    ['slot', 'pinned', impression.pinned || null],
    ['slot', 'explored', impression.explored || null],
    ['source', 'source', impression.source],
    ['viewer', 'userKey', impression.user_key],
    ['where', 'surface', impression.surface],
    ['where', 'region', impression.region],
    ['made', 'rung', impression.rung],
    ['made', 'model', ranker ?? retrieval],
    ...Object.entries(isSamePage(impression, above) ? {} : arms).map(
      ([experiment, arm]) => ['made', 'arm', `${experiment}:${arm}`] as const,
    ),
  ];
  return given.flatMap(([column, name, value]) => {
    const asked = value === null ? undefined : filterValue(name, String(value));
    return asked === undefined ? [] : [{ column, name, value: asked }];
  });
}

/** Whether a row is of the page of the row above it: what is the same for a page need not be read again. */
export const isSamePage = (row: LoggedImpression, above: LoggedImpression | undefined): boolean =>
  above?.recommendation_id === row.recommendation_id;
