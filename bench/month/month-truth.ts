import type { DecisionSlots } from '../../src/domain/decision.ts';
import { SOURCES } from '../../src/domain/page.ts';
import type { DimensionName } from '../../src/reports/report.ts';
import type { MonthPage } from './month-page.ts';
import {
  ARMS,
  COMPLETE_OF_PLAY,
  DURATION_S,
  lookAtSlot,
  MODELS,
  type MonthWorld,
  PLAY_ALONE,
  PLAY_OF_CLICK,
  PORTION_OF_PLAY,
  REGIONS,
  ROWS,
  SURFACES,
} from './month-world.ts';

/** Counts of a group of impressions, and what they are expected to be. */
export interface Cell {
  readonly served: number;
  readonly viewed: number;
  readonly clicked: number;
  readonly played: number;
  readonly completed: number;
  /** Of whole seconds. */
  readonly watched_hours: number;
  readonly expected: Readonly<Record<CountedName, number>>;
  /** Click rate to be expected had all stood in the first position. */
  readonly correctedCtr: number;
}

/** Metrics that are counted, as they are named. */
export const COUNTED = ['served', 'viewed', 'clicked', 'played', 'completed', 'watched_hours'] as const;
export type CountedName = (typeof COUNTED)[number];

/** What was really served and done, told by some dimensions; counted beside the log and not from it. */
export interface Truth {
  readonly by: readonly DimensionName[];
  add(page: MonthPage): void;
  /** The values of the dimensions, by commas -> the cell; of cells in which something was served. */
  cells(): ReadonlyMap<string, Cell>;
}

export interface TruthOptions {
  readonly by: readonly DimensionName[];
  /** Of pages served from and before. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Where days begin, later than in UTC by so much. */
  readonly dayLaterMs?: number;
  readonly pinIds?: readonly string[];
  /** Impressions that count; absent: all. */
  readonly pinsOnly?: boolean;
}

const COLUMNS = 9;
const DAY_MS = 86_400_000;

export function createTruth(world: MonthWorld, options: TruthOptions): Truth {
  const { by, fromMs, toMs, dayLaterMs = 0, pinsOnly = false } = options;
  const codes = by.map((name) => codesOf(world, options, name));
  const size = codes.reduce((product, one) => product * one.names.length, 1);
  const sums = new Float64Array(size * COLUMNS);
  return {
    by,
    add(page) {
      const { decision, surface } = page;
      const { servedAtMs } = decision;
      if (servedAtMs < fromMs || servedAtMs >= toMs) return;
      const { viewed, clicked, played, completed, watchedS, viewChance, clickChance, pinned } = page;
      for (let slot = 0; slot < viewed.length; slot++) {
        if (pinsOnly && pinned[slot] === 0) continue;
        let cell = 0;
        for (const { names, at } of codes) cell = cell * names.length + at(page, slot, dayLaterMs);
        cell *= COLUMNS;
        sums[cell]!++;
        sums[cell + 1]! += viewed[slot]!;
        sums[cell + 2]! += clicked[slot]!;
        sums[cell + 3]! += played[slot]!;
        sums[cell + 4]! += completed[slot]!;
        sums[cell + 5]! += viewChance[slot]!;
        sums[cell + 6]! += clickChance[slot]!;
        sums[cell + 7]! += watchedS[slot]!;
        sums[cell + 8]! += clickChance[slot]! / lookAtSlot(surface, decision.slots.position[slot]!);
      }
    },
    cells() {
      const cells = new Map<string, Cell>();
      for (let cell = 0; cell < size; cell++) {
        const of = (column: number): number => sums[cell * COLUMNS + column]!;
        if (of(0) === 0) continue;
        const [views, clicks] = [of(5), of(6)];
        const plays = clicks * PLAY_OF_CLICK + (views - clicks) * PLAY_ALONE;
        cells.set(nameOf(cell), {
          served: of(0),
          viewed: of(1),
          clicked: of(2),
          played: of(3),
          completed: of(4),
          watched_hours: of(7) / 3600,
          correctedCtr: of(8) / of(0),
          expected: {
            served: of(0),
            viewed: views,
            clicked: clicks,
            played: plays,
            completed: plays * COMPLETE_OF_PLAY,
            watched_hours: (plays * PORTION_OF_PLAY * DURATION_S) / 3600,
          },
        });
      }
      return cells;
    },
  };

  function nameOf(cell: number): string {
    const parts: string[] = [];
    let rest = cell;
    for (const { names } of codes.toReversed()) {
      parts.unshift(names[rest % names.length]!);
      rest = Math.floor(rest / names.length);
    }
    return parts.join(',');
  }
}

/** As cells are named: what an answer says of a group. */
export const cellName = (values: readonly unknown[]): string => values.map((value) => String(value)).join(',');

interface Codes {
  readonly names: readonly string[];
  at(page: MonthPage, slot: number, dayLaterMs: number): number;
}

function codesOf(world: MonthWorld, { dayLaterMs = 0, pinIds = [] }: TruthOptions, name: DimensionName): Codes {
  const { startMs, days, hourMs, slots } = world;
  const daysOfMonth = Math.ceil((days * 24 * hourMs) / DAY_MS) + 1;
  const dayName = (day: number) => new Date(startMs + day * DAY_MS).toISOString().slice(0, 10);
  const counted = (count: number, of: (n: number) => unknown) => Array.from({ length: count }, (_, n) => String(of(n)));
  const ofSlot = (column: keyof DecisionSlots) => (page: MonthPage, slot: number) => page.decision.slots[column][slot]!;
  const all: Readonly<Record<DimensionName, Codes>> = {
    day: {
      names: counted(daysOfMonth, dayName),
      at: ({ decision }) => Math.floor((decision.servedAtMs - startMs + dayLaterMs) / DAY_MS),
    },
    row: { names: ROWS, at: (page, slot) => page.row[slot]! },
    position: { names: counted(slots, (n) => n), at: ofSlot('position') },
    source: { names: SOURCES, at: ofSlot('source') },
    model: { names: counted(MODELS.length, (n) => MODELS[n]), at: ({ model }) => model },
    arm: { names: ARMS.map((arm) => `layout:${arm}`), at: ({ arm }) => arm },
    surface: { names: SURFACES, at: ({ surface }) => surface },
    region: { names: counted(REGIONS.length, (n) => REGIONS[n]), at: ({ region }) => region },
    item: { names: world.itemIds, at: (page, slot) => page.item[slot]! },
    rung: { names: ['R0', 'R3'], at: ({ rung }) => rung },
    route: { names: ['home', 'row'], at: ({ route }) => route },
    pin: {
      names: [...pinIds, 'null'],
      at: (page, slot) => (page.pinned[slot] === 1 ? page.pin : pinIds.length),
    },
  };
  return all[name];
}
