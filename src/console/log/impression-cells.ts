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
    ...Object.entries(sameAsAbove(impression, above) === undefined ? arms : {}).map(
      ([experiment, arm]) => ['made', 'arm', `${experiment}:${arm}`] as const,
    ),
  ];
  return given.flatMap(([column, name, value]) => {
    const asked = value === null ? undefined : filterValue(name, String(value));
    return asked === undefined ? [] : [{ column, name, value: asked }];
  });
}

/** What an impression has in common with the one above it, and need not be read again: its page, or that and its row. */
export function sameAsAbove(one: LoggedImpression, above: LoggedImpression | undefined): 'page' | 'row' | undefined {
  if (above?.recommendation_id !== one.recommendation_id) return undefined;
  return above.row_index === one.row_index ? 'row' : 'page';
}
