import type { Random } from '../../domain/clock.ts';
import { HEADS } from '../../domain/objectives.ts';
import type { FeatureContext } from '../../features/feature-context.ts';
import { featureWidth, writeFeatures } from '../../features/schema.ts';
import type { RankerExamples } from '../../network/ranker-examples.ts';

/** Candidates a group: the most that one moment asks about. */
export const GROUP_SIZE = 64;

/** Ranker examples and where each of them comes from. */
export interface DatasetExamples extends RankerExamples {
  /** groups x groupSize: dense index of the candidate. */
  readonly item: Int32Array;
  /** groups x groupSize: P(this candidate in this slot) as logged; NaN where it was not shown. */
  readonly propensity: Float32Array;
  /** Groups in which something was wanted: the others teach no order. */
  readonly ordered: number;
  /** By group: number of the user, the moment, the page (LoggedPages; -1: none). */
  readonly user: Int32Array;
  readonly nowMs: Float64Array;
  readonly page: Int32Array;
}

/** One group on its way into the examples; `count` places are filled. */
export interface Group {
  user: number;
  page: number;
  weight: number;
  count: number;
  readonly item: Int32Array;
  readonly labels: Float32Array;
  /** Place by place, each all heads. */
  readonly outcomes: Float32Array;
  readonly drawWeights: Float32Array;
  readonly row: Int16Array;
  readonly position: Int16Array;
  readonly propensity: Float32Array;
}

export const createGroup = (): Group => ({
  user: 0,
  page: -1,
  weight: 1,
  count: 0,
  item: new Int32Array(GROUP_SIZE),
  labels: new Float32Array(GROUP_SIZE),
  outcomes: new Float32Array(GROUP_SIZE * HEADS.length),
  drawWeights: new Float32Array(GROUP_SIZE),
  row: new Int16Array(GROUP_SIZE),
  position: new Int16Array(GROUP_SIZE),
  propensity: new Float32Array(GROUP_SIZE),
});

/** Growing examples, whose features are written when a group is added. Some are set aside, to be finished by themselves or with the rest. */
export function createExamplesBuilder() {
  const kept: KeptGroup[] = [];
  let features = new Float32Array(16 * GROUP_SIZE * featureWidth);
  let item = new Int32Array(16 * GROUP_SIZE);
  let outcomes = new Float32Array(16 * GROUP_SIZE * HEADS.length);

  return {
    /** Groups in which something was wanted. */
    ordered: (isAside: boolean): number => kept.filter((group) => group.isAside === isAside && group.isOrdered).length,
    add(context: FeatureContext, group: Group, isAside: boolean): void {
      const at = kept.length * GROUP_SIZE;
      if (at === item.length) {
        features = doubled(features, new Float32Array(features.length * 2));
        item = doubled(item, new Int32Array(item.length * 2));
        outcomes = doubled(outcomes, new Float32Array(outcomes.length * 2));
      }
      const { count, user, page, weight } = group;
      writeFeatures(context, group.item, count, features.subarray(at * featureWidth, (at + GROUP_SIZE) * featureWidth));
      item.set(group.item.subarray(0, count), at);
      outcomes.set(group.outcomes.subarray(0, count * HEADS.length), at * HEADS.length);
      const labels = group.labels.slice(0, count);
      kept.push({
        at,
        isAside,
        isOrdered: labels.some((label) => label > 0),
        nowMs: context.nowMs,
        user,
        page,
        weight,
        count,
        labels,
        drawWeights: group.drawWeights.slice(0, count),
        row: group.row.slice(0, count),
        position: group.position.slice(0, count),
        propensity: group.propensity.slice(0, count),
      });
    },
    /** `isAside` null: all of them. */
    finish(isAside: boolean | null): DatasetExamples {
      const groups = isAside === null ? kept : kept.filter((group) => group.isAside === isAside);
      const places = groups.length * GROUP_SIZE;
      const column = <Column extends Float32Array | Int16Array>(name: ColumnName, out: Column): Column => {
        for (const [nth, group] of groups.entries()) out.set(group[name], nth * GROUP_SIZE);
        return out;
      };
      const gathered = <Column extends Float32Array | Int32Array>(from: Column, out: Column, width: number): Column => {
        for (const [nth, { at }] of groups.entries()) {
          out.set(from.subarray(at * width, (at + GROUP_SIZE) * width), nth * GROUP_SIZE * width);
        }
        return out;
      };
      return {
        groups: groups.length,
        ordered: groups.filter(({ isOrdered }) => isOrdered).length,
        groupSize: GROUP_SIZE,
        width: featureWidth,
        features: gathered(features, new Float32Array(places * featureWidth), featureWidth),
        labels: column('labels', new Float32Array(places).fill(-1)),
        outcomes: headByHead(outcomes, groups, places),
        drawWeights: column('drawWeights', new Float32Array(places).fill(1)),
        shownRow: column('row', new Int16Array(places).fill(-1)),
        shownPosition: column('position', new Int16Array(places).fill(-1)),
        groupWeights: Float32Array.from(groups, ({ weight }) => weight),
        item: gathered(item, new Int32Array(places), 1),
        propensity: column('propensity', new Float32Array(places).fill(Number.NaN)),
        user: Int32Array.from(groups, ({ user }) => user),
        nowMs: Float64Array.from(groups, ({ nowMs }) => nowMs),
        page: Int32Array.from(groups, ({ page }) => page),
      };
    },
  };
}

interface KeptGroup extends Omit<Group, 'item' | 'outcomes'> {
  /** Its first place. */
  readonly at: number;
  readonly isAside: boolean;
  readonly isOrdered: boolean;
  readonly nowMs: number;
}

export type ExamplesBuilder = ReturnType<typeof createExamplesBuilder>;

type ColumnName = 'labels' | 'drawWeights' | 'row' | 'position' | 'propensity';

function headByHead(outcomes: Float32Array, groups: readonly KeptGroup[], places: number): Float32Array {
  const out = new Float32Array(HEADS.length * places).fill(Number.NaN);
  for (const [nth, { at, count }] of groups.entries()) {
    for (let i = 0; i < count; i++) {
      for (let head = 0; head < HEADS.length; head++) {
        out[head * places + nth * GROUP_SIZE + i] = outcomes[(at + i) * HEADS.length + head]!;
      }
    }
  }
  return out;
}

function doubled<Column extends Float32Array | Int32Array>(from: Column, to: Column): Column {
  to.set(from);
  return to;
}

/** Moves `count` of the entries to the front, each as likely as any other. */
export function shuffleSome(values: Int32Array | number[], count: number, random: Random): void {
  for (let i = 0; i < Math.min(count, values.length); i++) {
    const j = i + Math.floor(random() * (values.length - i));
    const value = values[j]!;
    values[j] = values[i]!;
    values[i] = value;
  }
}
