import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { exposureCurve } from '../../../src/console/reports/items/exposure-curve.ts';
import { dayLabels } from '../../../src/console/reports/parts/day-series.ts';
import { openedIn, openedPath } from '../../../src/console/reports/parts/opened.ts';
import { pinTime } from '../../../src/console/reports/pins/asked-time.ts';
import { audienceLines } from '../../../src/console/reports/pins/audience-lines.ts';
import { QUALITY_PARTS } from '../../../src/console/reports/quality/quality-parts.ts';
import { VIEWERS_FIGURES } from '../../../src/console/reports/viewers/viewers-figures.ts';
import { METRIC_NAMES } from '../../../src/reports/metrics.ts';
import { REPORTS } from '../../../src/reports/registry.ts';

test('whatever is opened has an address that opens it', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: 'binary' }), (id) => {
      fc.pre(id.isWellFormed());
      expect(openedIn(openedPath('/reports/rows', id), '/reports/rows')).toBe(id);
    }),
  );
  expect(openedIn('/reports/rows', '/reports/rows')).toBeNull();
  expect(openedIn('/reports/rows/', '/reports/rows')).toBeNull();
  expect(openedIn('/reports/items/heat', '/reports/rows')).toBeNull();
  expect(openedIn('/reports/rows/%E0%A4%A', '/reports/rows')).toBeNull();
});

test('days of a time by the clocks of a zone; those that are not all in it are partial', () => {
  const of = (from: string, to: string, tz: string) =>
    dayLabels({ from, to, tz }).map(({ day, isPartial }) => `${day}${isPartial ? '*' : ''}`);
  expect(of('2026-11-01T00:00:00.000Z', '2026-11-03T00:00:00.000Z', 'UTC')).toEqual(['2026-11-01', '2026-11-02']);
  expect(of('2026-11-01T12:00:00.000Z', '2026-11-03T00:00:00.001Z', 'UTC')).toEqual([
    '2026-11-01*',
    '2026-11-02',
    '2026-11-03*',
  ]);
  // Clocks go back in New York: a day of 25 hours is a day.
  expect(of('2026-11-01T04:00:00.000Z', '2026-11-02T05:00:00.000Z', 'America/New_York')).toEqual(['2026-11-01']);
});

test('what a pin cost is asked of 31 days at most: the last ones', () => {
  const to = '2026-11-21T12:00:00.000Z';
  expect(pinTime({ from: '2026-11-01T00:00:00.000Z', to })).toEqual({
    ...{ from: '2026-11-01T00:00:00.000Z', to },
    isCut: false,
  });
  expect(pinTime({ from: '2026-01-01T00:00:00.000Z', to })).toEqual({
    ...{ from: '2026-10-21T12:00:00.000Z', to },
    isCut: true,
  });
});

test('audiences are drawn where there is something to tell apart', () => {
  const clicks = (net: number) => ({ net, ci95: [net - 1, net + 1] }) as never;
  const audience = (by: 'surface' | 'region', value: string | null, net: number) => ({
    ...{ by, value, impressions: 1_200 },
    clicks: clicks(net),
  });
  const groups = audienceLines({
    audiences: [audience('surface', 'tv', 5), audience('region', 'SE', -3), audience('region', null, 1)],
  });
  expect(groups).toEqual([
    {
      by: 'region',
      lines: [
        { key: 'SE', name: 'SE · 1,200', value: -3, interval: [-4, -2] },
        { key: '', name: 'No region · 1,200', value: 1, interval: [0, 2] },
      ],
    },
  ]);
});

test('times shown: as far as anybody was, with gaps where nobody was', () => {
  const metric = { name: 'ctr', title: 'CTR', kind: 'ratio', isShare: true } as never;
  const rows = [
    { exposure: 1, ctr: 0.1, ctr_ci95: [0.05, 0.2] },
    { exposure: 3, ctr: 0.04, ctr_ci95: [0.01, 0.1] },
  ];
  const curve = exposureCurve({ rows, definition: { metrics: [metric], title: '', notes: [] } }, 'ctr')!;
  expect(curve.labels.map(({ long }) => long)).toEqual(['The 1st time', 'The 2nd time', 'The 3rd time']);
  expect(curve.series[0]!.values).toEqual([0.1, null, 0.04]);
  expect(curve.kind).toBe('share');
  const last = { exposure: 10, ctr: 0, ctr_ci95: null };
  const long = exposureCurve({ rows: [last], definition: { metrics: [metric], title: '', notes: [] } }, 'ctr')!;
  expect(long.labels.at(-1)).toEqual({ short: '10+', long: 'The 10th time or later' });
  expect(exposureCurve({ rows: [], definition: { metrics: [metric], title: '', notes: [] } }, 'ctr')).toBeNull();
});

test('what is shown of viewers are metrics of the report that says it', () => {
  const { metrics } = REPORTS.find(({ name }) => name === 'engagement')!;
  expect(metrics).toEqual(expect.arrayContaining(VIEWERS_FIGURES.map(({ name }) => name)));
});

test('what quality shows are metrics of the report that it shows', () => {
  for (const { report, figures, charts } of QUALITY_PARTS) {
    const { metrics } = REPORTS.find(({ name }) => name === report)!;
    const shown = [...figures.map(({ name }) => name), ...charts.flatMap(({ lines }) => lines.map(({ name }) => name))];
    expect(shown.filter((name) => !(metrics as readonly string[]).includes(name))).toEqual([]);
    expect(shown.every((name) => (METRIC_NAMES as readonly string[]).includes(name))).toBe(true);
  }
});
