import { type Command, Option } from 'commander';
import { ORIGINS } from '../domain/origin.ts';
import type { CompareOptions, ComparisonOnLog } from '../learning/compare/compare-on-log.ts';
import type { Distribution } from '../learning/compare/compare-packages.ts';
import { createProgress } from './progress.ts';
import { type Answer, answers, createVerb, type Shell, table, wholeNumber } from './shell.ts';

const HELP = `
Makes the newest logged home pages again with either package, from what was known of users and items then and with the catalogue,
and objectives, of now and without pins, and says how far they differ: overlap@k of the top-picks lists, the shift of scores of
items that both lists hold (B minus A), and how many rows hold other items or another order.`;

export function modelsCompareCommand(shell: Shell): Command {
  const command = createVerb(shell, 'compare', 'what package B would show otherwise than package A')
    .argument('<a>')
    .argument('<b>')
    .option('--decisions <n>', 'of the log, the newest', wholeNumber(1, 100_000), 200)
    .option('--k <n>', 'depth of the lists', wholeNumber(1, 50), 10)
    .addOption(new Option('--origin <origin>', 'whose pages').choices([...ORIGINS]).default('app'))
    .addHelpText('after', HELP);
  return answers(shell, command, async (a: string, b: string, options: CompareOptions) => {
    // What serves pages is loaded by who asks for it, not by every command.
    const { openComparison } = await import('./open-comparison.ts');
    const { compareOnLog } = await import('../learning/compare/compare-on-log.ts');
    const comparison = await openComparison(shell.config(), options.origin);
    const progress = createProgress(shell, 'Comparing', 'pages');
    try {
      const compared = await compareOnLog(comparison, [a, b], options, (done, of) => progress.update(done, of));
      return answerOf([a, b], options, compared);
    } finally {
      progress.stop();
      await comparison.close();
    }
  });
}

function answerOf([a, b]: readonly [string, string], { k, origin }: CompareOptions, compared: ComparisonOnLog): Answer {
  const { pages, overlap, scoreShift, rows, samePages, degraded } = compared;
  const names = ['count', 'mean', 'p5', 'p25', 'p50', 'p75', 'p95'] as const;
  const line = (name: string, distribution: Distribution | null) => [
    name,
    ...names.map((of) =>
      distribution === null ? null : of === 'count' ? distribution[of] : distribution[of].toFixed(4),
    ),
  ];
  const text = [
    `${pages} home pages of origin ${origin}, made again with ${a} (A) and ${b} (B); ${samePages} are the same.`,
    table(['', ...names], [line(`overlap@${k}`, overlap), line('score B - A', scoreShift)]),
    `Of ${rows.inBoth} rows on both pages ${rows.changed} changed; ${rows.onlyInA} are on A's alone, ${rows.onlyInB} on B's.`,
    ...(degraded > 0 ? [`${degraded} pages could not be made on the best rung.`] : []),
  ];
  return { json: { a, b, origin, ...compared }, text: text.join('\n') };
}
