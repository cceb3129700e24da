import type { Random } from '../domain/clock.ts';
import { HEADS } from '../domain/objectives.ts';
import type { FeatureContext } from '../features/feature-context.ts';
import { featureWidth, writeFeatures } from '../features/schema.ts';
import type { RankerExamples } from '../network/ranker-examples.ts';

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

/** Growing examples, whose features are written when a group is added. */
export function createExamplesBuilder() {
  const kept: Omit<Group, 'item' | 'outcomes'>[] = [];
  const moments: number[] = [];
  let ordered = 0;
  let features = new Float32Array(16 * GROUP_SIZE * featureWidth);
  let item = new Int32Array(16 * GROUP_SIZE);
  let outcomes = new Float32Array(16 * GROUP_SIZE * HEADS.length);

  return {
    /** Groups in which something was wanted. */
    get ordered() {
      return ordered;
    },
    add(context: FeatureContext, group: Group): void {
      const at = kept.length * GROUP_SIZE;
      if (at === item.length) {
        features = doubled(features, new Float32Array(features.length * 2));
        item = doubled(item, new Int32Array(item.length * 2));
        outcomes = doubled(outcomes, new Float32Array(outcomes.length * 2));
      }
      const { count } = group;
      writeFeatures(context, group.item, count, features.subarray(at * featureWidth, (at + GROUP_SIZE) * featureWidth));
      item.set(group.item.subarray(0, count), at);
      outcomes.set(group.outcomes.subarray(0, count * HEADS.length), at * HEADS.length);
      kept.push({
        ...group,
        labels: group.labels.slice(0, count),
        drawWeights: group.drawWeights.slice(0, count),
        row: group.row.slice(0, count),
        position: group.position.slice(0, count),
        propensity: group.propensity.slice(0, count),
      });
      moments.push(context.nowMs);
      if (group.labels.subarray(0, count).some((label) => label > 0)) ordered++;
    },
    finish(): DatasetExamples {
      const groups = kept.length;
      const places = groups * GROUP_SIZE;
      const column = <Column extends Float32Array | Int16Array>(name: ColumnName, out: Column): Column => {
        for (let group = 0; group < groups; group++) out.set(kept[group]![name], group * GROUP_SIZE);
        return out;
      };
      return {
        groups,
        ordered,
        groupSize: GROUP_SIZE,
        width: featureWidth,
        features: features.slice(0, places * featureWidth),
        labels: column('labels', new Float32Array(places).fill(-1)),
        outcomes: headByHead(outcomes, kept, places),
        drawWeights: column('drawWeights', new Float32Array(places).fill(1)),
        shownRow: column('row', new Int16Array(places).fill(-1)),
        shownPosition: column('position', new Int16Array(places).fill(-1)),
        groupWeights: Float32Array.from(kept, ({ weight }) => weight),
        item: item.slice(0, places),
        propensity: column('propensity', new Float32Array(places).fill(Number.NaN)),
        user: Int32Array.from(kept, ({ user }) => user),
        nowMs: Float64Array.from(moments),
        page: Int32Array.from(kept, ({ page }) => page),
      };
    },
  };
}
export type ExamplesBuilder = ReturnType<typeof createExamplesBuilder>;

type ColumnName = 'labels' | 'drawWeights' | 'row' | 'position' | 'propensity';

function headByHead(outcomes: Float32Array, kept: readonly { readonly count: number }[], places: number): Float32Array {
  const out = new Float32Array(HEADS.length * places).fill(Number.NaN);
  for (let group = 0; group < kept.length; group++) {
    for (let i = 0; i < kept[group]!.count; i++) {
      const place = group * GROUP_SIZE + i;
      for (let head = 0; head < HEADS.length; head++) {
        out[head * places + place] = outcomes[place * HEADS.length + head]!;
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
