import { FEATURE_GROUPS, featureWidth } from '../features/schema.ts';
import type { RankerWeights } from '../network/ranker-net.ts';

/**
 * A ranker for logs too small to learn one from: co-occurrence first, then how much used. Weights by hand, of logarithmic
 * features: a product of powers.
 */
export function plainRanker(fingerprint: string): RankerWeights {
  const skip = new Float32Array(featureWidth);
  let offset = 0;
  for (const { name, width } of FEATURE_GROUPS) {
    // The second co-occurrence number weighs the history by its half-life, the first of popularity is log of 1 + uses.
    if (name === 'cooccurrence') skip[offset + 1] = 0.5;
    if (name === 'popularity') skip[offset] = 0.1;
    offset += width;
  }
  return { width: featureWidth, fingerprint, hidden: [], head: new Float32Array(0), skip, bias: 0 };
}
