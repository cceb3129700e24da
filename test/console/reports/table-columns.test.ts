import { describe, expect, test } from '@jest/globals';
import type { Metric } from '../../../clients/typescript/src/index.ts';
import { reportCsv } from '../../../src/console/reports/parts/report-csv.ts';
import { changeIn, shownRows, tableColumns } from '../../../src/console/reports/parts/table-columns.ts';

const metric = (name: string, changes: Partial<Metric> = {}): Metric => ({
  ...{ name, title: name.toUpperCase(), unit: 'impressions', direction: 'up', owner: 'apps', kind: 'count' },
  ...{ definition: '', sql: '' },
  ...changes,
});
const CTR = metric('ctr', { kind: 'ratio', isShare: true, numerator: 'clicked', denominator: 'served' });
const SERVED = metric('served');

const PLAIN = {
  columns: ['row_id', 'served', 'ctr', 'ctr_ci95'],
  definition: { metrics: [SERVED, CTR] },
  rows: [
    { row_id: 'top-picks', served: 100, ctr: 0.1, ctr_ci95: [0.05, 0.2] },
    { row_id: '=SUM(A1)', served: 9, ctr: null, ctr_ci95: null },
    { row_id: 'genre:drama', served: 1000, ctr: 0.05, ctr_ci95: [0.04, 0.06] },
  ],
};
const COMPARED = {
  ...PLAIN,
  columns: [
    ...['row_id', 'served', 'ctr', 'ctr_ci95', 'previous_served', 'previous_ctr', 'previous_ctr_ci95'],
    ...['ctr_change', 'ctr_change_ci95'],
  ],
  rows: [
    {
      ...PLAIN.rows[0]!,
      ...{ previous_served: 80, previous_ctr: 0.15, previous_ctr_ci95: [0.1, 0.2] },
      ...{ ctr_change: -0.05, ctr_change_ci95: [-0.09, -0.01] },
    },
  ],
};

describe('columns', () => {
  test('are known by the definition: what belongs to a metric is no column of its own', () => {
    expect(tableColumns(PLAIN).map(({ kind, key, title }) => [kind, key, title])).toEqual([
      ['text', 'row_id', 'Row'],
      ['figure', 'served', 'SERVED'],
      ['figure', 'ctr', 'CTR'],
    ]);
    expect(tableColumns(COMPARED).map(({ key }) => key)).toEqual([
      'row_id',
      'served',
      'served_change',
      'ctr',
      'ctr_change',
    ]);
    expect(tableColumns(COMPARED, ['ctr']).map(({ key }) => key)).toEqual(['row_id', 'ctr', 'ctr_change']);
  });

  test('a change is the API’s where it tells one, and of a count what it was', () => {
    expect(changeIn(COMPARED.rows[0]!, CTR)).toMatchObject({ by: -0.05, interval: [-0.09, -0.01], verdict: 'lower' });
    expect(changeIn(COMPARED.rows[0]!, SERVED)).toMatchObject({ by: 0.25, isCount: true });
  });
});

describe('rows', () => {
  const columns = tableColumns(PLAIN);
  const ids = (asked: Parameters<typeof shownRows>[2]) =>
    shownRows(PLAIN.rows, columns, asked).map(({ row_id }) => row_id);

  test('stay in the order of the report, or go by a column; what is not known comes last either way', () => {
    expect(ids({ find: null, sort: null })).toEqual(['top-picks', '=SUM(A1)', 'genre:drama']);
    const sort = (descending: boolean) => ids({ find: null, sort: { column: 'ctr', descending } });
    expect(sort(true)).toEqual(['top-picks', 'genre:drama', '=SUM(A1)']);
    expect(sort(false)).toEqual(['genre:drama', 'top-picks', '=SUM(A1)']);
    expect(ids({ find: null, sort: { column: 'gone', descending: true } })).toHaveLength(3);
  });

  test('are found by what stands there, and by the id behind it', () => {
    expect(ids({ find: 'top P', sort: null })).toEqual(['top-picks']);
    expect(ids({ find: 'genre:dr', sort: null })).toEqual(['genre:drama']);
  });
});

describe('CSV', () => {
  test('has the rows and columns on screen, exact, with intervals, and no formula', () => {
    const columns = tableColumns(PLAIN);
    const rows = shownRows(PLAIN.rows, columns, { find: null, sort: { column: 'served', descending: true } });
    expect(reportCsv(rows, columns)).toBe(
      [
        'row_id,served,ctr,ctr_ci95_low,ctr_ci95_high',
        'genre:drama,1000,0.05,0.04,0.06',
        'top-picks,100,0.1,0.05,0.2',
        "'=SUM(A1),9,,,",
        '',
      ].join('\r\n'),
    );
  });

  test('of a comparison has the changes, of counts as shares', () => {
    expect(reportCsv(COMPARED.rows, tableColumns(COMPARED))).toBe(
      [
        'row_id,served,served_change_share,ctr,ctr_ci95_low,ctr_ci95_high,ctr_change,ctr_change_ci95_low,ctr_change_ci95_high',
        'top-picks,100,0.25,0.1,0.05,0.2,-0.05,-0.09,-0.01',
        '',
      ].join('\r\n'),
    );
  });
});
