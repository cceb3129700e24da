import type { Clock } from '../domain/clock.ts';
import { MarqueeError } from '../domain/errors.ts';
import { RUNGS, type Rung } from '../domain/page.ts';
import type { Logger } from '../domain/ports/logger.ts';
import type { Metrics } from '../domain/ports/metrics.ts';
import type { Tracer } from '../domain/ports/tracer.ts';

/**
 * Runs the stages of one page. All deadlines, timings, counts and steps down the ladder are here and nowhere else; no stage
 * knows of them. `rung` is the lowest rung anything was answered from so far.
 */
export interface Run {
  readonly rung: Rung;
  tookMs(): number;
  /** Times a stage and shows it in the trace. */
  stage<T>(name: string, work: () => T): T;
  /** Runs what the page can do without: when it throws, that is counted and the page goes on with `otherwise`, lower if so said. */
  attempt<T>(component: string, work: () => T, otherwise: T, rungWithout?: Rung): T;
  /** The first rung whose answer is not null. One that throws is counted, and the next one answers. After the last: 'unavailable'. */
  descend<T>(component: string, rungs: Rungs<() => T | null>): T;
  /** As descend, where answers may take time: each has until the deadline. Lateness counts as failure. */
  descendWithin<T>(component: string, deadlineMs: number, rungs: Rungs<() => Promise<T | null> | T | null>): Promise<T>;
  /** Counts what a last check found, and says it aloud: it should never find anything. */
  expectNone(component: string, found: number): void;
  /** Counts the finished page. */
  finish(route: string, impressions: number, withheld: readonly { readonly reason: string }[]): void;
}

export type Rungs<Work> = readonly (readonly [rung: Rung, work: Work])[];

export interface RunnerParts {
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly tracer: Tracer;
}

export function startRun({ clock, metrics, logger, tracer }: RunnerParts): Run {
  const startedMs = clock.monotonicMs();
  let rung: Rung = 'R0';

  function stepDownTo(lower: Rung): void {
    if (RUNGS.indexOf(lower) > RUNGS.indexOf(rung)) rung = lower;
  }

  const tookMs = () => clock.monotonicMs() - startedMs;

  function failed(component: string, error: unknown): void {
    const reason = error instanceof LateError ? 'late' : 'failed';
    metrics.fallback(component, reason);
    // Lateness is what deadlines are for, and may come by the thousand; a failure has to be seen.
    if (reason === 'failed') logger.warn({ err: error, component }, 'A part of the page failed; its fallback answered');
  }

  return {
    get rung() {
      return rung;
    },
    tookMs,

    stage(name, work) {
      const fromMs = clock.monotonicMs();
      const result = tracer.span(name, work);
      metrics.stage(name, (clock.monotonicMs() - fromMs) / 1000);
      return result;
    },

    attempt(component, work, otherwise, rungWithout = 'R0') {
      try {
        return work();
      } catch (error) {
        failed(component, error);
        stepDownTo(rungWithout);
        return otherwise;
      }
    },

    descend(component, rungs) {
      for (const [at, [step, work]] of rungs.entries()) {
        stepDownTo(step);
        try {
          const answer = work();
          if (answer !== null) return answer;
        } catch (error) {
          failed(component, error);
          if (at === rungs.length - 1) throw noAnswer(component, error);
        }
      }
      throw noAnswer(component);
    },

    async descendWithin(component, deadlineMs, rungs) {
      const fromMs = clock.monotonicMs();
      for (const [at, [step, work]] of rungs.entries()) {
        stepDownTo(step);
        try {
          const answering = tracer.span(component, work, step);
          const answer = answering instanceof Promise ? await within(answering, deadlineMs) : answering;
          if (answer === null) continue;
          metrics.stage(component, (clock.monotonicMs() - fromMs) / 1000);
          return answer;
        } catch (error) {
          failed(component, error);
          if (at === rungs.length - 1) throw noAnswer(component, error);
        }
      }
      throw noAnswer(component);
    },

    expectNone(component, found) {
      if (found === 0) return;
      metrics.fallback(component, 'removed');
      logger.error({ component, found }, 'A finished page held what must not be shown; it was taken out');
    },

    finish(route, impressions, withheld) {
      metrics.page(route, rung, tookMs() / 1000);
      metrics.impressions(impressions);
      for (const { reason } of withheld) metrics.withheld(reason, 1);
    },
  };
}

/** The end of the ladder (R6): no page, and the sender may come again. */
const noAnswer = (component: string, cause?: unknown): MarqueeError =>
  new MarqueeError('unavailable', 'No page can be made at the moment: try again shortly.', {
    cause: new Error(`No rung of ${component} answered`, { cause }),
  });

class LateError extends Error {}

/** Rejects when the answer has not come in time. What comes of it later, good or bad, is nobody's business any more. */
function within<T>(answer: Promise<T>, deadlineMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new LateError('Too late')), deadlineMs);
    void answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
