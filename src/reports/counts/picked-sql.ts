import { DIMENSIONS, type DimensionName, type ReportRequest } from '../report.ts';
import { textLiteral } from '../sql-text.ts';

/**
 * Conditions over what was measured of all: the rows that were named. Their numbers are those that the whole report has, intervals that borrow
 * from other rows included.
 */
export function pickedSql(
  of: readonly DimensionName[],
  { only = [] }: Pick<ReportRequest, 'only'>,
  sqlOf: (name: DimensionName) => string = (name) => DIMENSIONS[name],
): readonly string[] {
  if (only.length === 0) return [];
  return of.map((name) => `${sqlOf(name)} IN (${only.map(textLiteral).join(', ')})`);
}
