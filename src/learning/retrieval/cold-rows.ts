import { drawShare } from '../log/hide-titles.ts';
import { HIDDEN_SHARE } from './content-questions.ts';
import type { ContentRows } from './content-rows.ts';
import type { Factors } from './factorise.ts';
import { type ContentParameters, fitTower, predictRow } from './train-content.ts';

/** Rows that are taken for titles without events, and where their content alone would have placed them. */
export interface ColdRows {
  readonly rows: Int32Array;
  /** cold rows x dimensions each. */
  readonly sourceVectors: Float32Array;
  readonly targetVectors: Float32Array;
}

/** A tenth of the rows that have uses, drawn evenly, placed by a tower that is fitted to the others. */
export function coldRows(
  content: ContentRows,
  vectors: Factors,
  uses: Float64Array,
  parameters: ContentParameters,
  seed: number,
): ColdRows {
  const { dimensions } = vectors;
  const rows = Int32Array.from(drawShare([...uses.keys()], HIDDEN_SHARE, seed)).sort();
  const left = uses.slice();
  for (const row of rows) left[row] = 0;
  const tower = fitTower(content, vectors, left, parameters);
  const sourceVectors = new Float32Array(rows.length * dimensions);
  const targetVectors = new Float32Array(rows.length * dimensions);
  for (let at = 0; at < rows.length; at++) {
    const [from, until] = [at * dimensions, (at + 1) * dimensions];
    predictRow(content, rows[at]!, tower.sourceWeights, sourceVectors.subarray(from, until));
    predictRow(content, rows[at]!, tower.targetWeights, targetVectors.subarray(from, until));
  }
  return { rows, sourceVectors, targetVectors };
}
