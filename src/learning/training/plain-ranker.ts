import { HEADS } from '../../domain/objectives.ts';
import { FEATURE_GROUPS, featureWidth } from '../../features/schema.ts';
import type { RankerWeights } from '../../network/ranker-net.ts';

/**
 * A ranker for logs too small to learn one from: co-occurrence first, then how much used. Weights by hand, of logarithmic
 * features: a product of powers. It speaks of `play` alone, and what it calls a probability is none.
 */
export function plainRanker(fingerprint: string): RankerWeights {
  const skip = new Float32Array(featureWidth * HEADS.length);
  const play = HEADS.indexOf('play');
  let offset = 0;
  for (const { name, width } of FEATURE_GROUPS) {
    // The second co-occurrence number weighs the history by its half-life, the first of popularity is log of 1 + uses.
    if (name === 'cooccurrence') skip[(offset + 1) * HEADS.length + play] = 0.5;
    if (name === 'popularity') skip[offset * HEADS.length + play] = 0.1;
    offset += width;
  }
  const bias = new Float32Array(HEADS.length);
  return { width: featureWidth, fingerprint, heads: ['play'], hidden: [], head: new Float32Array(0), skip, bias };
}
