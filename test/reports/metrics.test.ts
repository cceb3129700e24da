import { describe, expect, test } from '@jest/globals';
import { METRIC_NAMES, METRICS, metricOf } from '../../src/reports/metrics.ts';
import { REPORTS } from '../../src/reports/registry.ts';
import { DIMENSIONS } from '../../src/reports/report.ts';

describe('metrics.json', () => {
  test('has each metric that has a name in the code, once, in that order', () => {
    expect(METRICS.map(({ name }) => name)).toEqual(METRIC_NAMES);
  });

  test.each(METRICS)('$name says all that a reader has to know', (metric) => {
    expect(metric.name).toMatch(/^[a-z][a-z0-9_]*$/);
    for (const text of [metric.title, metric.unit, metric.owner, metric.sql]) expect(text).not.toBe('');
    expect(metric.definition).toMatch(/\.$/);
    expect(['up', 'down', 'neutral']).toContain(metric.direction);
    expect(['count', 'sum', 'mean', 'ratio', 'statistic']).toContain(metric.kind);
    expect(metric.numerator === undefined).toBe(metric.denominator === undefined);
    if (metric.numerator !== undefined) {
      expect(metric.sql).toMatch(new RegExp(`\\b${metric.numerator}\\b.*\\b${metric.denominator}\\b`));
      expect(metricOf(metric.numerator).kind).not.toBe('ratio');
      expect(metricOf(metric.denominator!).kind).not.toBe('ratio');
    }
  });
});

describe('the registry of reports', () => {
  test('names each report once, by words that stand in an address', () => {
    const names = REPORTS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z][a-z-]*$/);
  });

  test.each(REPORTS)('$name tells of metrics and by dimensions that there are', ({ metrics, dimensions, title }) => {
    expect(METRIC_NAMES).toEqual(expect.arrayContaining([...metrics]));
    expect(Object.keys(DIMENSIONS)).toEqual(expect.arrayContaining([...dimensions]));
    expect(title).toMatch(/\.$/);
  });
});
