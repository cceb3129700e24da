import type { Catalogue } from '../../domain/catalogue.ts';
import type { RetrievalModel } from '../../domain/model-package.ts';
import { createItemStatsColumns } from '../../features/item-stats-columns.ts';
import { featureWidth, writeFeatures } from '../../features/schema.ts';
import { userInputsOf } from '../../features/user-inputs.ts';
import { EMPTY_STATE } from '../../features/user-state.ts';

const MOST_ROWS = 16;

/** What a ranker reads of the first titles of a package for somebody nobody has met: rows to check it with where there are no others. */
export function goldenRows(catalogue: Catalogue, model: RetrievalModel, nowMs: number): Float32Array {
  const denseOfRow = model.itemNo.map((itemNo) => catalogue.denseOfItemNo(itemNo));
  const rowOfDense = new Int32Array(catalogue.size).fill(-1);
  for (const [row, dense] of denseOfRow.entries()) if (dense >= 0) rowOfDense[dense] = row;
  const candidates = denseOfRow.filter((dense) => dense >= 0).slice(0, MOST_ROWS);
  const rows = new Float32Array(candidates.length * featureWidth);
  const context = {
    ...userInputsOf(EMPTY_STATE, catalogue),
    nowMs,
    surface: 'tv',
    region: null,
    language: null,
    timeZone: 'UTC',
    catalogue,
    stats: createItemStatsColumns(catalogue).at(nowMs),
    retrieval: { model, rowOfDense, denseOfRow },
  };
  writeFeatures(context, candidates, candidates.length, rows);
  return rows;
}
