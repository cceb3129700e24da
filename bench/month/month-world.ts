import { createHash } from 'node:crypto';
import { type Random, seededRandom } from '../../src/domain/clock.ts';
import type { Origin } from '../../src/domain/origin.ts';

/** How large a month is, and what it is of. */
export interface MonthOptions {
  readonly seed: number;
  /** At least so many; or else so many users. */
  readonly impressions: number;
  readonly users?: number;
  /** Midnight, UTC. */
  readonly startMs: number;
  readonly days: number;
  /** What counts as an hour: 24 of them are a day. */
  readonly hourMs: number;
  /** Rows and slots of a page. */
  readonly rows: number;
  readonly slots: number;
  /** In the pools that rows are filled from; beside these one for each pin. */
  readonly items: number;
  /** Pages of a user in all the days, on the average. */
  readonly pagesAUser: number;
  readonly origin: Origin;
  readonly pins: readonly PlantedPin[];
  readonly viewers: Viewers;
  /** Of how attractive items are: another seed, other items. */
  readonly itemSeed: number;
}

export interface Viewers {
  /** Of how many surfaces they are, the first of SURFACES. */
  readonly surfaces: number;
  /** Clicks of what is seen, in a row and of an item like any other. */
  readonly click: number;
  /** Share of users -> how eager: 1 on the average. */
  readonly eager: readonly (readonly [share: number, eager: number])[];
}

/** Of a month: much of what is clicked is clicked by few. */
export const MONTH_VIEWERS: Viewers = {
  surfaces: 3,
  click: 0.05,
  eager: [
    [0.6, 0.35],
    [0.28, 1],
    [0.12, 4.25],
  ],
};

export interface PlantedPin {
  /** As the log knows it. */
  readonly pinNo: number;
  /** Of its item: 1 is what items have on the average. */
  readonly attraction: number;
  readonly position: number;
  readonly surface: (typeof SURFACES)[number];
  /** Days of the month, [from, until). */
  readonly fromDay: number;
  readonly untilDay: number;
}

export const SURFACES = ['tv', 'web', 'mobile'] as const;
export const REGIONS = ['SE', 'DE', 'GB', 'FR', null] as const;
export const ARMS = ['a', 'b'] as const;
export const MODELS = ['v7', 'v8', null] as const;
export const ROWS = [
  'top-picks',
  'popular',
  'trending',
  'genre:drama',
  'genre:comedy',
  'genre:crime',
  'genre:documentary',
  'genre:family',
  'genre:thriller',
  'genre:war',
  'leaving-soon',
  'more-from:7',
] as const;
export const ROW_SOURCES = ['retrieval', 'popular', 'cooccurrence', 'genre'] as const;

/**
 * The truth that is planted. A slot is seen when its viewer comes as far down as its row and as far along as its position; who sees it
 * clicks with viewers.click x row x item x arm x how eager the viewer is; who clicks mostly plays.
 */
export const ROW_EFFECT: readonly number[] = ROWS.map((_, row) => (row === 0 ? 1.3 : 0.6 + (row * 0.9) / ROWS.length));
export const ARM_EFFECT: readonly number[] = [1, 1.2];
export const lookAtRow = (rowIndex: number): number => 0.88 ** rowIndex;
export const lookAtSlot = (surface: number, position: number): number => 1 / (1 + STEEP[surface]! * position);
const STEEP = [0.15, 0.25, 0.4];
export const PLAY_OF_CLICK = 0.8;
/** Of what was seen and not clicked: by autoplay. */
export const PLAY_ALONE = 0.004;
export const COMPLETE_OF_PLAY = 0.5;
/** Of every item; and the share of it that a play comes to, on the average: .96 when completed, .45 when not. */
export const DURATION_S = 5_400;
export const PORTION_OF_PLAY = COMPLETE_OF_PLAY * 0.96 + (1 - COMPLETE_OF_PLAY) * 0.45;

export interface MonthWorld extends MonthOptions {
  readonly users: number;
  /** Columns by user. */
  readonly userKey: readonly string[];
  readonly eager: Float64Array;
  /** Chance of a page on a day; of its own, whatever else a user is like. */
  readonly activity: Float64Array;
  readonly surface: Uint8Array;
  readonly region: Uint8Array;
  readonly arm: Uint8Array;
  /** By item, those of the pins last. */
  readonly itemIds: readonly string[];
  readonly attraction: Float64Array;
  /** Items of each row: no item stands in two rows. */
  readonly pools: readonly Int32Array[];
  /** For pages and what comes of them. */
  readonly random: Random;
}

export function createMonthWorld(options: MonthOptions): MonthWorld {
  const random = seededRandom(options.seed);
  const { seed, impressions, rows, slots, items, pagesAUser, days, pins, viewers } = options;
  const ofItems = seededRandom(options.itemSeed);
  // Somewhat more: how many pages there come to be is left to chance.
  const pages = (1.01 * impressions) / (rows * slots) + 3 * Math.sqrt(impressions / (rows * slots));
  const users = options.users ?? Math.ceil(pages / pagesAUser);
  const column = <T>(of: () => T): T[] => Array.from({ length: users }, of);
  const below = (n: number) => () => Math.floor(random() * n);
  return {
    ...options,
    users,
    userKey: Array.from({ length: users }, (_, user) => createHash('md5').update(`${seed} ${user}`).digest('hex')),
    eager: Float64Array.from(column(() => eagerness(viewers, random()))),
    activity: Float64Array.from(column(() => Math.min(0.98, (3 * random() ** 2 * pagesAUser) / days))),
    surface: Uint8Array.from(column(below(viewers.surfaces))),
    region: Uint8Array.from(column(below(REGIONS.length))),
    arm: Uint8Array.from(column(below(ARMS.length))),
    itemIds: Array.from({ length: items + pins.length }, (_, item) => itemIdOf(item)),
    attraction: Float64Array.from([
      ...Array.from({ length: items }, () => 0.4 + 1.2 * ofItems()),
      ...pins.map((pin) => pin.attraction),
    ]),
    pools: ROWS.map((_, row) =>
      Int32Array.from({ length: Math.floor(items / ROWS.length) }, (_, n) => n * ROWS.length + row),
    ),
    random,
  };
}

export const itemIdOf = (item: number): string => `film-${item}`;

function eagerness({ eager }: Viewers, at: number): number {
  let share = 0;
  for (const [of, value] of eager) {
    share += of;
    if (at < share) return value;
  }
  return eager.at(-1)![1];
}
