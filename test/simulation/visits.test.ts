import { describe, expect, test } from '@jest/globals';
import { runVisits, type VisitPlan, type VisitReport } from '../../src/simulation/visits.ts';
import { createManualClock } from '../clients/typescript/manual-clock.ts';

const PLAN: VisitPlan = {
  viewers: 3,
  visits: Number.POSITIVE_INFINITY,
  forMs: Number.POSITIVE_INFINITY,
  perSecond: null,
  width: 2,
};

interface Visit {
  readonly viewer: number;
  readonly session: number;
  readonly fromMs: number;
  untilMs: number;
}

/** Runs a plan of visits that take so long each, on a clock that is moved by a minute; throws what the visits throw. */
async function run(plan: Partial<VisitPlan>, takesMs: (visit: number) => number) {
  const clock = createManualClock(0);
  const sleep = (ms: number) => new Promise<void>((resolve) => void clock.after(ms, resolve));
  const seen: Visit[] = [];
  const visit = async (viewer: number, session: number) => {
    const one = { viewer, session, fromMs: clock.nowMs(), untilMs: Number.NaN };
    const ms = takesMs(seen.push(one) - 1);
    await sleep(ms || 0);
    if (Number.isNaN(ms)) throw new Error('a defect');
    one.untilMs = clock.nowMs();
  };
  const time = { clock: { nowMs: clock.nowMs, monotonicMs: clock.nowMs }, sleep };
  const running: Promise<VisitReport | Error> = runVisits({ ...PLAN, ...plan }, visit, time).catch((error) => error);
  await clock.advance(60_000);
  return { seen, report: await running, begins: seen.map(({ fromMs }) => fromMs) };
}

describe('visits', () => {
  test('at a rate begin at their moments, however long the ones before take', async () => {
    const { begins, report } = await run({ viewers: 100, visits: 20, perSecond: 10, width: 50 }, () => 5000);
    expect(begins).toEqual(Array.from({ length: 20 }, (_, n) => n * 100));
    expect(report).toEqual({ visits: 20, late: 0 });
  });

  test('that could not begin in time are counted', async () => {
    const { begins, report } = await run({ visits: 5, perSecond: 10, width: 1 }, () => 1000);
    expect(begins).toEqual([0, 1000, 2000, 3000, 4000]);
    expect(report).toEqual({ visits: 5, late: 4 });
  });

  test.each([
    ['without a rate', null, 20],
    ['at a rate', 5, 5],
  ])('end with the time, and those under way are awaited: %s', async (_, perSecond, count) => {
    const { seen, report } = await run({ viewers: 100, forMs: 1000, perSecond }, () => 100);
    expect(report).toEqual({ visits: count, late: 0 });
    expect(seen.every(({ fromMs, untilMs }) => fromMs < 1000 && untilMs === fromMs + 100)).toBe(true);
  });

  test('of a viewer come one after another, and all come once before anyone comes again', async () => {
    const { seen } = await run({ viewers: 3, visits: 30, width: 5 }, (visit) => [700, 10, 90, 300][visit % 4]!);
    expect(seen.slice(0, 3).map(({ viewer, session }) => [viewer, session])).toEqual([
      [0, 0],
      [1, 0],
      [2, 0],
    ]);
    for (const viewer of [0, 1, 2]) {
      const own = seen.filter((visit) => visit.viewer === viewer);
      expect(own.map(({ session }) => session)).toEqual(Array.from({ length: 10 }, (_, n) => n));
      for (let n = 1; n < own.length; n++) expect(own[n]!.fromMs).toBeGreaterThanOrEqual(own[n - 1]!.untilMs);
    }
  });

  test('end with the first that throws, after those under way', async () => {
    const { seen, report } = await run({ viewers: 100, width: 3 }, (visit) => (visit === 4 ? Number.NaN : 100));
    expect(report).toMatchObject({ message: 'a defect' });
    expect(seen.length).toBeLessThan(10);
    expect(seen.filter(({ untilMs }) => Number.isNaN(untilMs)).length).toBe(1);
  });
});
