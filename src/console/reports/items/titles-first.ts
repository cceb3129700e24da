import type { AnswerPart } from '../parts/table-columns.ts';

/** The same answer with its titles before all else: what people look for things by. */
export function titlesFirst<Answer extends AnswerPart>(answer: Answer): Answer {
  const { columns } = answer;
  return { ...answer, columns: [...columns.filter(isTitle), ...columns.filter((column) => !isTitle(column))] };
}

const isTitle = (column: string): boolean => column === 'title';
