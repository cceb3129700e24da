import { expect, test } from '@jest/globals';
import type { Metric } from '../../../clients/typescript/src/index.ts';
import { chosenMetric, trendDays, trendOf } from '../../../src/console/reports/overview/overview-metrics.ts';

const metric = (name: string, kind: Metric['kind']): Metric => ({
  ...{ name, title: name, unit: '', direction: 'up', owner: '', kind, definition: '', sql: '', isShare: true },
});
const definition = { title: '', metrics: [metric('served', 'count'), metric('ctr', 'ratio')], notes: [] };

test('the days of a trend end today, and go over the ends of months', () => {
  const days = trendDays('2026-03-02T14:03');
  expect([days.length, days[0], days.at(-2), days.at(-1)]).toEqual([28, '2026-02-03', '2026-03-01', '2026-03-02']);
});

test('a day of which nothing is answered had none served, and its ratio is not known', () => {
  const answer = {
    definition,
    columns: ['day', 'served', 'ctr', 'ctr_ci95', 'previous_served', 'previous_ctr'],
    rows: [{ day: '2026-03-01', served: 5, ctr: 0.2, ctr_ci95: [0.1, 0.4], previous_served: 7, previous_ctr: null }],
  };
  const days = ['2026-02-28', '2026-03-01'];
  expect(trendOf(answer, 'served', days)).toMatchObject({ kind: 'count', values: [0, 5], previous: [0, 7] });
  expect(trendOf(answer, 'ctr', days)).toMatchObject({
    ...{ kind: 'share', values: [null, 0.2], previous: [null, null], intervals: [null, [0.1, 0.4]] },
  });
  expect(trendOf({ ...answer, columns: ['day', 'served'] }, 'served', days)!.previous).toBeNull();
  expect(trendOf(answer, 'gone', days)).toBeNull();
});

test('any metric of the reports can be drawn; one that neither has is the click rate', () => {
  const said = { funnel: { definition }, viewers: null };
  expect(chosenMetric('viewers', said)).toEqual({ name: 'viewers', report: 'viewers' });
  const other = { ...definition, metrics: [metric('view_rate', 'ratio')] };
  expect(chosenMetric('view_rate', { ...said, funnel: { definition: other } })).toEqual({
    name: 'view_rate',
    report: 'funnel',
  });
  expect(chosenMetric('gone', said)).toEqual({ name: 'ctr', report: 'funnel' });
  expect(chosenMetric(null, said).name).toBe('ctr');
});
