import { Command, Option } from 'commander';
import { TASTE_KINDS } from '../src/simulation/simulate.ts';
import { benchClosedLoop, type ClosedLoopOptions } from './closed-loop.ts';
import { closedLoopText } from './closed-loop-text.ts';
import { benchEditorialSets, editorialSetsText } from './editorial-sets.ts';
import { benchExports, exportsText } from './exports.ts';
import { benchIngest } from './ingest.ts';
import { ingestText } from './ingest-text.ts';
import { addLogCommands } from './log-commands.ts';
import { numbers } from './numbers.ts';
import { benchPageQuality, type PageQualityOptions } from './page-quality.ts';
import { pageQualityText } from './page-quality-text.ts';
import { benchRank, rankText } from './rank.ts';
import { benchReplay } from './replay.ts';
import { benchRetrieve, retrieveText } from './retrieve.ts';
import { benchRollUps } from './roll-ups.ts';
import { benchSearch, searchText } from './search.ts';
import { benchServe } from './serve.ts';
import { serveText } from './serve-text.ts';
import { benchTracing, tracingText } from './tracing.ts';
import { benchTrain, defaultThreads, trainText } from './train.ts';

/** `npm run bench -- serve`: what the service costs on this machine, beside what it cannot cost less than. See docs/performance.md. */
const program = new Command('bench').description('Measures Marquee on synthetic data, with the floors of the same run');

interface ServeOptions {
  items: readonly number[];
  seconds: number;
  json?: boolean;
  profile?: string;
}

program
  .command('serve')
  .description('home pages: CPU a page, latency, floors, recall, stages')
  .option('--items <n,...>', 'items in the catalogue; one run each', numbers(10, 1_000_000), [3000])
  .option('--seconds <n>', 'length of each measurement', (text) => numbers(1, 600)(text)[0]!, 10)
  .option('--json', 'one JSON object a line on stdout, what is for people on stderr')
  .option('--profile <dir>', 'write a CPU profile of the service there')
  .action(async ({ items, seconds, json, profile }: ServeOptions) => {
    const say = (line: string): void => void process.stderr.write(`${line}\n`);
    for (const count of items) {
      const result = await benchServe({
        items: count,
        seconds,
        profileDirectory: profile ?? null,
        say,
      });
      process.stdout.write(json ? `${JSON.stringify(result)}\n` : `${serveText(result)}\n`);
    }
  });

program
  .command('ingest')
  .description(
    'pages and events into Postgres by the event path, beside plain COPY and INSERT; acknowledgement of events',
  )
  .option('--seconds <n>', 'length of each of the two measurements', (text) => numbers(1, 600)(text)[0]!, 30)
  .option('--json', 'one JSON object on stdout, what is for people on stderr')
  .action(async ({ seconds, json }: Pick<ServeOptions, 'seconds' | 'json'>) => {
    const result = await benchIngest({ seconds, say: (line) => void process.stderr.write(`${line}\n`) });
    process.stdout.write(json ? `${JSON.stringify(result)}\n` : `${ingestText(result)}\n`);
  });

program
  .command('rank')
  .description('scoring a batch of candidates: our path, the saved model by TF.js, plain loops, native')
  .option('--seconds <n>', 'length of the whole measurement', (text) => numbers(1, 600)(text)[0]!, 20)
  .option('--json', 'one JSON object a line on stdout')
  .action(async ({ seconds, json }: Pick<ServeOptions, 'seconds' | 'json'>) => {
    for await (const result of benchRank(seconds)) {
      process.stdout.write(json ? `${JSON.stringify(result)}\n` : `${rankText(result)}\n`);
    }
  });

program
  .command('search')
  .description('titles by words: CPU of a search by kind of query, of building the index and of a change; memory')
  .option('--items <n,...>', 'items in the catalogue; one run each', numbers(100, 1_000_000), [20_000])
  .option('--json', 'one JSON object a line on stdout')
  .action(async ({ items, json }: Pick<ServeOptions, 'items' | 'json'>) => {
    for (const count of items) {
      const result = await benchSearch(count);
      process.stdout.write(json ? `${JSON.stringify(result)}\n` : `${searchText(result)}\n`);
    }
  });

