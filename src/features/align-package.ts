import type { Catalogue } from '../domain/catalogue.ts';
import type { AlignedPackage, DeltaRows, ModelPackage } from '../domain/model-package.ts';
import { contentVectors } from './content-tower.ts';

/**
 * Maps the package's rows to the catalogue's dense indices and back; -1 where one does not know the other. Titles that the package
 * does not know, and that are not withdrawn, get delta rows from its content tower; those of `before` are taken over where neither
 * package nor item has changed since.
 */
export function alignPackage(
  model: ModelPackage,
  catalogue: Catalogue,
  before: { readonly catalogue: Catalogue; readonly models: AlignedPackage | null } | null = null,
): AlignedPackage {
  const rowOfDense = new Int32Array(catalogue.size).fill(-1);
  const denseOfRow = new Int32Array(model.retrieval.itemNo.length).fill(-1);
  for (let row = 0; row < denseOfRow.length; row++) {
    const dense = catalogue.denseOfItemNo(model.retrieval.itemNo[row]!);
    denseOfRow[row] = dense;
    if (dense >= 0) rowOfDense[dense] = row;
  }
  return { model, rowOfDense, denseOfRow, delta: deltaRows(model, catalogue, rowOfDense, before) };
}

function deltaRows(
  { content, version }: ModelPackage,
  catalogue: Catalogue,
  rowOfDense: Int32Array,
  before: { readonly catalogue: Catalogue; readonly models: AlignedPackage | null } | null,
): DeltaRows {
  const { dimensions } = content;
  const old = before?.models?.model.version === version ? before.models.delta : null;
  const unknown: number[] = [];
  if (content.tokens.length > 0) {
    for (let dense = 0; dense < catalogue.size; dense++) {
      const isTitle = catalogue.titleOf[dense] === dense && catalogue.withdrawn[dense] === 0;
      if (isTitle && rowOfDense[dense]! < 0) unknown.push(dense);
    }
  }
  const deltaOfDense = new Int32Array(catalogue.size).fill(-1);
  const denseOfDelta = new Int32Array(unknown.length);
  const sourceVectors = new Float32Array(unknown.length * dimensions);
  const targetVectors = new Float32Array(unknown.length * dimensions);
  let rows = 0;
  for (const dense of unknown) {
    const from = rows * dimensions;
    const until = from + dimensions;
    const oldRow =
      old !== null && before!.catalogue.item[dense] === catalogue.item[dense] ? old.rowOfDense[dense]! : -1;
    if (oldRow >= 0) {
      const oldFrom = oldRow * dimensions;
      sourceVectors.set(old!.sourceVectors.subarray(oldFrom, oldFrom + dimensions), from);
      targetVectors.set(old!.targetVectors.subarray(oldFrom, oldFrom + dimensions), from);
    } else {
      const [source, target] = [sourceVectors.subarray(from, until), targetVectors.subarray(from, until)];
      if (!contentVectors(content, catalogue.item[dense]!, source, target)) continue;
    }
    deltaOfDense[dense] = rows;
    denseOfDelta[rows++] = dense;
  }
  return {
    rowOfDense: deltaOfDense,
    denseOfRow: denseOfDelta.subarray(0, rows),
    sourceVectors: sourceVectors.subarray(0, rows * dimensions),
    targetVectors: targetVectors.subarray(0, rows * dimensions),
  };
}
