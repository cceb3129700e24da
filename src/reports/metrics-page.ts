import { METRICS } from './metrics.ts';
import { REPORTS } from './registry.ts';
import { DIMENSIONS } from './report.ts';

/** docs/metrics.md, from metrics.json and the registry. */
export function metricsPage(): string {
  const metrics = METRICS.map(
    ({ name, unit, direction, owner, definition, sql }) =>
      `| \`${name}\` | ${definition} | ${unit} | ${DIRECTIONS[direction]} | ${owner} | \`${sql}\` |`,
  );
  const reports = REPORTS.map(
    ({ name, title, metrics: of, dimensions }) =>
      `| \`${name}\` | ${title} | ${dimensions.join(', ')} | ${of.map((metric) => `\`${metric}\``).join(', ')} |`,
  );
  const dimensions = Object.entries(DIMENSIONS).map(([name, column]) => `| \`${name}\` | \`${column}\` |`);
  return `${[
    '# Metrics',
    '',
    'Made from [src/reports/metrics.json](../src/reports/metrics.json) by `npm run generate:metrics`; a test holds it to that. Answers of the API and of `marquee report` carry the same definitions.',
    '',
    'Counts are SQL over `v_impression_outcomes` ([log-schema.md](log-schema.md)), one row an impression, unless their words name another view; ratios are over their columns. Every ratio comes with `<name>_ci95`, an interval over users ([analysts.md](analysts.md#intervals)).',
    '',
    '| name | what it is | unit | better | owner | SQL |',
    '|---|---|---|---|---|---|',
    ...metrics,
    '',
    '## Reports',
    '`GET /v1/reports/{report}`, `marquee report <report>`.',
    '',
    '| report | what it tells | `by` takes | columns |',
    '|---|---|---|---|',
    ...reports,
    '',
    '| `by` | column |',
    '|---|---|',
    ...dimensions,
  ].join('\n')}\n`;
}

const DIRECTIONS = { up: 'more', down: 'less', neutral: 'neither' } as const;
