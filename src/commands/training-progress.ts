import { SingleBar } from 'cli-progress';
import type { Clock } from '../domain/clock.ts';
import type { TrainProgress } from '../learning/train-package.ts';
import type { TrainingPlan } from '../learning/training/training-plan.ts';
import type { Shell } from './shell.ts';

/** What a person sees of a training: on a terminal one bar over all of it with the time that is left, elsewhere a line a stage. */
export interface TrainingProgress {
  plan(plan: TrainingPlan): void;
  update(now: TrainProgress): void;
  stop(): void;
}

const LOOK_EVERY_MS = 250;

export function createTrainingProgress(
  shell: Pick<Shell, 'isTerminal' | 'stderr'>,
  clock: Pick<Clock, 'monotonicMs'>,
): TrainingProgress {
  return shell.isTerminal ? bar(clock) : lines(shell);
}

function lines({ stderr }: Pick<Shell, 'stderr'>): TrainingProgress {
  let plan: TrainingPlan | null = null;
  let isReading = false;
  return {
    plan(given) {
      plan = given;
    },
    update(now) {
      if (now.step === 'log' && !isReading) {
        isReading = true;
        stderr('training: log\n');
      }
      if (now.step !== 'stage') return;
      const { report } = now;
      const about = plan?.stages.find(({ stage }) => stage === report.stage)?.estimatedSeconds;
      if (report.state === 'begun')
        stderr(`training: ${report.stage}${about === undefined ? '' : `, about ${about} s`}\n`);
      if (report.state === 'resumed') stderr(`training: ${report.stage} was begun before and is gone on with\n`);
      if (report.state === 'restored') stderr(`training: ${report.stage} was done before and is taken from there\n`);
      if (report.state === 'done') stderr(`training: ${report.stage} took ${report.seconds.toFixed(1)} s\n`);
    },
    stop() {},
  };
}

/** Its unit is the planned second; a stage that takes longer than planned waits at its end. */
function bar(clock: Pick<Clock, 'monotonicMs'>): TrainingProgress {
  const drawn = new SingleBar({
    stream: process.stderr,
    format: 'Training {bar} {percentage}% · {stage} · about {left} s left',
    hideCursor: true,
    clearOnComplete: false,
  });
  const planned = new Map<string, number>();
  const begunMs = new Map<string, number>();
  const done = new Set<string>();
  let total = 0;
  let timer: NodeJS.Timeout | null = null;

  function draw(): void {
    let spent = 0;
    for (const [stage, seconds] of planned) {
      const since = begunMs.get(stage);
      const running = since === undefined ? 0 : (clock.monotonicMs() - since) / 1000;
      spent += done.has(stage) ? seconds : Math.min(seconds, running);
    }
    const stage = [...begunMs.keys()].filter((name) => !done.has(name)).join(' and ');
    drawn.update(spent, { stage: stage === '' ? 'package' : stage, left: Math.ceil(total - spent) });
  }

  return {
    plan(plan) {
      if (plan.exists) return;
      for (const { stage, estimatedSeconds } of plan.stages) planned.set(stage, estimatedSeconds);
      total = [...planned.values()].reduce((sum, seconds) => sum + seconds, 0);
      drawn.start(total, 0, { stage: 'retrieval', left: Math.ceil(plan.estimatedSeconds) });
      timer = setInterval(draw, LOOK_EVERY_MS);
      timer.unref();
    },
    update(now) {
      if (now.step !== 'stage' || timer === null) return;
      const { stage, state } = now.report;
      if (state === 'begun') begunMs.set(stage, clock.monotonicMs());
      else if (state === 'done' || state === 'restored') done.add(stage);
      draw();
    },
    stop() {
      if (timer === null) return;
      clearInterval(timer);
      drawn.stop();
    },
  };
}
