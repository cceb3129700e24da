import { describe, expect, test } from '@jest/globals';
import type { Catalogue } from '../../src/domain/catalogue.ts';
import type { StoredItem } from '../../src/domain/item.ts';
import type { ContentTower, ModelPackage } from '../../src/domain/model-package.ts';
import { createCatalogue } from '../../src/features/catalogue-columns.ts';
import { contentTokens } from '../../src/features/content-tokens.ts';
import { anItem, aStoredItem } from '../support/items.ts';
import { aSnapshot, aState, itemIdsOf, makeRow } from '../support/pages.ts';
import { tinyPackage } from '../support/tiny-package.ts';

/** 200 films that the package knows, of two kinds, and ten of each kind that came after it. */
const KNOWN = 200;
const films: StoredItem[] = Array.from({ length: KNOWN + 20 }, (_, at) =>
  aStoredItem(at + 1, { genres: [at % 2 === 0 ? 'Drama' : 'War'] }),
);
const tokenOf = (genre: string): number => [...contentTokens(anItem('a', { genres: [genre] }))][0]!;
const tokens = Float64Array.of(tokenOf('Drama'), tokenOf('War')).sort();

/** Drama lies along the first axis, war along the second, in the package as in the tower; nothing was watched together. */
const models =
  (index: 'scanned' | 'searched', length = 1) =>
  (): ModelPackage => {
    const known = createCatalogue(films.slice(0, KNOWN), 1);
    const tiny = tinyPackage(known, { dimensions: 8, neighbours: 0 });
    const axis = (dense: number): number => (dense % 2 === 0 ? 0 : 1);
    const vectors = new Float32Array(KNOWN * 8);
    for (let row = 0; row < KNOWN; row++) {
      vectors[row * 8 + axis(row)] = 0.5 + row / 1000;
      vectors[row * 8 + 2 + (row % 6)] = 0.1;
    }
    const content: ContentTower = {
      dimensions: 8,
      tokens,
      sourceWeights: new Float32Array(16),
      targetWeights: new Float32Array(16),
    };
    const drama = tokens[0] === tokenOf('Drama') ? 0 : 1;
    for (const weights of [content.sourceWeights, content.targetWeights]) {
      weights[drama * 8] = length;
      weights[(1 - drama) * 8 + 1] = length;
    }
    const products = (query: Float32Array): Float64Array =>
      Float64Array.from({ length: KNOWN }, (_, row) =>
        query.reduce((sum, value, d) => sum + value * vectors[row * 8 + d]!, 0),
      );
    const search: ModelPackage['index']['search'] = (query, k) => {
      const values = products(query);
      const rows = Int32Array.from(values.keys())
        .sort((a, b) => values[b]! - values[a]! || a - b)
        .slice(0, k);
      return { rows, similarities: Float32Array.from(rows, (row) => values[row]!) };
    };
    return {
      ...tiny,
      retrieval: { ...tiny.retrieval, sourceVectors: vectors, targetVectors: vectors },
      content,
      index: index === 'scanned' ? { search, scan: products } : { search },
      // In the order of the similarity alone: the ranker must not hide what retrieval brought.
      ranker: { ...tiny.ranker, fingerprint: 'foreign' },
    };
  };
const snapshotWith = (index: 'scanned' | 'searched', length?: number) =>
  aSnapshot({ items: films, models: models(index, length) as (catalogue: Catalogue) => ModelPackage });
const newDramas = films
  .slice(KNOWN)
  .filter(({ item }) => item.genres[0] === 'Drama')
  .map(({ item }) => item.itemId);

describe('a title that came after the package', () => {
  test.each(['scanned', 'searched'] as const)('is a candidate at once, by its content (index %s)', async (index) => {
    const viewer = aState({ type: 'complete', itemNo: 1 }, { type: 'complete', itemNo: 3 });
    const { page, fallbacks } = await makeRow(snapshotWith(index), 'top-picks', viewer, { items: 10 });
    expect(fallbacks).not.toContain('retrieval failed');
    expect(itemIdsOf(page).toSorted()).toEqual(newDramas.toSorted());
  });

  test('stands where its similarity puts it, not before all others', async () => {
    const viewer = aState({ type: 'complete', itemNo: 1 });
    const { page } = await makeRow(snapshotWith('scanned', 0.4), 'top-picks', viewer, { items: 10 });
    expect(itemIdsOf(page).filter((itemId) => newDramas.includes(itemId))).toEqual([]);
  });

  test('speaks for its user as a history does', async () => {
    const watchedNew = aState({ type: 'complete', itemNo: KNOWN + 1 });
    const { page } = await makeRow(snapshotWith('scanned', 0.4), 'top-picks', watchedNew, { items: 10 });
    const numbers = itemIdsOf(page).map((itemId) => Number(itemId.slice(1)));
    expect(numbers.every((itemNo) => itemNo % 2 === 1 && itemNo <= KNOWN)).toBe(true);
    expect(page.rows[0]!.kind).toBe('personal');
  });
});
