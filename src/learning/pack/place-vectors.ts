import type { Catalogue } from '../../domain/catalogue.ts';
import { MarqueeError } from '../../domain/errors.ts';

/** Vectors of items as others bring them. */
export interface ForeignVectors {
  readonly dimensions: number;
  /** By row. */
  readonly ids: readonly string[];
  /** Line of each row's id, from 1. */
  readonly lines: readonly number[];
  /** rows x dimensions. */
  readonly values: Float32Array;
}

/** Those that stand for a title of the catalogue, and why the others do not. */
export interface PlacedVectors {
  readonly dimensions: number;
  /** Dense index of each row's title, each once. */
  readonly titles: Int32Array;
  readonly values: Float32Array;
  readonly refused: readonly RefusedVector[];
}

export interface RefusedVector {
  readonly line: number;
  readonly itemId: string;
  readonly code: 'unknown-item' | 'not-a-title' | 'twice';
}

/** More ids than this that the catalogue does not know, and it is another catalogue's file. */
const MOST_UNKNOWN = 0.5;

/** Throws MarqueeError 'data-check-failed' for numbers that are not finite, and where most ids are unknown. */
export function placeVectors({ dimensions, ids, lines, values }: ForeignVectors, catalogue: Catalogue): PlacedVectors {
  if (dimensions < 2) refuse(`vectors of ${dimensions} dimensions place nothing`);
  if (values.length !== ids.length * dimensions) {
    refuse(`there are ${values.length / dimensions} vectors and ${ids.length} ids`);
  }
  const titles: number[] = [];
  const kept: number[] = [];
  const refused: RefusedVector[] = [];
  const seen = new Set<number>();
  for (const [row, itemId] of ids.entries()) {
    const dense = catalogue.denseOfItemId(itemId);
    const code = codeOf(dense, catalogue, seen);
    if (code !== null) {
      refused.push({ line: lines[row]!, itemId: itemId.slice(0, 128), code });
      continue;
    }
    const own = values.subarray(row * dimensions, (row + 1) * dimensions);
    if (!own.every(Number.isFinite)) refuse(`the vector of line ${lines[row]} (${itemId}) holds NaN or Infinity`);
    seen.add(dense);
    titles.push(dense);
    kept.push(row);
  }
  const unknown = refused.filter(({ code }) => code === 'unknown-item');
  if (unknown.length > MOST_UNKNOWN * ids.length || titles.length === 0) {
    const examples = unknown.slice(0, 5).map(({ line, itemId }) => `${JSON.stringify(itemId)} in line ${line}`);
    refuse(`the catalogue knows ${ids.length - unknown.length} of its ${ids.length} ids; not ${examples.join(', ')}`);
  }
  const placed = new Float32Array(kept.length * dimensions);
  for (const [at, row] of kept.entries())
    placed.set(values.subarray(row * dimensions, (row + 1) * dimensions), at * dimensions);
  return { dimensions, titles: Int32Array.from(titles), values: placed, refused };
}

function codeOf(dense: number, { titleOf }: Catalogue, seen: ReadonlySet<number>): RefusedVector['code'] | null {
  if (dense < 0) return 'unknown-item';
  if (titleOf[dense] !== dense) return 'not-a-title';
  return seen.has(dense) ? 'twice' : null;
}

function refuse(reason: string): never {
  throw new MarqueeError('data-check-failed', `The vectors cannot be used: ${reason}.`);
}
