import type { QuestionTime, ReportsBench } from '../reports.ts';

const ON_PAPER = 1_000_000_000;
/** Of a page of the console, warm. */
const AIM_SECONDS = 1;

/** For people: a column for each size of log, and what a thousand million would take by the slope of the last two. */
export function reportsText(benches: readonly ReportsBench[]): string {
  const last = benches.at(-1)!;
  const { machine } = last;
  const slow = last.pages.filter(({ seconds }) => seconds > AIM_SECONDS).map(({ name }) => name);
  return [
    ...benches.map(
      ({ impressions, users, events, storedSeconds }) =>
        `${impressions} impressions of ${users} users and ${events} events in 30 days, stored and rolled up in ${storedSeconds} s.`,
    ),
    `${machine.cores} cores of ${machine.cpu}, Node ${machine.node}, load ${benches.map(({ machine: { load } }) => load).join(', ')}.`,
    '',
    ...table('report, of 7 days', benches, ({ reports }) => reports),
    '',
    ...table('page of the console', benches, ({ pages }) => pages),
    '',
    slow.length === 0
      ? `Every page is there within ${AIM_SECONDS} s, warm.`
      : `Pages of more than ${AIM_SECONDS} s, warm: ${slow.join(', ')}.`,
  ].join('\n');
}

function table(what: string, benches: readonly ReportsBench[], of: (bench: ReportsBench) => readonly QuestionTime[]) {
  const sizes = benches.map(({ impressions }) => `${number(impressions / 1e6)} M, s (first)`);
  const onPaper = benches.length > 1 ? ['1,000 M on paper, s'] : [];
  const head = [what, 'rows', 'from', ...sizes, ...onPaper];
  const names = of(benches.at(-1)!).map(({ name, rows, source }) => ({ name, rows, source }));
  const rows = names.map(({ name, rows: count, source }) => {
    const times = benches.map((bench) => of(bench).find((one) => one.name === name)!);
    return [
      name,
      String(count),
      source === '' ? '' : `\`${source}\``,
      ...times.map(({ seconds, firstSeconds }) => `${seconds} (${firstSeconds})`),
      ...(benches.length > 1 ? [String(number(secondsOnPaper(benches, times)))] : []),
    ];
  });
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')).replaceAll(' ', ''), ...rows.map(line)];
}

/** A straight line through the last two; one that falls is taken as level. */
function secondsOnPaper(benches: readonly ReportsBench[], times: readonly QuestionTime[]): number {
  const [a, b] = [benches.at(-2)!.impressions, benches.at(-1)!.impressions];
  const [before, after] = [times.at(-2)!.seconds, times.at(-1)!.seconds];
  const slope = Math.max(0, (after - before) / (b - a));
  return after + slope * (ON_PAPER - b);
}

const number = (value: number): number => Number(value.toPrecision(3));
