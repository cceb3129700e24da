import type { AnswerPart, ReportRow } from './table-columns.ts';

/**
 * An answer with metrics of another one beside its own, row by row of one column: as where one report counts and another corrects. What the
 * other says nothing of has none.
 */
export function joinAnswers<Answer extends AnswerPart>(
  answer: Answer,
  other: AnswerPart | undefined,
  column: string,
  names: readonly string[],
): Answer {
  const metrics = other?.definition.metrics.filter(({ name }) => names.includes(name)) ?? [];
  if (other === undefined || metrics.length === 0) return answer;
  const columns = metrics.flatMap(({ name }) => [name, `${name}_ci95`]).filter((name) => other.columns.includes(name));
  const byKey = new Map(other.rows.map((row) => [row[column], row]));
  return {
    ...answer,
    columns: [...answer.columns, ...columns],
    rows: answer.rows.map((row) => ({ ...row, ...picked(byKey.get(row[column]), columns) })),
    definition: { ...answer.definition, metrics: [...answer.definition.metrics, ...metrics] },
  };
}

const picked = (row: ReportRow | undefined, columns: readonly string[]): ReportRow =>
  Object.fromEntries(columns.map((column) => [column, row?.[column] ?? null]));
