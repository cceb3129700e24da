import type { EvaluationResult } from '../learning/evaluation/evaluate.ts';
import type { StageName } from '../learning/evaluation/evaluate-stages.ts';
import type { Interval } from '../learning/evaluation/evaluation.ts';
import { table } from './shell.ts';

/** An evaluation as a person reads it: the metrics, how sure they are, and who and what is cold. */
export function evaluateText({ stages, intervals, slices, paired }: Figures): string {
  const names = Object.keys(stages) as StageName[];
  const metrics = [...new Set(names.flatMap((name) => Object.keys(stages[name]!)))].filter(
    (metric) => !metric.startsWith('leftOut'),
  );
  const measured = names.filter((name) => intervals[name] !== undefined);
  const measures = Object.keys(intervals[measured[0]!] ?? {}).filter((name) => name === 'mrr' || name.endsWith('@10'));
  // Where nobody asked for a depth of 10, the first depth stands for it.
  const shown = measures.length > 1 ? measures : Object.keys(intervals[measured[0]!] ?? {});
  const parts = [
    table(
      ['stage', ...metrics],
      names.map((name) => [name, ...metrics.map((metric) => number(stages[name]![metric]))]),
    ),
  ];
  if (measured.length > 0) {
    parts.push(
      `95 % intervals (bootstrap over users)\n${table(
        ['stage', ...shown],
        measured.map((name) => [name, ...shown.map((measure) => interval(intervals[name]![measure]!.ci95))]),
      )}`,
    );
  }
  const compared = names.filter((name) => paired[name] !== undefined);
  if (compared.length > 0) {
    parts.push(
      `Served less the others, the same users\n${table(
        ['stage', ...shown],
        compared.map((name) => [
          name,
          ...shown.map((measure) => {
            const { difference, ci95 } = paired[name]![measure]!;
            return `${signed(difference)} ${interval(ci95)}`;
          }),
        ]),
      )}`,
    );
  }
  const coldest = Object.values(slices)[0];
  const hits = metrics.filter((metric) => metric.startsWith('hr@'));
  const rows = (Object.keys(coldest ?? {}) as (keyof typeof coldest)[]).flatMap((slice) =>
    names.map((name) => ({ slice, name, of: slices[name]![slice] as Record<string, number> })),
  );
  const filled = rows.filter(({ of }) => of.questions! > 0);
  if (filled.length > 0) {
    parts.push(
      `The cold: titles used at most 5 times in training, or never; users with at most 5 uses\n${table(
        ['slice', 'stage', 'questions', 'users', ...hits],
        filled.map(({ slice, name, of }) => [
          slice,
          name,
          of.questions,
          of.users,
          ...hits.map((hit) => number(of[hit])),
        ]),
      )}`,
    );
  }
  const leftOut = stages.ease?.leftOut ?? 0;
  if (leftOut > 0) {
    const most = stages.ease!.leftOutUsers;
    parts.push(`ease knows the most used titles only: it left out ${leftOut}, none used by more than ${most} users.`);
  }
  return parts.join('\n\n');
}

type Figures = Pick<EvaluationResult, 'stages' | 'intervals' | 'slices' | 'paired'>;

const number = (value: number | undefined): string =>
  value === undefined ? '-' : Number.isInteger(value) ? String(value) : value.toFixed(4);
const interval = ([low, high]: Interval): string => `[${low.toFixed(4)}, ${high.toFixed(4)}]`;
const signed = (value: number): string => `${value < 0 ? '' : '+'}${value.toFixed(4)}`;