for (const [kind, description] of [
  ['rules', "what editors' rules cost a page: none, one of each kind, fifty"],
  [
    'collections',
    "what editors' collections in force cost a page: none, twenty named, twenty by filters, by the ranker",
  ],
] as const) {
  program
    .command(kind)
    .description(description)
    .option('--items <n,...>', 'items in the catalogue; one run each', numbers(10, 1_000_000), [3000])
    .option('--rounds <n>', 'of 256 pages with each set, in turn', (text) => numbers(1, 1000)(text)[0]!, 9)
    .option('--json', 'one JSON object a line on stdout, what is for people on stderr')
    .action(async ({ items, rounds, json }: { items: readonly number[]; rounds: number; json?: boolean }) => {
      for (const count of items) {
        const say = (line: string) => void process.stderr.write(`${line}\n`);
        const result = await benchEditorialSets({ kind, items: count, rounds, say });
        process.stdout.write(`${json ? JSON.stringify(result) : editorialSetsText(result)}\n`);
      }
    });
}

program
  .command('tracing')
  .description('what traces cost a request: off, head-sampled at 1%, all of them')
  .option('--seconds <n>', 'length of the measurement of each', (text) => numbers(1, 600)(text)[0]!, 30)
  .option('--json', 'one JSON object on stdout, what is for people on stderr')
  .action(async ({ seconds, json }: Pick<ServeOptions, 'seconds' | 'json'>) => {
    const result = await benchTracing({ seconds, say: (line) => void process.stderr.write(`${line}\n`) });
    if (json) process.stdout.write(`${JSON.stringify(result)}\n`);
    else for (const setting of result.settings) process.stdout.write(`${tracingText(setting)}\n`);
  });

program
  .command('retrieve')
  .description('the nearest eligible vectors: graph, kernel and plain scan by catalogue size and eligible share')
  .option(
    '--items <n,...>',
    'rows of the index; one run each',
    numbers(100, 1_000_000),
    [1000, 10_000, 50_000, 200_000],
  )
  .option('--json', 'one JSON object a line on stdout, what is for people on stderr')
  .action(({ items, json }: Pick<ServeOptions, 'items' | 'json'>) => {
    for (const rows of items) {
      const result = benchRetrieve({ rows, say: (line) => void process.stderr.write(`${line}\n`) });
      process.stdout.write(json ? `${JSON.stringify(result)}\n` : `${retrieveText(result)}\n`);
    }
  });

program
  .command('replay')
  .description('user states made anew from the log: events a second')
  .option('--events <n>', 'events in the log, about', (text) => numbers(1, 100_000_000)(text)[0]!, 500_000)
  .option('--json', 'one JSON object on stdout, what is for people on stderr')
  .action(async ({ events, json }: { events: number; json?: boolean }) => {
    const result = await benchReplay({ events, say: (line) => void process.stderr.write(`${line}\n`) });
    const { seconds, eventsPerSecond, users, machine } = result;
    process.stdout.write(
      json
        ? `${JSON.stringify(result)}\n`
        : `${result.events} events of ${users} users into ${machine.userStates} in ${seconds} s: ${eventsPerSecond} events/s\n`,
    );
  });

program
  .command('rollups')
  .description('outcomes and funnels: what keeping them costs, beside storing what they are made of')
  .option('--rounds <n>', '1,000 pages and 10,000 events, twice each', (text) => numbers(1, 1000)(text)[0]!, 5)
  .action(async ({ rounds }: { rounds: number }) => {
    const result = await benchRollUps({ rounds, say: (line) => void process.stderr.write(`${line}\n`) });
    process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  });

