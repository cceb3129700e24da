import { type Command, InvalidArgumentError } from 'commander';
import { type Estimate, type OffPolicyEstimates, offPolicy } from '../experiments/off-policy.ts';
import { reasonsToDistrust } from '../experiments/off-policy-trust.ts';
import { openSource } from './import-sources.ts';
import {
  choicesOf,
  readByPlace,
  readChoiceLog,
  unevenPositions,
  uniformTarget,
  unseenShare,
} from './off-policy-files.ts';
import { type Answer, answers, createVerb, type Shell, table } from './shell.ts';

const HELP = `
What another way to choose would have earned, from a log of choices that were partly left to chance. --logs: CSV with at least the
columns item_id, position, click and propensity_score (the chance of that item there when it was chosen). --target: "uniform", every
item of the log alike, or CSV item_id,position,probability; a pair it does not name has no chance. --rewards: CSV
item_id,position,reward, a model of what each pair earns, adds "dr".

ips weighs each row by target over propensity; snips divides by the mean weight, clipped cuts weights at the square root of the rows
(or --clip), both for less spread at some bias; dr corrects the reward model by ips of its errors. Intervals: 95 %, normal; rows count
as independent, so of a log of few users with many rows each they are too narrow. ess: rows of the target's own that would say as
much. "trustworthy" is false with "reasons" when too little of the log speaks for the target, or its weights do not have the mean 1.
Needs no database. Exit code 0 also when it is not trustworthy: the answer says so.`;

interface OffPolicyOptions {
  readonly logs: string;
  readonly target: string;
  readonly rewards?: string;
  readonly clip?: number;
}

export function offPolicyCommand(shell: Shell): Command {
  const command = createVerb(shell, 'off-policy', 'what another policy would have earned, from logged propensities')
    .requiredOption('--logs <file>', 'CSV with item_id, position, click, propensity_score; - for stdin')
    .requiredOption('--target <target>', '"uniform", or CSV: item_id,position,probability')
    .option('--rewards <file>', 'CSV: item_id,position,reward, from a reward model')
    .option('--clip <weight>', 'weights of "clipped" at most (default: the square root of the rows)', clip)
    .addHelpText('after', HELP);
  return answers(shell, command, (options: OffPolicyOptions) => runOffPolicy(shell, options));
}

async function runOffPolicy(shell: Shell, options: OffPolicyOptions): Promise<Answer> {
  const open = async (path: string) => (await openSource(path, shell.stdin, () => {})).bytes;
  const log = await readChoiceLog(await open(options.logs), options.logs);
  const isUniform = options.target === 'uniform';
  const target = isUniform
    ? uniformTarget(log)
    : await readByPlace(await open(options.target), options.target, 'probability', 1);
  const rewards =
    options.rewards === undefined
      ? null
      : await readByPlace(await open(options.rewards), options.rewards, 'reward', Number.POSITIVE_INFINITY);
  const choices = choicesOf(log, target, rewards);
  const estimates = offPolicy(choices, options.clip);
  const reasons = [
    ...unevenPositions(log, target).map(
      ({ position, sum }) =>
        `The target's chances at position ${position} sum to ${Number(sum.toPrecision(3))}, not 1.`,
    ),
    ...reasonsToDistrust(choices, estimates, unseenShare(log, target)),
  ];
  const { rows, ips, snips, clipped, dr, ess, maxWeight, meanWeight } = estimates;
  const json = {
    rows,
    ips,
    snips,
    clipped,
    ...(dr && { dr }),
    ess,
    maxWeight,
    meanWeight,
    trustworthy: reasons.length === 0,
    reasons,
  };
  return { json, text: textOf(estimates, reasons) };
}

function textOf({ rows, ips, snips, clipped, dr, ess, maxWeight }: OffPolicyEstimates, reasons: readonly string[]) {
  const lineOf = (name: string, { estimate, ci95 }: Estimate) => [
    name,
    shown(estimate),
    ...(ci95 ?? ['', '']).map(shown),
  ];
  const lines = [lineOf('ips', ips), lineOf('snips', snips), lineOf('clipped', clipped)];
  if (dr) lines.push(lineOf('dr', dr));
  return [
    table(['', 'reward a row', 'from', 'to'], lines),
    `${rows} rows that say as much as ${shown(ess)} of the target's own; the greatest weight is ${shown(maxWeight)}.`,
    reasons.length === 0 ? 'Nothing speaks against these numbers.' : `Not to be trusted:\n- ${reasons.join('\n- ')}`,
  ].join('\n');
}

const shown = (value: number | string | null): string =>
  typeof value === 'number' ? String(Number(value.toPrecision(4))) : (value ?? 'none');

function clip(text: string): number {
  const weight = Number(text);
  if (text.trim() !== '' && weight > 0 && Number.isFinite(weight)) return weight;
  throw new InvalidArgumentError('It must be a number above 0.');
}
