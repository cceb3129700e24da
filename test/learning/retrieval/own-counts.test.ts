import { describe, expect, test } from '@jest/globals';
import { timelinesOf } from '../../../src/learning/log/timelines.ts';
import { DEFAULT_COUNT_PARAMETERS, neighbourColumns } from '../../../src/learning/retrieval/count-model.ts';
import { createOwnCounts } from '../../../src/learning/retrieval/own-counts.ts';
import { countTransitions, rowTimelines } from '../../../src/learning/retrieval/transitions.ts';
import { catalogueOf, ringWalks, tableOf } from '../support.ts';

const MOST = 1000;

function countsOf(walks: readonly (readonly number[])[]) {
  const inRows = rowTimelines(timelinesOf(tableOf(walks), catalogueOf(20)));
  const columns = neighbourColumns(countTransitions(inRows, 10, MOST), DEFAULT_COUNT_PARAMETERS, MOST);
  const model = {
    ...columns,
    dimensions: 1,
    itemNo: inRows.titles,
    sourceVectors: new Float32Array(0),
    targetVectors: new Float32Array(0),
    backShare: 0.25,
    historyHalfLife: 3,
    historyLength: 60,
  };
  return { inRows, columns, model, own: createOwnCounts(model, columns, inRows, DEFAULT_COUNT_PARAMETERS, MOST) };
}

describe("a user's own later titles", () => {
  const walks = ringWalks({ users: 15, items: 20, steps: 12, seed: 9 });

  test('are gone from what follows the earlier ones, as if that user had stopped there', () => {
    const { inRows, columns, model, own } = countsOf(walks);
    const first = inRows.offsets[3]!;
    const last = inRows.offsets[4]!;
    const at = first + 5;
    own.takeOut(first, at, last);
    // The same weights, counted by hand over all pairs but the user's own from the past into the future.
    for (let past = first; past < at; past++) {
      for (let later = at; later < last; later++) {
        const [source, target] = [inRows.row[past]!, inRows.row[later]!];
        let count = 0;
        for (let user = 0; user < inRows.users; user++) {
          if (user === 3) continue;
          const timeline = inRows.row.subarray(inRows.offsets[user], inRows.offsets[user + 1]);
          const [a, b] = [timeline.indexOf(source), timeline.indexOf(target)];
          if (a >= 0 && b > a && b - a <= 10) count += 1 / (b - a);
        }
        const row = model.neighbourRows.subarray(model.neighbourOffsets[source], model.neighbourOffsets[source + 1]);
        const weight = model.neighbourWeights[model.neighbourOffsets[source]! + row.indexOf(target)]!;
        expect(weight).toBeCloseTo(count * columns.sourceFactor[source]! * columns.targetFactor[target]!, 5);
      }
    }
  });

  test('are all back afterwards, to the bit', () => {
    const { inRows, model, own } = countsOf(walks);
    const before = model.neighbourWeights.slice();
    for (let user = 0; user < inRows.users; user++) {
      own.takeOut(inRows.offsets[user]!, inRows.offsets[user]! + 3, inRows.offsets[user + 1]!);
      own.putBack();
    }
    expect(model.neighbourWeights).toEqual(before);
  });
});
