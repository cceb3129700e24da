import type { TextIndex } from '../../domain/ports/text-index.ts';
import { type ItemWords, itemWords } from '../../features/text/item-words.ts';
import {
  classOfSome,
  classWithoutTypos,
  classWithTypos,
  ENOUGH_MATCHES,
  type ItemWord,
  NO_MATCH,
  textQuery,
} from '../../features/text/match-class.ts';

/** Looks at every item: what a search means, for small catalogues. */
export function createMemoryTextIndex(): TextIndex {
  const items = new Map<number, { readonly title: string; readonly words: readonly ItemWord[] }>();

  return {
    put(key, item) {
      const { title, titleWords, moreWords, titlePairs } = itemWords(item) satisfies ItemWords;
      const words: ItemWord[] = [
        ...titleWords.map((word) => ({ word, place: 'title' }) as const),
        ...moreWords.map((word) => ({ word, place: 'more' }) as const),
        ...titlePairs.map((word) => ({ word, place: 'pair' }) as const),
      ];
      items.set(key, { title, words });
    },
    remove(key) {
      items.delete(key);
    },
    search(asked, admits) {
      const query = textQuery(asked);
      const admitted = query === null ? [] : [...items].filter(([key]) => admits(key));
      const matchesBy = (classOf: typeof classWithoutTypos) =>
        admitted
          .map(([key, { title, words }]) => ({ key, matchClass: classOf(query!, title, words) }))
          .filter(({ matchClass }) => matchClass !== NO_MATCH);
      let matches = matchesBy(classWithoutTypos);
      if (matches.length < ENOUGH_MATCHES) {
        const found = new Set(matches.map(({ key }) => key));
        matches = [...matches, ...matchesBy(classWithTypos).filter(({ key }) => !found.has(key))];
      }
      if (matches.length === 0) matches = matchesBy(classOfSome);
      return {
        keys: Int32Array.from(matches, ({ key }) => key),
        classes: Uint8Array.from(matches, ({ matchClass }) => matchClass),
      };
    },
  };
}
