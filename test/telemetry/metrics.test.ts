import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { everyFamily, SOME_GAUGES, scrapeAfter } from '../support/scrape.ts';

const OPERATIONS = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'operations.md'), 'utf8');

describe('/metrics', () => {
  test('shows the names of the contract, gauges as gauges and times as histograms', async () => {
    const text = await scrapeAfter((metrics) => {
      metrics.watch(SOME_GAUGES);
      metrics.page('home', 'R0', 0.003);
      metrics.stage('score', 0.0004);
      metrics.impressions(160);
      metrics.withheld('watched', 2);
      metrics.eventLag(0.25);
    });
    expect(text).toMatch(/marquee_page_seconds_bucket\{route="home",rung="R0".*le="0.005"\} 1/);
    expect(text).toMatch(/marquee_stage_seconds_sum\{stage="score".*\} 0.0004/);
    expect(text).toMatch(/marquee_impressions_total(\{.*\})? 160/);
    expect(text).toMatch(/marquee_withheld_total\{reason="watched".*\} 2/);
    expect(text).toMatch(/marquee_journal_bytes(\{.*\})? 4096/);
    expect(text).toMatch(/marquee_model_age_seconds(\{.*\})? 7/);
    expect(text).toMatch(/marquee_event_lag_seconds(\{.*\})? 0.25/);
  });

  test('tells stores that answer from those that do not, and answers by route and status', async () => {
    const text = await scrapeAfter((metrics) => {
      metrics.watch(SOME_GAUGES);
      metrics.answer('GET', '/v1/items/{itemId}', 404);
      metrics.answer('GET', '/v1/items/{itemId}', 404);
    });
    expect(text).toMatch(/marquee_dependency_up\{dependency="postgres".*\} 1/);
    expect(text).toMatch(/marquee_dependency_up\{dependency="redis".*\} 0/);
    expect(text).toMatch(/marquee_requests_total\{method="GET",route="\/v1\/items\/\{itemId\}",status="404".*\} 2/);
    expect(text).toMatch(/marquee_model_info\{retrieval="m1",ranker="m1".*\} 1/);
    expect(text).toMatch(/marquee_snapshot_version\{part="pins".*\} 12/);
  });

  test('shows the process: memory, CPU, and how late the event loop is', async () => {
    const text = await scrapeAfter(() => {});
    for (const name of ['process_resident_memory_bytes', 'process_cpu_seconds_total', 'nodejs_heap_size_used_bytes']) {
      expect(Number(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)`, 'm').exec(text)?.[1])).toBeGreaterThan(0);
    }
    for (const quantile of ['0.5', '0.99', '1']) {
      expect(text).toMatch(new RegExp(`marquee_event_loop_lag_seconds\\{quantile="${quantile}".*\\} [0-9.e-]+`));
    }
  });

  test('a gauge that cannot be read takes no other with it', async () => {
    const text = await scrapeAfter((metrics) => {
      const broken = () => {
        throw new Error('not now');
      };
      metrics.watch({ ...SOME_GAUGES, catalogueItems: broken, dependencies: async () => broken() });
    });
    expect(text).toMatch(/marquee_journal_bytes(\{.*\})? 4096/);
    expect(text).not.toMatch(/^marquee_catalogue_items\S* \d/m);
  });

  test('shows nothing that docs/operations.md does not explain, and the other way round', async () => {
    const explained = [...OPERATIONS.matchAll(/^\| `([a-z_]+)(?:\{([a-z_, ]+)\})?` \|/gm)].map(
      ([, name, labels]) => `${name}{${(labels ?? '').split(/, ?/).sort().join()}}`,
    );
    const shown = [...(await everyFamily()).values()].map(
      ({ name, labels }) => `${name}{${[...labels].sort().join()}}`,
    );
    expect(explained.sort()).toEqual(shown.sort());
  });
});
