import { describe, expect, test } from '@jest/globals';
import { combineMetrics } from '../../src/telemetry/combine-metrics.ts';
import { SOME_GAUGES, scrapeAfter } from '../support/scrape.ts';

/** The value of the one sample with this name whose labels hold all of these. */
function sampleOf(page: string, name: string, ...labels: string[]): string | undefined {
  const lines = page.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  const found = lines.filter((line) => labels.every((label) => line.includes(label)));
  expect(found.length).toBeLessThan(2);
  return found[0]?.slice(found[0].lastIndexOf(' ') + 1);
}

describe('the metrics of several processes as one page', () => {
  test('sum what was counted and timed, by label, and name each family once', async () => {
    const first = await scrapeAfter((metrics) => {
      metrics.events(3, 1);
      metrics.page('home', 'R0', 0.003);
    });
    const second = await scrapeAfter((metrics) => {
      metrics.events(4, 0);
      metrics.page('home', 'R0', 0.004);
      metrics.page('home', 'R4', 0.3);
    });
    const page = combineMetrics([first, second]);
    expect(sampleOf(page, 'marquee_events_total', 'answer="accepted"')).toBe('7');
    expect(sampleOf(page, 'marquee_events_total', 'answer="rejected"')).toBe('1');
    expect(sampleOf(page, 'marquee_page_seconds_count', 'rung="R0"')).toBe('2');
    expect(sampleOf(page, 'marquee_page_seconds_bucket', 'rung="R0"', 'le="0.005"')).toBe('2');
    expect(sampleOf(page, 'marquee_page_seconds_bucket', 'rung="R4"', 'le="+Inf"')).toBe('1');
    expect(Number(sampleOf(page, 'marquee_page_seconds_sum', 'rung="R0"'))).toBeCloseTo(0.007);
    expect(page.match(/^# TYPE marquee_page_seconds histogram$/gm)).toHaveLength(1);
    expect(page.match(/^# HELP marquee_events_total /gm)).toHaveLength(1);
  });

  test('add up gauges of amounts, and show of the others the one to look at', async () => {
    const scrape = (bytes: number, version: number, lag: number, postgres: 'up' | 'down') =>
      scrapeAfter((metrics) => {
        metrics.eventLag(lag);
        metrics.watch({
          ...SOME_GAUGES,
          journalBytes: () => bytes,
          snapshotParts: () => [{ part: 'pins', version, ageSeconds: 3 }],
          dependencies: async () => ({ postgres }),
        });
      });
    const page = combineMetrics([await scrape(1000, 12, 0.5, 'up'), await scrape(24, 11, 7, 'down')]);
    expect(sampleOf(page, 'marquee_journal_bytes')).toBe('1024');
    expect(sampleOf(page, 'marquee_snapshot_version', 'part="pins"')).toBe('11');
    expect(sampleOf(page, 'marquee_event_lag_seconds')).toBe('7');
    expect(sampleOf(page, 'marquee_dependency_up', 'dependency="postgres"')).toBe('0');
    expect(sampleOf(page, 'marquee_catalogue_items')).toBe('3000');
    expect(sampleOf(page, 'marquee_model_info', 'ranker="m1"')).toBe('1');
  });

  test('never fall when a process ends: what it counted stays, what it was does not', async () => {
    const gone = await scrapeAfter((metrics) => {
      metrics.events(10, 0);
      metrics.eventLag(99);
    });
    const successor = await scrapeAfter((metrics) => metrics.events(1, 0));
    const page = combineMetrics([successor], [gone]);
    expect(sampleOf(page, 'marquee_events_total', 'answer="accepted"')).toBe('11');
    expect(sampleOf(page, 'marquee_event_lag_seconds')).toBe('0');
    // Folded again and again, as one process after the other ends.
    expect(sampleOf(combineMetrics([successor], [page]), 'marquee_events_total', 'answer="accepted"')).toBe('12');
  });

  test('are the same page when there is but one', async () => {
    const page = await scrapeAfter((metrics) => {
      metrics.watch(SOME_GAUGES);
      metrics.stage('score', 0.0004);
    });
    const samples = (text: string) => text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    expect(samples(combineMetrics([page]))).toEqual(samples(page));
  });
});
