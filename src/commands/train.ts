import { type Command, InvalidArgumentError } from 'commander';
import { importEvents } from '../catalogue/import-events.ts';
import { type Context, openContext } from '../context.ts';
import type { Finding } from '../domain/data-checks.ts';
import { MarqueeError } from '../domain/errors.ts';
import type { LogStore } from '../domain/ports/log-store.ts';
import { judgeEvents } from '../ingest/validate.ts';
import { UnsoundDataError } from '../learning/data-checks/require-sound.ts';
import { type TrainOutcome, trainPackage } from '../learning/train-package.ts';
import type { BackendDescription } from '../network/describe-backend.ts';
import { openSource } from './import-sources.ts';
import { type Answer, answers, createVerb, type Shell, wholeNumber } from './shell.ts';
import { trainingOrigins } from './training-origins.ts';
import { createTrainingProgress } from './training-progress.ts';
import { planText, trainingText } from './training-text.ts';

interface TrainCommandOptions {
  readonly events?: string;
  readonly asOf?: number;
  readonly seed: number;
  readonly dryRun?: boolean;
  readonly plan?: boolean;
  readonly force?: boolean;
  readonly accept: readonly string[];
  readonly forceData?: boolean;
}

const EXIT_REJECTED = 3;
const EXIT_DATA_CHECKS = 4;

const HELP = `
Reads the log (origins app and import; simulate too while most of it is that, as in the demo), holds out the last title of up to
2,000 users, trains, compares every stage and the baselines on those, and publishes: the package is live at once. Exit codes: 0
published or nothing to do (same data, code and seed: same version), 3 rejected because it serves worse than a baseline or the live
package, beyond noise (--force publishes all the same), 4 the data cannot be learned from, or data
checks block: --accept goes on all the same, and the manifest says so.
A training that was killed is gone on with by the next one of the same data, code and seed, which makes the same bytes; what it keeps
meanwhile is under DATA_DIR/training. With a second core part of the work is done beside the rest; how many there are changes no bit.`;

export function trainCommand(shell: Shell): Command {
  const command = createVerb(shell, 'train', 'from the log to a live model package')
    .option('--events <file>', 'NDJSON, events as POST /v1/events takes them, instead of the log; - for standard input')
    .option('--as-of <time>', 'only events before this RFC 3339 time', time)
    .option('--seed <n>', 'random seed', wholeNumber(0, 2 ** 31 - 1), 1)
    .option('--dry-run', 'say what would be done, train and compare, write nothing')
    .option('--plan', 'say what would be done, and do none of it')
    .option('--accept <check>', 'train although this data check blocks; may be repeated', gathered, [])
    .option('--force-data', 'train whatever the data checks find')
    .option('--force', 'publish even what serves worse than a baseline or the live package')
    .addHelpText('after', HELP);
  return answers(shell, command, (options: TrainCommandOptions) => runTrain(shell, options));
}

async function runTrain(shell: Shell, options: TrainCommandOptions): Promise<Answer> {
  const context = await openContext(shell.config());
  const progress = createTrainingProgress(shell, context.clock);
  const pool = context.openTrainingPool();
  try {
    const backend = await context.openBackend();
    const { backendText, describeBackend } = await import('../network/describe-backend.ts');
    const device = await describeBackend();
    shell.stderr(`training on ${backendText(device)}\n`);
    const { events, asOf: untilMs, seed, dryRun, plan: planOnly, force } = options;
    const outcome = await trainPackage(
      {
        ...context,
        logStore: events === undefined ? context.logStore : await fileLog(shell, context, events),
        ...(pool !== null && { trainingPool: pool }),
        backend: backend.name,
        codeVersion: await context.codeVersion(),
      },
      {
        origins: events === undefined ? await trainingOrigins(context.logStore) : ['import'],
        ...(untilMs !== undefined && { untilMs }),
        seed,
        dryRun: dryRun === true,
        planOnly: planOnly === true,
        force: force === true,
        accept: options.accept,
        forceData: options.forceData === true,
        onFindings: (findings) => shell.stderr(findings.map((one) => `${findingText(one)}\n`).join('')),
        onPlan(plan) {
          if (dryRun || planOnly) shell.stderr(`${planText(plan)}\n`);
          progress.plan(plan);
        },
        onProgress: progress.update,
      },
    );
    return answerOf(outcome, device);
  } catch (error) {
    if (!(error instanceof MarqueeError) || error.code !== 'data-check-failed') throw error;
    return unsound(error);
  } finally {
    progress.stop();
    await pool?.close();
    await context.close();
  }
}

const gathered = (value: string, before: readonly string[]): readonly string[] => [...before, value];

/** With the list of what was found, where it is more than that there is nothing. */
function unsound(error: MarqueeError): Answer {
  const checks = error instanceof UnsoundDataError ? error.checked.findings : [];
  const json = { error: { code: error.code, detail: error.message }, checks };
  const text = [`error: ${error.message}`, ...checks.map(findingText)].join('\n');
  return { json, text, exitCode: EXIT_DATA_CHECKS };
}

const findingText = ({ check, severity, accepted, found, advice }: Finding): string =>
  `${accepted ? 'accepted' : severity}  ${check}: ${found}. ${advice}`;

/** A file of events where the log would be read. A refused line is told and left out, as by `import events`. */
async function fileLog(shell: Shell, context: Context, path: string): Promise<Pick<LogStore, 'events' | 'decisions'>> {
  const { clock, itemNumbers, userKeyOf } = context;
  const source = await openSource(path, shell.stdin, () => {});
  const rules = { nowMs: clock.nowMs(), retentionMs: Number.POSITIVE_INFINITY, origin: 'import' as const, userKeyOf };
  return {
    async *events({ untilMs = Number.POSITIVE_INFINITY }) {
      for await (const records of importEvents(source.bytes, source.name, (bodies) => judgeEvents(bodies, rules))) {
        for (const { line, refusal } of records) {
          if (refusal) shell.stderr(`line ${line} refused: ${refusal.code}: ${refusal.detail}\n`);
        }
        const events = records.flatMap((record) => (record.refusal ? [] : [record.value]));
        const kept = events.filter((event) => event.itemId !== null && event.occurredAtMs < untilMs);
        const itemNos = await itemNumbers.resolve(kept.map((event) => event.itemId!));
        yield kept.map((event, at) => ({ ...event, itemNo: itemNos[at]! }));
      }
    },
    async *decisions() {},
  };
}

function answerOf(outcome: TrainOutcome, backend: BackendDescription): Answer {
  const { version, outcome: what, metrics, verdict, data, plan, stageSeconds, samplesPerSecond } = outcome;
  return {
    json: {
      version,
      outcome: what,
      reason: verdict?.reason ?? null,
      comparisons: verdict?.comparisons ?? [],
      data,
      stages: metrics,
      plan,
      stageSeconds,
      samplesPerSecond,
      backend,
    },
    text: trainingText(outcome),
    exitCode: what === 'rejected' ? EXIT_REJECTED : 0,
  };
}

function time(text: string): number {
  const atMs = Date.parse(text);
  if (Number.isFinite(atMs)) return atMs;
  throw new InvalidArgumentError('It must be a time such as 2026-03-01T00:00:00Z.');
}
