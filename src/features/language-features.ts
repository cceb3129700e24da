import { languageNo } from '../domain/language.ts';
import type { FeatureGroup } from './feature-context.ts';

/**
 * Whether the candidate speaks the language that the page was asked for in, or the user's profile names (1 it does, -1 another, 0 where
 * either is not known); the share of the user's recent watching that was in the candidate's language (the n-th newest title with a known
 * one weighs strength x 2^(-n / 10), 0 without any); and whether its language is known. pt and pt-BR are one.
 */
export const languageFeatures: FeatureGroup = {
  name: 'language',
  width: 3,
  columns: ['language-asked', 'language-share', 'language-known'],
  version: 1,
  write({ language, history, catalogue }, candidates, count, out, stride, offset) {
    const asked = languageNo(language);
    const weights = new Map<number, number>();
    let total = 0;
    const depth = Math.min(history.length, DEPTH);
    for (let at = 0; at < depth; at++) {
      const spoken = catalogue.language[history.title[at]!]!;
      if (spoken === 0) continue;
      const weight = history.strength[at]! * 2 ** (-at / HALF_LIFE);
      weights.set(spoken, (weights.get(spoken) ?? 0) + weight);
      total += weight;
    }
    for (let c = 0; c < count; c++) {
      const own = catalogue.language[candidates[c]!]!;
      const at = c * stride + offset;
      out[at] = own === 0 || asked === 0 ? 0 : own === asked ? 1 : -1;
      out[at + 1] = own === 0 || total === 0 ? 0 : (weights.get(own) ?? 0) / total;
      out[at + 2] = own === 0 ? 0 : 1;
    }
  },
};

/** In titles of history. */
const HALF_LIFE = 10;
const DEPTH = 50;
