/** How a test sets a field against its values. */
export const OPERATORS = ['=', '!=', 'in', 'not in', '<', '<=', '>', '>=', 'contains'] as const;
export type Operator = (typeof OPERATORS)[number];

/** Whether a number meets a value that stands for all from `from` to `last`. Nothing compares with what there is not (NaN). */
export function holds(operator: Operator, number: number, from: number, last: number): boolean {
  switch (operator) {
    case '<':
      return number < from;
    case '<=':
      return number <= last;
    case '>':
      return number > last;
    case '>=':
      return number >= from;
    default:
      return number >= from && number <= last;
  }
}
