/** How a test sets a field against its values. */
export const OPERATORS = ['=', '!=', 'in', 'not in', '<', '<=', '>', '>=', 'contains'] as const;
export type Operator = (typeof OPERATORS)[number];
