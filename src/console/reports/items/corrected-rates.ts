import type { ReportAnswer } from '../../../../clients/typescript/src/index.ts';
import { joinAnswers } from '../parts/join-answers.ts';
import type { AnswerPart } from '../parts/table-columns.ts';

type Answer = AnswerPart & Pick<ReportAnswer, 'definition'>;

/**
 * The report of items with the rates of `corrected-ctr` by item beside the raw ones, named and written as these are, though they may exceed 1.
 * While they are not there their column is, without numbers: nothing moves when they come.
 */
export function withCorrected<Items extends Answer>(items: Items, corrected: Answer | undefined): Items {
  const raw = items.definition.metrics.find(({ name }) => name === 'ctr');
  const known = corrected?.definition.metrics.find(({ name }) => name === NAME) ?? raw;
  if (known === undefined) return items;
  const metric = { ...known, name: NAME, title: 'Corrected for position', isShare: true };
  const { columns = [NAME], rows = [] } = corrected ?? {};
  return joinAnswers(items, { columns, rows, definition: { metrics: [metric] } }, 'item_id', [NAME]);
}

const NAME = 'corrected_ctr';
