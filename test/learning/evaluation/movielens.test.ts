import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { createHnswIndexBuilder } from '../../../src/adapters/hnsw/hnsw-index-builder.ts';
import { evaluate } from '../../../src/learning/evaluation/evaluate.ts';
import { evaluationInput } from '../../../src/learning/evaluation/evaluation-input.ts';
import { NO_PAGES } from '../../../src/learning/log/logged-pages.ts';
import { clock } from '../support.ts';

const RATINGS = '../shared/data/ml-latest-small/ratings.csv';
// Skipped, visibly, where the data is not there. What vectors, ranker and page add takes a minute: docs/quality.md.
const withData = existsSync(RATINGS) ? test : test.skip;

withData(
  'on MovieLens the counts chosen on the training log alone reach the published order of quality',
  async () => {
    const rows = (await readFile(RATINGS, 'utf8'))
      .trim()
      .split(/\r?\n/)
      .slice(1)
      .map((line) => line.split(',') as [string, string, string, string])
      .sort((a, b) => Number(a[3]) - Number(b[3]) || Number(a[1]) - Number(b[1]));
    const last = new Map(rows.map((row) => [row[0], row]));
    const train = rows.filter((row) => last.get(row[0]) !== row);
    const test = [...last.values()];
    const { stages } = await evaluate({
      ...evaluationInput({
        train: {
          userId: train.map((row) => row[0]),
          itemId: train.map((row) => row[1]),
          atMs: train.map((row) => Number(row[3]) * 1000),
        },
        test: { userId: test.map((row) => row[0]), itemId: test.map((row) => row[1]) },
        items: [],
        candidates: null,
      }),
      pages: NO_PAGES,
      excludeHistory: true,
      ks: [10],
      stages: ['popularity', 'cooccurrence'],
      seed: 1,
      indexBuilder: createHnswIndexBuilder(),
      clock,
    });
    expect(stages.popularity!['hr@10']).toBeCloseTo(0.042, 2);
    expect(stages.cooccurrence!['hr@10']).toBeGreaterThanOrEqual(0.125);
    expect(stages.cooccurrence!['ndcg@10']).toBeGreaterThanOrEqual(0.065);
  },
  600_000,
);
