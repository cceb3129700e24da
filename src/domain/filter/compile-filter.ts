import { type Catalogue, hasBit } from '../catalogue.ts';
import type { ItemFilter } from '../item-filter.ts';
import type { FilterTree, Test } from './filter-tree.ts';
import { parseFilter } from './parse-filter.ts';
import { bindTest, type Scan } from './test-items.ts';

/**
 * A filter from its text: parsed once, then a tree of functions over the catalogue's columns that work on bitsets. Nothing of the
 * text is run. Keeps its last answer until the catalogue changes or time changes it. Throws MarqueeError 'invalid-filter'.
 */
export function compileFilter(text: string): ItemFilter {
  const find = compile(parseFilter(text));
  let kept: Kept | null = null;

  return {
    text,
    matches(catalogue, nowMs) {
      const isGood = kept !== null && kept.catalogue.deref() === catalogue && holdsAt(kept, nowMs);
      if (isGood) return kept!.bits;
      const scan: Scan = { catalogue, nowMs, validUntilMs: Number.POSITIVE_INFINITY, titles: [] };
      const bits = find(scan, allOf(catalogue));
      kept = { catalogue: new WeakRef(catalogue), madeAtMs: nowMs, validUntilMs: scan.validUntilMs, bits };
      return bits;
    },
  };
}

interface Kept {
  /** Weak: a filter that nobody asks for again must not hold a catalogue that is gone. */
  readonly catalogue: WeakRef<Catalogue>;
  readonly madeAtMs: number;
  readonly validUntilMs: number;
  readonly bits: Uint32Array;
}

const holdsAt = ({ madeAtMs, validUntilMs }: Kept, nowMs: number): boolean =>
  nowMs === madeAtMs || (nowMs > madeAtMs && nowMs < validUntilMs);

/** Of the asked items those that meet it, as a bitset of its own: what a part before it has decided is not asked again. */
type Find = (scan: Scan, asked: Uint32Array) => Uint32Array;

function compile(tree: FilterTree): Find {
  switch (tree.kind) {
    case 'test':
      return compileTest(tree);
    case 'not': {
      const find = compile(tree.part);
      return (scan, asked) => without(asked, find(scan, asked));
    }
    case 'and': {
      const finds = tree.parts.map(compile);
      return (scan, asked) => finds.reduce((left, find) => find(scan, left), asked);
    }
    case 'or': {
      const finds = tree.parts.map(compile);
      return (scan, asked) =>
        without(
          asked,
          finds.reduce((open, find) => without(open, find(scan, open)), asked),
        );
    }
  }
}

function compileTest(test: Test): Find {
  if (test.operator === '!=' || test.operator === 'not in') {
    const find = compileTest({ ...test, operator: test.operator === '!=' ? '=' : 'in' });
    return (scan, asked) => without(asked, find(scan, asked));
  }
  const lay = bindTest(test);
  return (scan, asked) => {
    const { meets, among } = lay(scan);
    const found = new Uint32Array(asked.length);
    if (among === undefined) everyAsked(asked, meets, found);
    else for (const dense of among) if (hasBit(asked, dense) && meets(dense)) found[dense >>> 5]! |= 1 << (dense & 31);
    return found;
  };
}

function everyAsked(asked: Uint32Array, meets: (dense: number) => boolean, found: Uint32Array): void {
  for (let word = 0; word < asked.length; word++) {
    let open = asked[word]!;
    let met = 0;
    while (open !== 0) {
      const bit = 31 - Math.clz32(open);
      open &= ~(1 << bit);
      if (meets((word << 5) | bit)) met |= 1 << bit;
    }
    found[word] = met;
  }
}

function without(bits: Uint32Array, taken: Uint32Array): Uint32Array {
  const left = bits.slice();
  for (let word = 0; word < left.length; word++) left[word]! &= ~taken[word]!;
  return left;
}

function allOf({ size }: Catalogue): Uint32Array {
  const bits = new Uint32Array((size + 31) >>> 5).fill(0xffffffff);
  if ((size & 31) !== 0) bits[bits.length - 1] = (1 << (size & 31)) - 1;
  return bits;
}
