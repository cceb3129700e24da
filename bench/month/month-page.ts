import type { Decision } from '../../src/domain/decision.ts';
import { sourceNo } from '../../src/domain/page.ts';
import {
  ARM_EFFECT,
  ARMS,
  lookAtRow,
  lookAtSlot,
  MODELS,
  type MonthWorld,
  type PlantedPin,
  REGIONS,
  ROW_EFFECT,
  ROW_SOURCES,
  ROWS,
  SURFACES,
} from './month-world.ts';

/** A page as it was made: what was planted, and what came of it. Columns by slot. */
export interface MonthPage {
  readonly decision: Decision;
  readonly user: number;
  readonly day: number;
  readonly surface: number;
  readonly region: number;
  readonly arm: number;
  readonly model: number;
  readonly rung: number;
  readonly route: number;
  /** The pin that stands on it, of world.pins; -1: none. */
  readonly pin: number;
  readonly row: Uint8Array;
  readonly source: Uint8Array;
  readonly item: Int32Array;
  /** The slot of the pin: 1. */
  readonly pinned: Uint8Array;
  /** Chances of a viewer who is neither eager nor not. */
  readonly viewChance: Float64Array;
  readonly clickChance: Float64Array;
  readonly viewed: Uint8Array;
  readonly clicked: Uint8Array;
  readonly played: Uint8Array;
  readonly completed: Uint8Array;
  readonly watchedS: Int32Array;
  /** Of a page with a pin: clicks to be expected of its row less those of the row without the pin. */
  readonly pinGain: number;
}

export interface PageMaker {
  make(user: number, servedAtMs: number, day: number): MonthPage;
}

/** How much of the first row's slots is left to chance. */
const EXPLORED = 0.15;
const CANDIDATES = 2;

