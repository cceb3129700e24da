import type { AnswerPart, ReportRow } from '../parts/table-columns.ts';

/** The items of pins, each once. */
export const pinnedItems = (rows: readonly ReportRow[]): readonly string[] => [
  ...new Set(rows.flatMap(({ pinned_item_id: itemId }) => (typeof itemId === 'string' ? [itemId] : []))),
];

/** The report of pins with the titles of their items, by which people look for them; null where there is none. */
export function withTitles<Answer extends AnswerPart>(answer: Answer, titles: ReadonlyMap<string, string>): Answer {
  return {
    ...answer,
    columns: [...answer.columns, 'title'],
    rows: answer.rows.map((row) => ({ ...row, title: titles.get(String(row.pinned_item_id)) ?? null })),
  };
}
