import { describe, expect, test } from '@jest/globals';
import type { Metric } from '../../../clients/typescript/src/index.ts';
import {
  anomalyDays,
  anomalyDayText,
  anomalyMarks,
  anomalyText,
  canTell,
} from '../../../src/console/reports/overview/anomalies.ts';

const metric = (name: string, changes: Partial<Metric> = {}): Metric => ({
  ...{ name, title: name, unit: 'impressions', direction: 'up', owner: '', kind: 'count', definition: '', sql: '' },
  ...changes,
});
const definition = {
  ...{ title: '', notes: [] },
  metrics: [
    metric('served'),
    metric('ctr', { kind: 'ratio', isShare: true, unit: 'share' }),
    metric('p95_ms', { kind: 'statistic', unit: 'ms' }),
  ],
};
const row = (day: string, name: string, changes: object = {}) => ({
  ...{ day, until: null, metric: name, value: 1290, expected: 3651.2, expected_lo: 3499.4, expected_hi: 3806.4 },
  ...{ score: -9, p_value: 0.00001, direction: 'below', is_anomaly: true },
  ...changes,
});

describe('what is out of the ordinary', () => {
  const rows = [
    row('2026-11-11', 'served', { is_anomaly: false }),
    row('2026-11-12', 'served'),
    row('2026-11-12', 'ctr', { value: 0.01, expected: 0.04, expected_lo: 0.03, expected_hi: 0.05 }),
    row('2026-11-12', 'p95_ms', { is_anomaly: null, expected: null }),
    row('2026-11-21', 'p95_ms', { until: '05:00', value: 80, expected: 12, expected_lo: 4, expected_hi: 38 }),
    row('2026-11-21', 'of another release'),
  ];
  const days = anomalyDays({ rows, definition });

  test('is told by day, the newest first', () => {
    expect([...days].map(([day, of]) => [day, of.map(({ metric: { name } }) => name)])).toEqual([
      ['2026-11-21', ['p95_ms']],
      ['2026-11-12', ['served', 'ctr']],
    ]);
  });

  test('in words: what it was, what was to be expected, and what is usual', () => {
    const texts = [...days.values()].flat().map((anomaly) => [anomalyDayText(anomaly), anomalyText(anomaly)]);
    expect(texts).toEqual([
      ['Sat 21 Nov 2026, to 05:00', '80.0 ms, 567% above the 12.0 ms to be expected; 4.00 ms to 38.0 ms is usual.'],
      ['Thu 12 Nov 2026', '1,290, 65% below the 3,651 to be expected; 3,499 to 3,806 is usual.'],
      ['Thu 12 Nov 2026', '1.00%, below the 4.00% to be expected; 3.00% to 5.00% is usual.'],
    ]);
  });

  test('is marked where its metric is drawn', () => {
    expect(anomalyMarks(days, 'served', ['2026-11-11', '2026-11-12'])).toEqual([
      { at: 1, text: 'Out of the ordinary: 3,499 to 3,806 is usual' },
    ]);
    expect(anomalyMarks(days, 'hours', ['2026-11-12'])).toEqual([]);
  });

  test('nothing said is not that all is well: a young log cannot tell', () => {
    expect(canTell({ rows, definition })).toBe(true);
    expect(canTell({ rows: [row('2026-11-12', 'served', { expected: null, is_anomaly: null })], definition })).toBe(
      false,
    );
  });
});
