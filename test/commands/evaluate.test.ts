import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { evaluateCommand } from '../../src/commands/evaluate.ts';
import { createWorld } from './support.ts';

/** 24 users who each walk through one of two strands of ten titles. */
let directory: string;
const file = (name: string) => join(directory, name);

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'marquee-evaluate-'));
  const train = ['userId,itemId,timestamp'];
  const held = ['userId,itemId'];
  const candidates: string[] = [];
  for (let user = 0; user < 24; user++) {
    const title = (step: number) => `s${user % 2}-${(step + user) % 10}`;
    for (let step = 0; step < 6; step++) train.push(`u${user},${title(step)},${1_700_000_000 + user * 100 + step}`);
    held.push(`u${user},${title(6)}`);
    candidates.push(`u${user},${title(6)},s${1 - (user % 2)}-1,s${1 - (user % 2)}-2`);
  }
  writeFileSync(file('train.csv'), train.join('\n'));
  writeFileSync(file('test.csv'), held.join('\n'));
  writeFileSync(file('candidates.csv'), candidates.join('\n'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const evaluate = (...more: string[]) =>
  createWorld({ commands: [evaluateCommand] }).marquee(
    ...['evaluate', '--train', file('train.csv'), '--test', file('test.csv'), ...more],
  );

describe('evaluate', () => {
  test('prints every stage with the metrics of the contract', async () => {
    const { exitCode, stdout } = await evaluate('--exclude-history', '--k', '3,5', '--json');
    expect(exitCode).toBe(0);
    const { stages } = JSON.parse(stdout);
    expect(Object.keys(stages)).toEqual(['popularity', 'ease', 'cooccurrence', 'retrieval', 'ranker', 'served']);
    for (const metrics of Object.values<Record<string, number>>(stages)) {
      for (const name of ['hr@3', 'ndcg@3', 'hr@5', 'ndcg@5', 'mrr', 'coverage']) {
        expect(metrics[name]).toBeGreaterThanOrEqual(0);
        expect(metrics[name]).toBeLessThanOrEqual(1);
      }
      expect(metrics.users).toBe(24);
      expect(metrics.seconds).toBeGreaterThanOrEqual(0);
    }
    expect(stages.retrieval['recall@100']).toBeGreaterThan(0.97);
    // The next title of a strand follows from the last one: what looks at order finds it, what counts heads does not.
    expect(stages.cooccurrence['hr@3']).toBeGreaterThan(0.9);
    expect(stages.served['hr@3']).toBeGreaterThan(stages.popularity['hr@3']);
  }, 60_000);

  test('one stage alone, ranking given candidates', async () => {
    const { exitCode, stdout } = await evaluate(
      ...['--stage', 'cooccurrence', '--candidates', file('candidates.csv'), '--k', '1', '--json'],
    );
    expect(exitCode).toBe(0);
    const { stages } = JSON.parse(stdout);
    expect(Object.keys(stages)).toEqual(['cooccurrence']);
    expect(stages.cooccurrence['hr@1']).toBe(1);
  }, 60_000);

  test.each([
    [['--stage', 'magic'], /--stage/],
    [['--k', '0'], /whole number/],
    [['--train', '/nowhere/train.csv'], /train\.csv/],
  ])('%j ends with 2 and says what is wrong', async (more, sentence) => {
    const { exitCode, stderr } = await evaluate(...more);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(sentence);
  });
});
