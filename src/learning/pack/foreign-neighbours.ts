import type { RetrievalModel, VectorIndex } from '../../domain/model-package.ts';

type Neighbours = Pick<
  RetrievalModel,
  'neighbourOffsets' | 'neighbourRows' | 'neighbourWeights' | 'neighbourBackWeights'
>;

/** The base's co-occurrence among the titles that both know, weighed as the base weighs it. */
export function neighboursOf(base: RetrievalModel, model: Pick<RetrievalModel, 'itemNo'>): Neighbours {
  const rowOfItem = new Map(Array.from(model.itemNo, (itemNo, row) => [itemNo, row]));
  const baseRowOfItem = new Map(Array.from(base.itemNo, (itemNo, row) => [itemNo, row]));
  const lists = createLists(model.itemNo.length, base.neighbourRows.length);
  for (const itemNo of model.itemNo) {
    const from = baseRowOfItem.get(itemNo);
    for (
      let at = base.neighbourOffsets[from ?? 0]!;
      from !== undefined && at < base.neighbourOffsets[from + 1]!;
      at++
    ) {
      const row = rowOfItem.get(base.itemNo[base.neighbourRows[at]!]!);
      if (row !== undefined) lists.add(row, base.neighbourWeights[at]!, base.neighbourBackWeights[at]!);
    }
    lists.endRow();
  }
  return lists.finish();
}

const MOST_NEAREST = 50;

/** Those whose vectors are nearest, after and before alike: vectors know no direction. The mean heaviest weight is 1. */
export function nearestOf(
  model: Pick<RetrievalModel, 'dimensions' | 'sourceVectors' | 'itemNo'>,
  index: VectorIndex,
): Neighbours {
  const { dimensions, sourceVectors, itemNo } = model;
  const lists = createLists(itemNo.length, itemNo.length * MOST_NEAREST);
  let sum = 0;
  let count = 0;
  for (let own = 0; own < itemNo.length; own++) {
    const vector = sourceVectors.slice(own * dimensions, (own + 1) * dimensions);
    const length = Math.hypot(...vector);
    const isPlaced = length > 0;
    const unit = isPlaced ? vector.map((value) => value / length) : vector;
    const found = isPlaced ? index.search(unit, Math.min(MOST_NEAREST + 1, itemNo.length)) : null;
    let heaviest = 0;
    for (let at = 0, kept = 0; found !== null && at < found.rows.length && kept < MOST_NEAREST; at++) {
      const weight = found.similarities[at]!;
      if (found.rows[at] === own || !(weight > 0)) continue;
      lists.add(found.rows[at]!, weight, weight);
      kept++;
      heaviest = Math.max(heaviest, weight);
    }
    lists.endRow();
    if (heaviest === 0) continue;
    sum += heaviest;
    count++;
  }
  const neighbours = lists.finish();
  const scale = count === 0 ? 1 : count / sum;
  for (const column of [neighbours.neighbourWeights, neighbours.neighbourBackWeights]) {
    for (let at = 0; at < column.length; at++) column[at]! *= scale;
  }
  return neighbours;
}

/** Of `rows` titles that have none. */
export const noNeighbours = (rows: number): Neighbours => ({
  neighbourOffsets: new Int32Array(rows + 1),
  neighbourRows: new Int32Array(0),
  neighbourWeights: new Float32Array(0),
  neighbourBackWeights: new Float32Array(0),
});

/** Lists row after row, with room for `most` neighbours in all. */
function createLists(rows: number, most: number) {
  const offsets = new Int32Array(rows + 1);
  const neighbourRows = new Int32Array(most);
  const weights = new Float32Array(most);
  const backWeights = new Float32Array(most);
  let count = 0;
  let ended = 0;
  return {
    add(row: number, weight: number, backWeight: number): void {
      neighbourRows[count] = row;
      weights[count] = weight;
      backWeights[count++] = backWeight;
    },
    endRow(): void {
      offsets[++ended] = count;
    },
    finish: (): Neighbours => ({
      neighbourOffsets: offsets,
      neighbourRows: neighbourRows.slice(0, count),
      neighbourWeights: weights.slice(0, count),
      neighbourBackWeights: backWeights.slice(0, count),
    }),
  };
}
