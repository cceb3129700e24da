/**
 * From an item's outside id and its permanent number to its dense index. Grows only; shared by all versions of one catalogue,
 * each of which ignores what was added after it.
 */
export interface ItemIndex {
  readonly size: number;
  /** The item's dense index, allotted if it is new. */
  add(itemId: string, itemNo: number): number;
  /** -1 when unknown. */
  ofItemId(itemId: string): number;
  ofItemNo(itemNo: number): number;
}

export function createItemIndex(itemIds: readonly string[] = [], itemNos: Int32Array = new Int32Array(0)): ItemIndex {
  const denseOfId = new Map<string, number>();
  // Numbers are allotted from 1 upwards, so a plain table is small and faster than a map.
  let denseOfNo = new Int32Array(1024).fill(-1);

  const index = {
    get size() {
      return denseOfId.size;
    },
    add(itemId: string, itemNo: number) {
      const known = denseOfId.get(itemId);
      if (known !== undefined) return known;
      const dense = denseOfId.size;
      denseOfId.set(itemId, dense);
      if (itemNo >= denseOfNo.length) {
        const wider = new Int32Array(Math.max(itemNo + 1, denseOfNo.length * 2)).fill(-1);
        wider.set(denseOfNo);
        denseOfNo = wider;
      }
      denseOfNo[itemNo] = dense;
      return dense;
    },
    ofItemId: (itemId: string) => denseOfId.get(itemId) ?? -1,
    ofItemNo: (itemNo: number) => denseOfNo[itemNo] ?? -1,
  };
  for (let dense = 0; dense < itemIds.length; dense++) index.add(itemIds[dense]!, itemNos[dense]!);
  return index;
}
