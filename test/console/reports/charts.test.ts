import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { chartCsv } from '../../../src/console/reports/parts/chart-csv.ts';
import { axisEnd, axisTicks, chartData } from '../../../src/console/reports/parts/chart-data.ts';
import { sparkPath } from '../../../src/console/reports/parts/spark-path.ts';

const label = (short: string, isPartial = false) => ({ short, long: short, isPartial });

describe('a chart', () => {
  test('has what is not over apart, so that no line falls to it', () => {
    const labels = [label('a'), label('b'), label('c', true)];
    const series = [
      { name: 'now', values: [1, null, 3], intervals: [[0, 2] as const, null, [1, 5] as const] },
      { name: 'before', values: [4, 5, 6], isBehind: true },
    ];
    expect(chartData(labels, series, { apart: true })).toEqual([
      { at: 0, short: 'a', s0: 1, band0: [0, 2], s1: 4 },
      { at: 1, short: 'b', s0: null, s1: 5 },
      { at: 2, short: 'c', part0: 3 },
    ]);
    expect(chartData(labels, series, { apart: false })[2]).toEqual({ at: 2, short: 'c', s0: 3, band0: [1, 5], s1: 6 });
  });

  test('begins at 0, has every value in it, round ticks, and shares end at all', () => {
    const value = fc.oneof(fc.constant(0), fc.double({ min: 1e-9, max: 1e9, noNaN: true }));
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1 }),
        fc.constantFrom('count' as const, 'number' as const),
        (values, kind) => {
          const end = axisEnd([{ name: '', values }], kind);
          const ticks = axisTicks(end);
          expect(end).toBeGreaterThanOrEqual(Math.max(...values));
          expect(ticks[0]).toBe(0);
          expect(ticks.length).toBeGreaterThan(1);
          expect(ticks.length).toBeLessThan(8);
          expect(ticks.at(-1)).toBeLessThanOrEqual(end * (1 + 1e-9));
        },
      ),
    );
    expect(axisEnd([{ name: '', values: [0.98] }], 'share')).toBe(1);
  });

  test('is not made small by the interval of a day with a handful of users', () => {
    const values = [0.02, 0.02];
    expect(
      axisEnd(
        [
          {
            name: '',
            values,
            intervals: [
              [0.01, 0.03],
              [0, 0.9],
            ],
          },
        ],
        'share',
      ),
    ).toBeLessThan(0.05);
  });
});

test('the CSV of a chart has what it draws, exact', () => {
  const labels = [{ ...label('27 Nov'), day: '2026-11-27' }, label('Sat, 28', true)];
  const series = [
    { name: 'The last 28 days', values: [0.123456789, null], intervals: [[0.1, 0.2] as const, null] },
    { name: 'Before', values: [1, 2], isBehind: true },
  ];
  expect(chartCsv('Day', labels, series)).toBe(
    [
      'day,the_last_28_days,the_last_28_days_ci95_low,the_last_28_days_ci95_high,before',
      '2026-11-27,0.123456789,0.1,0.2,1',
      '"Sat, 28",,,,2',
      '',
    ].join('\r\n'),
  );
});

describe('a small line', () => {
  const SIZE = { width: 100, height: 20 };

  test('goes from 0 to the greatest, with gaps where nothing is known', () => {
    const { line, area } = sparkPath([0, 10, null, 5, 5], SIZE);
    expect(line).toBe('M0 19L25 1M75 10L100 10');
    expect(area.split('M')).toHaveLength(3);
  });

  test('is a stroke for one value alone, and flat on the ground for none', () => {
    expect(sparkPath([null, 4, null], SIZE).line).toBe('M33.33 1L66.67 1');
    expect(sparkPath([0, 0], SIZE).line).toBe('M0 19L100 19');
    expect(sparkPath([], SIZE)).toEqual({ line: '', area: '' });
  });
});
