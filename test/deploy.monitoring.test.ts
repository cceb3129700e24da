import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { loadConfig } from '../src/config.ts';
import { startTestAdmin, type TestAdmin } from './support/admin.ts';
import { askedBy } from './support/promql.ts';
import { everyFamily, type Family, familyOf } from './support/scrape.ts';

/** Prometheus, its alerts, the dashboard and the collector, held to what the service really shows. */
const DEPLOY = resolve(import.meta.dirname, '..', 'deploy');
const read = (...path: string[]) => readFileSync(join(DEPLOY, ...path), 'utf8');

const DEFAULTS = loadConfig({});
const collector = parse(read('otel-collector.yaml'));
const prometheus = parse(read('prometheus.yml'));
const services = parse(read('compose.yaml')).services as Record<string, { volumes: string[]; command: string[] }>;
const mountedIn = (name: string) => services[name]!.volumes.map((volume) => volume.split(':')[1]);

let admin: TestAdmin;
let families: ReadonlyMap<string, Family>;
beforeAll(async () => {
  admin = await startTestAdmin();
  families = await everyFamily();
});
afterAll(() => admin.close());

describe('what watches the service', () => {
  const rules = parse(read('alerts.yml')).groups.flatMap((group: { rules: unknown[] }) => group.rules) as {
    alert: string;
    expr: string;
    labels: { severity: string };
    annotations: { summary: string };
  }[];
  const dashboards = readdirSync(join(DEPLOY, 'grafana', 'dashboards')).map((file) =>
    JSON.parse(read('grafana', 'dashboards', file)),
  );
  const panels = dashboards.flatMap((dashboard) => dashboard.panels) as {
    title: string;
    datasource: { uid: string };
    targets: { expr: string; legendFormat: string }[];
  }[];
  /** What Prometheus adds to every series. */
  const SCRAPED = ['job', 'instance', 'le'];

  /** Names and labels of an expression that /metrics does not have. */
  function unknownIn(expression: string): string[] {
    const { names, labels } = askedBy(expression);
    const asked = names.map((name) => familyOf(families, name));
    const known = new Set([...SCRAPED, ...asked.flatMap((family) => [...(family?.labels ?? [])])]);
    return [
      ...names.filter((_name, at) => asked[at] === undefined),
      ...labels.filter((label) => !known.has(label)).map((label) => `label ${label}`),
    ];
  }

  test('Prometheus scrapes the admin port of the service, and loads rules that are mounted', async () => {
    const [job] = prometheus.scrape_configs;
    expect(job.static_configs[0].targets).toEqual([`marquee:${DEFAULTS.adminPort}`]);
    expect(await admin.statusOf(job.metrics_path)).toBe(200);
    const mounted = mountedIn('prometheus');
    expect(mounted).toEqual(expect.arrayContaining(prometheus.rule_files));
    const [config] = services.prometheus!.command;
    expect(mounted).toContain(config!.split('=')[1]);
  });

  test('the collector passes on what it receives', () => {
    const { receivers, processors, exporters } = collector.service.pipelines.traces;
    expect(Object.keys(collector.receivers)).toEqual(expect.arrayContaining(receivers));
    expect(Object.keys(collector.processors)).toEqual(expect.arrayContaining(processors));
    expect(Object.keys(collector.exporters)).toEqual(expect.arrayContaining(exporters));
    expect(services['otel-collector']!.command).toEqual([`--config=${mountedIn('otel-collector')[0]}`]);
  });

  test('a name or label that /metrics does not have would be found', () => {
    expect(unknownIn('rate(marquee_pages_total{rung="R0"}[5m])')).toEqual(['marquee_pages_total', 'label rung']);
    expect(unknownIn('sum by (arm) (marquee_page_seconds_count)')).toEqual(['label arm']);
  });

  test('every alert asks for what /metrics has, and says what is wrong', () => {
    expect(rules.length).toBeGreaterThan(8);
    for (const { alert, expr, labels, annotations } of rules) {
      expect({ alert, unknown: unknownIn(expr) }).toEqual({ alert, unknown: [] });
      expect(['page', 'ticket']).toContain(labels.severity);
      const shown = [...annotations.summary.matchAll(/\$labels\.(\w+)/g)].map((match) => match[1]!);
      const { names, labels: asked } = askedBy(expr);
      const known = [...SCRAPED, ...asked, ...names.flatMap((name) => [...familyOf(families, name)!.labels])];
      expect({ alert, unknown: shown.filter((label) => !known.includes(label)) }).toEqual({ alert, unknown: [] });
    }
  });

  test('alerts on limits have the limits of the defaults', () => {
    const exprOf = (name: string) => rules.find(({ alert }) => alert === name)!.expr;
    const [gib] = /\d+ \* 1024 \* 1024 \* 1024/.exec(exprOf('MarqueeJournalFilling'))!;
    expect(Number.parseInt(gib, 10) * 1024 ** 3).toBe(DEFAULTS.journalMaxBytes);
    expect(exprOf('MarqueePagesSlow')).toContain(`> ${DEFAULTS.deadlineMs / 1000}`);
  });

  test('every panel of the dashboard asks for what /metrics has, from the data source that is set up', () => {
    const [source] = parse(read('grafana', 'provisioning', 'datasources', 'prometheus.yaml')).datasources;
    expect(new URL(source.url).hostname in services).toBe(true);
    expect(panels.length).toBeGreaterThan(8);
    for (const { title, datasource, targets } of panels) {
      expect({ title, unknown: targets.flatMap(({ expr }) => unknownIn(expr)) }).toEqual({ title, unknown: [] });
      expect(datasource.uid).toBe(source.uid);
    }
  });

  test('the dashboard shows pages and their time by rung, stages, event lag, journal, withheld pins and model age', () => {
    const asked = new Set(panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => askedBy(expr).names)));
    for (const name of [
      'marquee_page_seconds_count',
      'marquee_page_seconds_bucket',
      'marquee_stage_seconds_sum',
      'marquee_event_lag_seconds',
      'marquee_journal_bytes',
      'marquee_withheld_total',
      'marquee_model_age_seconds',
    ]) {
      expect(asked).toContain(name);
    }
  });

  test('Grafana finds its dashboards where they are mounted', () => {
    const [provider] = parse(read('grafana', 'provisioning', 'dashboards', 'marquee.yaml')).providers;
    expect(mountedIn('grafana')).toContain(provider.options.path);
  });
});
