import type { TrainOutcome } from '../learning/train-package.ts';
import type { TrainingPlan } from '../learning/training/training-plan.ts';
import { table } from './shell.ts';

/** What a training did, for people. */
export function trainingText({ version, outcome, metrics, verdict, data, samplesPerSecond }: TrainOutcome): string {
  const names = ['hr@10', 'ndcg@10', 'hr@50', 'mrr', 'coverage', 'users', 'seconds'];
  const rows = Object.entries(metrics).map(([stage, values]) => [
    stage,
    ...names.map((name) => {
      const value = values[name]!;
      return Number.isInteger(value) ? value : value.toFixed(4);
    }),
  ]);
  const said = {
    published: `${version} is live`,
    rejected: `${version} was kept off the page`,
    unchanged: `${version} is there already: the same data, code and seed, so there was nothing to do`,
    'dry-run': `${version} would be ${verdict?.passed ? 'published' : 'rejected'}; nothing was written`,
    planned: `${version} would be trained; nothing was done`,
  }[outcome];
  return [
    `${said}${verdict === null ? '' : `: ${verdict.reason}`}.`,
    `${data.events} events of ${data.users} users on ${data.items} items.`,
    ...(samplesPerSecond === null ? [] : [`The ranker learned from ${samplesPerSecond} candidates a second.`]),
    ...(rows.length > 0 ? [table(['stage', ...names], rows)] : []),
  ].join('\n');
}

/** What a training would do, for people. */
export function planText(plan: TrainingPlan): string {
  const { version, exists, live, data, unknownItems, heldOutUsers, compared, stages, estimatedSeconds } = plan;
  const at = (ms: number): string => new Date(ms).toISOString();
  return [
    `Version ${version}${exists ? ' is there already: nothing would be trained' : ' is new'}; live is ${live ?? 'none'}.`,
    `${data.events} events of ${data.users} users on ${data.items} items, ${at(data.fromMs)} to ${at(data.untilMs)}; ${unknownItems} of unknown items are left out.`,
    `Judged by the last titles of ${heldOutUsers} users: ${compared.join(', ')}.`,
    table(
      ['stage', 'seconds', ''],
      stages.map((stage) => [stage.stage, `about ${stage.estimatedSeconds}`, stage.isDone ? 'done before' : '']),
    ),
    `About ${estimatedSeconds} s one after the other; a second core does refit beside the rest.`,
  ].join('\n');
}
