import type { Catalogue } from '../domain/catalogue.ts';
import type { AlignedPackage, ModelPackage } from '../domain/model-package.ts';

/** Maps the package's rows to the catalogue's dense indices and back; -1 where one does not know the other. */
export function alignPackage(model: ModelPackage, catalogue: Catalogue): AlignedPackage {
  const rowOfDense = new Int32Array(catalogue.size).fill(-1);
  const denseOfRow = new Int32Array(model.retrieval.itemNo.length).fill(-1);
  for (let row = 0; row < denseOfRow.length; row++) {
    const dense = catalogue.denseOfItemNo(model.retrieval.itemNo[row]!);
    denseOfRow[row] = dense;
    if (dense >= 0) rowOfDense[dense] = row;
  }
  return { model, rowOfDense, denseOfRow };
}
