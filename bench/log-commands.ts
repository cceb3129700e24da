import type { Command } from 'commander';
import { benchCoverage, coverageText } from './coverage.ts';
import { benchExplorer, explorerText } from './explorer.ts';
import { benchMonth, monthText } from './month.ts';
import { numbers } from './numbers.ts';
import { reportsText } from './reports/reports-text.ts';
import { benchReports, type ReportsBench } from './reports.ts';

/** What is told of a log: how fast, and whether it is true. */
export function addLogCommands(program: Command): void {
  program
    .command('reports')
    .description('seconds that reports and pages of the console take over a month of so many impressions')
    .option('--impressions <n,...>', 'in the log; one run each', numbers(10_000, 100_000_000), [1_000_000])
    .option('--items <n>', 'items in the catalogue', (text) => numbers(500, 1_000_000)(text)[0]!, 3000)
    .option('--json', 'a JSON array on stdout, what is for people on stderr')
    .action(async ({ json, impressions, items }: { impressions: readonly number[]; items: number; json?: boolean }) => {
      const say = (line: string): void => void process.stderr.write(`${line}\n`);
      const results: ReportsBench[] = [];
      for (const count of impressions) results.push(await benchReports({ impressions: count, items, say }));
      process.stdout.write(json ? `${JSON.stringify(results)}\n` : `${reportsText(results)}\n`);
    });

  program
    .command('month')
    .description(
      'a simulated month whose truth is known: whether all that reports, explorer and pins tell of it is true',
    )
    .option('--impressions <n>', 'at least', (text) => numbers(10_000, 100_000_000)(text)[0]!, 10_000_000)
    .option('--items <n>', 'items that are shown', (text) => numbers(500, 1_000_000)(text)[0]!, 3000)
    .option('--seed <n>', 'random seed', (text) => numbers(0, 1_000_000)(text)[0]!, 1)
    .option('--json', 'one JSON object on stdout, what is for people on stderr')
    .action(async ({ json, ...options }: { impressions: number; items: number; seed: number; json?: boolean }) => {
      const result = await benchMonth({ ...options, say: (line) => void process.stderr.write(`${line}\n`) });
      process.stdout.write(json ? `${JSON.stringify(result)}\n` : `${monthText(result)}\n`);
      process.exitCode = result.failures.length === 0 ? 0 : 1;
    });

  program
    .command('coverage')
    .description(
      'many small logs whose truth is known: how many of the 95 % intervals hold it, of ratios and of what a pin cost',
    )
    .option('--runs <n>', 'logs', (text) => numbers(10, 10_000)(text)[0]!, 2000)
    .option('--json', 'one JSON object on stdout, what is for people on stderr')
    .action(async ({ runs, json }: { runs: number; json?: boolean }) => {
      const result = await benchCoverage({ runs, say: (line) => void process.stderr.write(`${line}\n`) });
      process.stdout.write(json ? `${JSON.stringify(result)}\n` : `${coverageText(result)}\n`);
      process.exitCode = result.failures.length === 0 ? 0 : 1;
    });

  program
    .command('explorer')
    .description('milliseconds that a page of the impressions explorer takes over a log of so many impressions')
    .option('--impressions <n>', 'in the log', (text) => numbers(10_000, 100_000_000)(text)[0]!, 1_000_000)
    .option('--json', 'one JSON object on stdout, what is for people on stderr')
    .action(async ({ impressions, json }: { impressions: number; json?: boolean }) => {
      const result = await benchExplorer({ impressions, say: (line) => void process.stderr.write(`${line}\n`) });
      process.stdout.write(json ? `${JSON.stringify(result)}\n` : `${explorerText(result)}\n`);
    });
}
