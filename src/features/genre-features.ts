import type { FeatureGroup } from './feature-context.ts';

/**
 * How much of the user's recent watching shares the candidate's genres: the mean over its genres of the genre's share, and the
 * largest share. The n-th newest title weighs strength x 2^(-n / 10). 0 without genres or history.
 */
export const genreFeatures: FeatureGroup = {
  name: 'genre',
  width: 2,
  columns: ['genre-mean', 'genre-most'],
  version: 1,
  write({ history, catalogue }, candidates, count, out, stride, offset) {
    const { genreOffsets, genreNumbers } = catalogue;
    const share = new Float32Array(catalogue.genres.length);
    let total = 0;
    const depth = Math.min(history.length, DEPTH);
    for (let at = 0; at < depth; at++) {
      const weight = history.strength[at]! * 2 ** (-at / HALF_LIFE);
      const title = history.title[at]!;
      const from = genreOffsets[title]!;
      const until = genreOffsets[title + 1]!;
      if (from === until) continue;
      total += weight;
      for (let g = from; g < until; g++) share[genreNumbers[g]!]! += weight;
    }
    if (total > 0) for (let g = 0; g < share.length; g++) share[g]! /= total;
    for (let c = 0; c < count; c++) {
      const from = genreOffsets[candidates[c]!]!;
      const until = genreOffsets[candidates[c]! + 1]!;
      let sum = 0;
      let largest = 0;
      for (let g = from; g < until; g++) {
        const held = share[genreNumbers[g]!]!;
        sum += held;
        if (held > largest) largest = held;
      }
      out[c * stride + offset] = from === until ? 0 : sum / (until - from);
      out[c * stride + offset + 1] = largest;
    }
  },
};

/** In titles of history. */
const HALF_LIFE = 10;
const DEPTH = 50;
