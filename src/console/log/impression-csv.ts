import type { LoggedImpression } from '../../../clients/typescript/src/index.ts';
import { csvOf } from '../parts/csv.ts';

/** The impressions on screen as CSV, by the log's own names of columns, with their titles. */
export function impressionCsv(rows: readonly LoggedImpression[], titleOf: (itemId: string) => string | null): string {
  const columns = COLUMNS.filter((name) => name === 'title' || rows[0] === undefined || rows[0][name] !== undefined);
  return csvOf(
    columns,
    rows.map((row) => columns.map((name) => (name === 'title' ? titleOf(row.item_id) : row[name]))),
  );
}

const COLUMNS = [
  'served_at',
  'title',
  'item_id',
  'row_id',
  'position',
  'source',
  'score',
  'propensity',
  'pinned',
  'pin_id',
  'explored',
  'user_key',
  'surface',
  'region',
  'rung',
  'retrieval_version',
  'ranker_version',
  'arms',
  'viewed_at',
  'clicked_at',
  'played_at',
  'portion',
  'completed',
  'impression_id',
] as const satisfies readonly ('title' | keyof LoggedImpression)[];