program
  .command('loop')
  .description(
    'rounds of serving and training from an empty log: what a page is worth to viewers whose tastes are known',
  )
  .option('--seed <n>', 'random seed', (text) => numbers(0, 1_000_000)(text)[0]!, 1)
  .addOption(new Option('--tastes <kind>', 'what viewers differ in').choices(TASTE_KINDS).default('genres'))
  .option('--viewers <n>', 'viewers a round', (text) => numbers(2, 10_000)(text)[0]!, 150)
  .option('--sessions <n>', 'sessions of each', (text) => numbers(1, 100)(text)[0]!, 6)
  .option('--rounds <n>', 'trainings', (text) => numbers(1, 20)(text)[0]!, 3)
  .option('--still', 'leave nothing to chance: no exploration, no slot for new items')
  .option('--json', 'a JSON array on stdout, what is for people on stderr')
  .action(async ({ json, ...options }: Omit<ClosedLoopOptions, 'say'> & { json?: boolean }) => {
    const rounds = await benchClosedLoop({ ...options, say: (line) => void process.stderr.write(`${line}\n`) });
    process.stdout.write(json ? `${JSON.stringify(rounds)}\n` : `${closedLoopText(rounds)}\n`);
  });

program
  .command('page')
  .description("what each mechanism of the page is worth: the same viewers' pages with it and without")
  .option('--seed <n>', 'random seed', (text) => numbers(0, 1_000_000)(text)[0]!, 1)
  .addOption(new Option('--tastes <kind>', 'what viewers differ in').choices(TASTE_KINDS).default('genres'))
  .option('--viewers <n>', 'viewers', (text) => numbers(2, 10_000)(text)[0]!, 150)
  .option('--sessions <n>', 'sessions of each before the model is trained', (text) => numbers(1, 100)(text)[0]!, 6)
  .option('--days <n>', 'days with one page a viewer', (text) => numbers(1, 100)(text)[0]!, 7)
  .option('--json', 'a JSON array on stdout, what is for people on stderr')
  .action(async ({ json, ...options }: Omit<PageQualityOptions, 'say'> & { json?: boolean }) => {
    const variants = await benchPageQuality({ ...options, say: (line) => void process.stderr.write(`${line}\n`) });
    process.stdout.write(json ? `${JSON.stringify(variants)}\n` : `${pageQualityText(variants)}\n`);
  });

program
  .command('exports')
  .description('memory and time of an export of one day that grows, to a folder and to a store')
  .option('--impressions <n,...>', 'one run each', numbers(1000, 100_000_000), [200_000, 2_000_000])
  .option('--store <url>', 's3://bucket/prefix, of the store that the AWS_ variables name; what is written there stays')
  .option('--json', 'one JSON object on stdout, what is for people on stderr')
  .action(async ({ impressions, store, json }: { impressions: readonly number[]; store?: string; json?: boolean }) => {
    const say = (line: string): void => void process.stderr.write(`${line}\n`);
    const result = await benchExports({ impressions, store: store ?? null, say });
    process.stdout.write(json ? `${JSON.stringify(result)}\n` : `${exportsText(result)}\n`);
  });

program
  .command('train')
  .description('whole trainings on made-up logs: seconds a stage, peak memory, and how they grow')
  .option('--events <n>', 'events of the smallest log', (text) => numbers(1000, 100_000_000)(text)[0]!, 1_000_000)
  .option('--scales <n,...>', 'one run each, of so many times the events', numbers(1, 100), [1, 2, 4])
  .option('--threads <n>', 'beside the main one', (text) => numbers(0, 16)(text)[0]!, defaultThreads())
  .option('--json', 'one JSON object on stdout, what is for people on stderr')
  .action(async (options: { events: number; scales: readonly number[]; threads: number; json?: boolean }) => {
    const result = await benchTrain({ ...options, say: (line) => void process.stderr.write(`${line}\n`) });
    process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : `${trainText(result)}\n`);
  });

addLogCommands(program);

await program.parseAsync();
