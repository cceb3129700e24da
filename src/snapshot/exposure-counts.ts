import type { Catalogue } from '../domain/catalogue.ts';
import type { ItemExposure } from '../domain/item-exposure.ts';
import type { ServedCount } from '../domain/ports/exposure-store.ts';

/** Impressions of items as the store gave them last, and when items came, by item number: numbers are given out in order. */
export interface ExposureCounts {
  /** Greatest revision put in. */
  readonly revision: number;
  put(counts: readonly ServedCount[]): void;
  cameAt(itemNo: number, addedAtMs: number): void;
  /** Over the dense indices of a catalogue: an episode's impressions are its series'. */
  exposureOf(catalogue: Catalogue): ItemExposure;
}

export function createExposureCounts(): ExposureCounts {
  let served = new Float64Array(1024);
  let addedAtMs = new Float64Array(1024).fill(Number.NaN);
  let revision = 0;

  function grow(itemNo: number): void {
    const length = 2 ** Math.ceil(Math.log2(itemNo + 1));
    const moreServed = new Float64Array(length);
    moreServed.set(served);
    const moreAdded = new Float64Array(length).fill(Number.NaN);
    moreAdded.set(addedAtMs);
    served = moreServed;
    addedAtMs = moreAdded;
  }

  return {
    get revision() {
      return revision;
    },
    put(counts) {
      for (const count of counts) {
        if (count.itemNo >= served.length) grow(count.itemNo);
        served[count.itemNo] = count.served;
        revision = Math.max(revision, count.revision);
      }
    },
    cameAt(itemNo, atMs) {
      if (itemNo >= served.length) grow(itemNo);
      addedAtMs[itemNo] = atMs;
    },
    exposureOf({ size, itemNo, titleOf }) {
      const exposure = { served: new Float32Array(size), addedAtMs: new Float64Array(size) };
      for (let dense = 0; dense < size; dense++) {
        const number = itemNo[dense]!;
        exposure.served[titleOf[dense]!]! += served[number] ?? 0;
        exposure.addedAtMs[dense] = addedAtMs[number] ?? Number.NaN;
      }
      for (let dense = 0; dense < size; dense++) exposure.served[dense] = exposure.served[titleOf[dense]!]!;
      return exposure;
    },
  };
}
