import { cpus, loadavg } from 'node:os';
import { laneOfDataDir, openEventPath } from '../src/commands/event-path.ts';
import { openEmptyLog } from './empty-log.ts';
import { plantPins } from './month/plant-pins.ts';
import { coverSmallRuns, SMALL_RUN_ITEMS, type SmallRuns } from './month/small-runs.ts';

export interface CoverageBench extends SmallRuns {
  readonly runs: number;
  readonly seeds: readonly [number, number];
  /** As many runs that hold as 999 of 1,000 such benches would have, were each interval right 95 times in 100. */
  readonly band: readonly [number, number];
  readonly failures: readonly string[];
  readonly machine: { cpu: string; cores: number; node: string; load: number };
}

/** Written down before the first run: run n has this and n. */
const FIRST_SEED = 200_001;
const DAY_MS = 86_400_000;
const HELD = 0.95;
const SURPRISING = 0.001;

/** Whether 95 % intervals hold what was planted 95 times in 100, over many small logs. Nothing is left behind. */
export async function benchCoverage({
  runs,
  say,
}: {
  readonly runs: number;
  readonly say: (line: string) => void;
}): Promise<CoverageBench> {
  const startMs = Math.ceil(Date.now() / DAY_MS) * DAY_MS;
  const days = Math.ceil(runs / 72);
  const clock = { nowMs: () => startMs + (days + 1) * DAY_MS, monotonicMs: () => performance.now() };
  const { context, pool, close } = await openEmptyLog({ clock });
  try {
    const { pins, pinIds } = await plantPins(context, { items: SMALL_RUN_ITEMS, startMs, days });
    const pin = { pinId: pinIds[0]!, pinNo: pins[0]!.pinNo };
    const parts = { userStates: await context.userStates(), itemNumbers: context.itemNumbers };
    const path = await openEventPath(context, { ...parts, lane: laneOfDataDir(context.config), withUpkeep: true });
    try {
      const all = { runs, firstSeed: FIRST_SEED, startMs, pin, say };
      const found = await coverSmallRuns(context, path, all, () => pool.query('VACUUM ANALYZE'));
      const band = bandOf(runs, HELD, SURPRISING);
      const failures = found.coverages
        .filter(({ held, runs: told }) => {
          const [least, most] = told === runs ? band : bandOf(told, HELD, SURPRISING);
          return held < least || held > most;
        })
        .map(({ interval, held, runs: told }) => `${interval}: ${held} of ${told} hold what was planted.`);
      const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, node: process.version };
      const load = Number(loadavg()[0]!.toPrecision(3));
      return {
        runs,
        seeds: [FIRST_SEED, FIRST_SEED + runs - 1],
        band,
        ...found,
        failures,
        machine: { ...machine, load },
      };
    } finally {
      await path.close(context.config.drainMs);
    }
  } finally {
    await close();
  }
}

/** For people: each interval and the verdict. */
export function coverageText(bench: CoverageBench): string {
  const { runs, seeds, band, impressions, events, storedSeconds, askedSeconds, coverages, failures, machine } = bench;
  return [
    `${runs} runs, seeds ${seeds.join(' to ')}: ${impressions} impressions, ${events} events; stored and rolled up in ${storedSeconds} s, asked in ${askedSeconds} s.`,
    `${machine.cores} cores of ${machine.cpu}, Node ${machine.node}, load ${machine.load}. The 99.9 % band: ${band.join(' to ')}.`,
    '',
    '| interval | runs | hold | share | below | above |',
    '|---|---|---|---|---|---|',
    ...coverages.map(
      ({ interval, runs: told, held, below, above }) =>
        `| ${interval} | ${told} | ${held} | ${(held / told).toFixed(3)} | ${below} | ${above} |`,
    ),
    '',
    failures.length === 0
      ? 'All of them within the band.'
      : `NOT WITHIN:\n${failures.map((one) => `- ${one}`).join('\n')}`,
  ].join('\n');
}

/** The fewest and the most hits that a binomial has with all but `surprising`, half of that at each end. */
function bandOf(trials: number, chance: number, surprising: number): readonly [number, number] {
  let log = trials * Math.log(1 - chance);
  let below = 0;
  let least = -1;
  for (let hits = 0; hits <= trials; hits++) {
    below += Math.exp(log);
    if (least < 0 && below > surprising / 2) least = hits;
    if (1 - below <= surprising / 2) return [least, hits];
    log += Math.log((trials - hits) / (hits + 1)) + Math.log(chance / (1 - chance));
  }
  return [least, trials];
}