/** `itemNoOf`: the log's number of an item. */
export function createPageMaker(world: MonthWorld, itemNoOf: (item: number) => number): PageMaker {
  const { rows, slots, random, pools, attraction, days, viewers } = world;
  const count = rows * slots;
  const steps = pools.map(({ length }) =>
    Array.from({ length: length - 1 }, (_, at) => at + 1).filter((step) => gcd(step, length) === 1),
  );
  const below = (n: number): number => Math.floor(random() * n);
  let made = 0;

  /** Some items of the row's pool, none twice. */
  function walk(row: number, wanted: number): Int32Array {
    const pool = pools[row]!;
    const step = steps[row]![below(steps[row]!.length)]!;
    const start = below(pool.length);
    return Int32Array.from({ length: wanted }, (_, n) => pool[(start + n * step) % pool.length]!);
  }

  /** The better ones mostly first, as a ranker has it; each slot left to chance once in a while. */
  function rank() {
    const left = Array.from(walk(0, Math.min(pools[0]!.length, CANDIDATES * slots)), (item) => ({
      item,
      worth: attraction[item]! * (0.6 + 0.8 * random()),
    }));
    left.sort((a, b) => b.worth - a.worth);
    return Array.from({ length: slots }, () => {
      const among = left.length;
      const at = random() < EXPLORED ? below(among) : 0;
      const { item } = left.splice(at, 1)[0]!;
      const propensity = EXPLORED / among + (at === 0 ? 1 - EXPLORED : 0);
      return { item, explored: at === 0 ? 0 : 1, propensity };
    });
  }

  return {
    make(user, servedAtMs, day) {
      const [surface, region, arm] = [world.surface[user]!, world.region[user]!, world.arm[user]!];
      const rung = random() < 0.03 ? 1 : 0;
      const model = rung === 1 ? 2 : day < days / 2 || random() < 0.3 ? 0 : 1;
      const route = random() < 0.06 ? 1 : 0;
      const others = shuffled(ROWS.length - 1, random).slice(0, rows - 1);
      const rowsOfPage = [0, ...others.map((other) => other + 1)];
      const ranked = rank();
      const pin = world.pins.findIndex(
        (one) => SURFACES[surface] === one.surface && day >= one.fromDay && day < one.untilDay,
      );
      const planted: PlantedPin | undefined = world.pins[pin];

      const item = new Int32Array(count);
      const row = new Uint8Array(count);
      const source = new Uint8Array(count);
      const columns = {
        itemNo: new Int32Array(count),
        rowIndex: new Int16Array(count),
        position: new Int16Array(count),
        source: new Uint8Array(count),
        score: new Float32Array(count),
        propensity: new Float32Array(count).fill(1),
        explored: new Uint8Array(count),
        pinNo: new Int32Array(count),
        displacedItemNo: new Int32Array(count),
      };
      const pinned = new Uint8Array(count);
      const viewChance = new Float64Array(count);
      const clickChance = new Float64Array(count);
      const chanceOf = (of: number, rowIndex: number, position: number, which: number): number =>
        viewers.click *
        ROW_EFFECT[which]! *
        attraction[of]! *
        ARM_EFFECT[arm]! *
        lookAtRow(rowIndex) *
        lookAtSlot(surface, position);
      let pinGain = 0;
      rowsOfPage.forEach((which, rowIndex) => {
        const some = which === 0 ? null : walk(which, slots);
        for (let position = 0; position < slots; position++) {
          const at = rowIndex * slots + position;
          const isPin = which === 0 && planted?.position === position;
          const from = planted !== undefined && position > planted.position ? position - 1 : position;
          const organic = some === null ? ranked[from]! : null;
          const stands = isPin ? world.items + pin : (organic?.item ?? some![position]!);
          item[at] = stands;
          row[at] = which;
          source[at] = isPin ? ROW_SOURCES.length : which % ROW_SOURCES.length;
          columns.itemNo[at] = itemNoOf(stands);
          columns.rowIndex[at] = rowIndex;
          columns.position[at] = position;
          columns.source[at] = sourceNo(isPin ? 'pin' : ROW_SOURCES[which % ROW_SOURCES.length]!);
          columns.score[at] = attraction[stands]! / 3;
          if (isPin) {
            pinned[at] = 1;
            columns.pinNo[at] = planted!.pinNo;
            columns.displacedItemNo[at] = itemNoOf(organic!.item);
          } else if (organic !== null) {
            columns.explored[at] = organic.explored;
            columns.propensity[at] = organic.propensity;
          }
          viewChance[at] = lookAtRow(rowIndex) * lookAtSlot(surface, position);
          clickChance[at] = chanceOf(stands, rowIndex, position, which);
          if (pin >= 0 && which === 0) {
            pinGain += clickChance[at]! - chanceOf(ranked[position]!.item, rowIndex, position, which);
          }
        }
      });
      const n = made++;
      const decision: Decision = {
        recommendationId: pageId(servedAtMs, world.seed, n),
        parentId: null,
        servedAtMs,
        userKey: world.userKey[user]!,
        sessionId: `session-${n}`,
        origin: world.origin,
        route: route === 1 ? 'row' : 'home',
        surface: SURFACES[surface]!,
        region: REGIONS[region]!,
        maturity: 'adult',
        language: null,
        timeZone: null,
        rung: rung === 1 ? 'R3' : 'R0',
        retrievalVersion: 'v7',
        rankerVersion: MODELS[model]!,
        arms: { layout: ARMS[arm]! },
        switches: [],
        snapshotVersions: { catalogue: 1 },
        randomSeed: n,
        tookMs: 2.5,
        rowIds: rowsOfPage.map((which) => ROWS[which]!),
        withheld: [],
        slots: columns,
      };
      const nothing = () => new Uint8Array(count);
      const came = {
        viewed: nothing(),
        clicked: nothing(),
        played: nothing(),
        completed: nothing(),
        watchedS: new Int32Array(count),
      };
      const asked = { user, day, surface, region, arm, model, rung, route };
      return { decision, ...asked, pin, row, source, item, pinned, viewChance, clickChance, ...came, pinGain };
    },
  };

  /** A UUIDv7 of its time; none twice, also of worlds with other seeds. */
  function pageId(ms: number, seed: number, n: number): string {
    const time = Math.floor(ms).toString(16).padStart(12, '0');
    const rest = seed.toString(16).padStart(6, '0').slice(-6) + n.toString(16).padStart(6, '0');
    return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${rest}`;
  }
}

function shuffled(count: number, random: () => number): number[] {
  const all = Array.from({ length: count }, (_, n) => n);
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [all[last], all[other]] = [all[other]!, all[last]!];
  }
  return all;
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
