import { availableParallelism, cpus, loadavg } from 'node:os';
import { startChild } from './child.ts';
import type { TrainAnswer } from './processes/train.ts';

export interface TrainBenchOptions {
  /** Of the smallest run. */
  readonly events: number;
  /** One run each: so many times the events (and users; titles grow more slowly, up to 3,700 at a million events). */
  readonly scales: readonly number[];
  /** Beside the main one. */
  readonly threads: number;
  readonly say: (line: string) => void;
}

export interface TrainBench {
  readonly runs: readonly (TrainAnswer & {
    /** Seconds against those of the first run, by how many times the events grew: 1 is linear. */
    readonly growth: number;
  })[];
  readonly machine: { readonly cpu: string; readonly cores: number; readonly threads: number; readonly load: number };
}

export const defaultThreads = (): number => Math.min(3, availableParallelism() - 1);

/** Whole trainings on made-up logs, each in a process of its own: seconds a stage, peak memory, and how they grow. */
export async function benchTrain({ events, scales, threads, say }: TrainBenchOptions): Promise<TrainBench> {
  const load = loadavg()[0]!;
  const runs: TrainBench['runs'][number][] = [];
  for (const scale of scales) {
    say(`Training on ${events * scale} events.`);
    const child = startChild('train', {});
    try {
      const answer = await child.ask<TrainAnswer>('train', { events: events * scale, threads });
      const first = runs[0] ?? answer;
      runs.push({ ...answer, growth: answer.seconds / first.seconds / (answer.events / first.events) });
    } finally {
      await child.stop();
    }
  }
  return { runs, machine: { cpu: cpus()[0]!.model, cores: cpus().length, threads, load } };
}

/** The tables of docs/performance.md. */
export function trainText({ runs, machine }: TrainBench): string {
  const stages = [...new Set(runs.flatMap((run) => Object.keys(run.stages)))];
  const rows = runs.map(
    ({ events, users, items, seconds, cpuSeconds, mainThreadSeconds, peakMegabytes, growth, stages: took }) => [
      events,
      users,
      items,
      ...stages.map((stage) => (took[stage] ?? 0).toFixed(1)),
      seconds.toFixed(0),
      cpuSeconds.toFixed(0),
      mainThreadSeconds.toFixed(0),
      Math.round(peakMegabytes),
      growth.toFixed(2),
    ],
  );
  const names = [
    'events',
    'users',
    'titles',
    ...stages.map((stage) => `${stage} s`),
    'all s',
    'CPU s',
    'of the main thread',
    'peak MB',
    'growth',
  ];
  const line = (cells: readonly unknown[]): string => `| ${cells.join(' | ')} |`;
  return [
    `${machine.cpu}, ${machine.cores} cores, ${machine.threads} threads beside the main one, load average ${machine.load.toFixed(1)} at the start`,
    line(names),
    `|${'---|'.repeat(names.length)}`,
    ...rows.map(line),
  ].join('\n');
}
