import { type Command, InvalidArgumentError } from 'commander';
import { type Context, openContext } from '../context.ts';
import type { Catalogue } from '../domain/catalogue.ts';
import { MarqueeError } from '../domain/errors.ts';
import type { AlignedPackage } from '../domain/model-package.ts';
import { ORIGINS, type Origin } from '../domain/origin.ts';
import { alignPackage } from '../features/align-package.ts';
import { createCatalogue, withChanges } from '../features/catalogue-columns.ts';
import { type DriftReport, measureDrift } from '../learning/drift/measure-drift.ts';
import { measureSkew, type SkewReport } from '../learning/skew/measure-skew.ts';
import { REPORTS } from '../reports/registry.ts';
import { countedReportCommand } from './report-counted.ts';
import { offPolicyCommand } from './report-off-policy.ts';
import { type Answer, answers, createVerb, type Shell, table, wholeNumber } from './shell.ts';

const DAY_MS = 86_400_000;
const EXIT_SKEWED = 3;
const EXIT_NOTHING_COMPARED = 4;

const SKEW_HELP = `
Makes the features of sampled pages (FEATURE_SAMPLE_SHARE) again from the log, by the code that training runs, and compares them with
what the page was scored by. Those that follow from the user, the request and the catalogue have to be the same to the bit; those that
follow from item stats as well are told with their largest difference. Pages whose user state cannot be told from the log are counted
and not compared. Exit codes: 0 all compared pages are the same, 3 some are not, 4 there was nothing to compare.`;

const DRIFT_HELP = `
Compares the features of the last day's sampled pages with those of the impressions that the live package learned from, by the
population stability index of each feature: .1 is worth a look, above .25 the ranker sees what it was not made for.`;

interface RangeOptions {
  readonly from?: number;
  readonly to?: number;
  readonly limit: number;
  readonly origin: readonly Origin[];
}

/** What the log says of the service itself. */
export function reportCommand(shell: Shell): Command {
  const skew = withRange(
    createVerb(shell, 'skew', 'whether training sees the features that pages were scored by'),
    1000,
  );
  const drift = withRange(
    createVerb(shell, 'drift', 'how far the features of a day are from those learned from'),
    10_000,
  );
  const report = createVerb(shell, 'report', 'what the log says of the service');
  for (const one of REPORTS) report.addCommand(countedReportCommand(shell, one));
  return report
    .addCommand(
      answers(shell, skew.addHelpText('after', SKEW_HELP), (options: RangeOptions) => runSkew(shell, options)),
    )
    .addCommand(
      answers(shell, drift.addHelpText('after', DRIFT_HELP), (options: RangeOptions) => runDrift(shell, options)),
    )
    .addCommand(offPolicyCommand(shell));
}

function withRange(command: Command, limit: number): Command {
  return command
    .option('--from <time>', 'pages from this RFC 3339 time on (default: a day before --to)', time)
    .option('--to <time>', 'pages before this time (default: now)', time)
    .option('--limit <n>', 'sampled pages at most, the newest', wholeNumber(1, 1_000_000), limit)
    .option('--origin <origins>', 'whose pages, by commas', originsOf, ['app']);
}

function filterOf({ from, to, limit, origin }: RangeOptions, nowMs: number) {
  const untilMs = to ?? nowMs;
  return { fromMs: from ?? untilMs - DAY_MS, untilMs, limit, origins: origin };
}

async function runSkew(shell: Shell, options: RangeOptions): Promise<Answer> {
  const context = await openContext(shell.config());
  const models = new Map<string, Promise<AlignedPackage | null>>();
  try {
    await context.openBackend();
    // Read before the items: of two that change meanwhile, pages of the later one count as of another catalogue.
    const { catalogue: catalogueVersion } = await context.changeFeed.versions();
    const catalogue = await readCatalogue(context);
    const origins: readonly Origin[] = [...new Set<Origin>(['app', 'import', ...options.origin])];
    const modelOf = (version: string): Promise<AlignedPackage | null> => {
      const known = models.get(version) ?? loadPackage(context, version, catalogue);
      models.set(version, known);
      return known;
    };
    const deps = { ...context, catalogue, catalogueVersion, origins, modelOf };
    return skewAnswer(await measureSkew(deps, filterOf(options, context.clock.nowMs())));
  } finally {
    for (const model of models.values()) (await model.catch(() => null))?.model.ranker.dispose();
    await context.close();
  }
}

async function readCatalogue({ itemStore }: Pick<Context, 'itemStore'>): Promise<Catalogue> {
  let catalogue: Catalogue = createCatalogue([], 1);
  for await (const items of itemStore.changedSince(0)) catalogue = withChanges(catalogue, items, 1);
  return catalogue;
}

async function loadPackage({ modelStore }: Context, version: string, catalogue: Catalogue) {
  try {
    return alignPackage(await modelStore.load(version), catalogue);
  } catch (error) {
    // Gone from the disk, or of other features: nothing can be said of its pages.
    if (error instanceof MarqueeError && ['unknown-model', 'data-check-failed'].includes(error.code)) return null;
    throw error;
  }
}

function skewAnswer(report: SkewReport): Answer {
  const { decisions, compared, equal, undecided, rows, differences } = report;
  const left = Object.entries(undecided).filter(([, count]) => count > 0);
  const lines = [
    `${decisions} sampled pages, ${compared} compared (${rows} items): ${equal} of them have the same user features to the bit.`,
    ...(left.length === 0 ? [] : [`Not compared: ${left.map(([why, count]) => `${count} ${why}`).join(', ')}.`]),
    ...(differences.length === 0
      ? []
      : [
          table(
            ['feature', 'reads stats', 'pages', 'items', 'largest difference', 'such as', 'served', 'again'],
            differences.map((one) => [
              one.feature,
              one.readsStats ? 'yes' : 'NO',
              one.decisions,
              one.rows,
              one.largest.toPrecision(3),
              `${one.example.recommendationId} item ${one.example.itemNo}`,
              one.example.served,
              one.example.again,
            ]),
          ),
        ]),
  ];
  const exitCode = equal < compared ? EXIT_SKEWED : compared === 0 ? EXIT_NOTHING_COMPARED : 0;
  return { json: report, text: lines.join('\n'), exitCode };
}

async function runDrift(shell: Shell, options: RangeOptions): Promise<Answer> {
  const context = await openContext(shell.config());
  try {
    return driftAnswer(await measureDrift(context, filterOf(options, context.clock.nowMs())));
  } finally {
    await context.close();
  }
}

function driftAnswer(report: DriftReport): Answer {
  const { version, reason, pages, impressions, features } = report;
  if (reason !== null) return { json: report, text: `${reason}.`, exitCode: EXIT_NOTHING_COMPARED };
  const rows = [...features].sort((a, b) => b.psi - a.psi).map(({ name, psi }) => [name, psi.toFixed(4)]);
  const text = [`${impressions} impressions of ${pages} sampled pages beside what ${version} learned from.`];
  return { json: report, text: [...text, table(['feature', 'psi'], rows)].join('\n') };
}

function time(text: string): number {
  const atMs = Date.parse(text);
  if (Number.isFinite(atMs)) return atMs;
  throw new InvalidArgumentError('It must be a time such as 2026-03-01T00:00:00Z.');
}

function originsOf(text: string): readonly Origin[] {
  const origins = text.split(',').map((name) => ORIGINS.find((origin) => origin === name));
  if (origins.includes(undefined)) throw new InvalidArgumentError(`It must be of ${ORIGINS.join(', ')}.`);
  return origins as readonly Origin[];
}
