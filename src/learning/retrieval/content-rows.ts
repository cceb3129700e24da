import type { Catalogue } from '../../domain/catalogue.ts';
import { contentTokens } from '../../features/content-tokens.ts';
import { knownTokens, tokenValue } from '../../features/content-tower.ts';
import type { TokenRows } from './ridge.ts';

/** The content of the package's rows, in tokens that enough of them share. */
export interface ContentRows extends TokenRows {
  /** Hashes, ascending; a column is a place in it. */
  readonly tokens: Float64Array;
}

/** Fewer titles than this with a token, and nothing could be learned of it. */
const FEWEST_TITLES = 3;
const MOST_TOKENS = 8192;

/** The vocabulary is that of the first `learned` rows: those that something can be learned from. `titles`: row -> dense index. */
export function contentRows(catalogue: Catalogue, titles: Int32Array, learned: number): ContentRows {
  const counts = new Map<number, number>();
  for (let row = 0; row < learned; row++) {
    for (const token of contentTokens(catalogue.item[titles[row]!]!)) counts.set(token, (counts.get(token) ?? 0) + 1);
  }
  const shared = [...counts.keys()].filter((token) => counts.get(token)! >= FEWEST_TITLES);
  shared.sort((a, b) => counts.get(b)! - counts.get(a)! || a - b);
  const tokens = Float64Array.from(shared.slice(0, MOST_TOKENS)).sort();

  const offsets = new Int32Array(titles.length + 1);
  const values = new Float32Array(titles.length);
  const columns: number[] = [];
  for (let row = 0; row < titles.length; row++) {
    const known = knownTokens(tokens, catalogue.item[titles[row]!]!);
    for (const token of known) columns.push(token);
    offsets[row + 1] = columns.length;
    values[row] = tokenValue(known.length);
  }
  return { tokens, width: tokens.length, offsets, columns: Int32Array.from(columns), values };
}
