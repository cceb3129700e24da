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

const run = (...more: string[]) => createWorld({ commands: [evaluateCommand] }).marquee('evaluate', ...more);
const evaluate = (...more: string[]) => run('--train', file('train.csv'), '--test', file('test.csv'), ...more);
const split = (...more: string[]) => run('--train', file('train.csv'), '--split', ...more);

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
  }, 180_000);

  test('says beside the metrics how sure they are, who is cold, and what served has over each other stage', async () => {
    const { stdout, stderr } = await evaluate('--k', '3', '--exclude-history', '--json');
    const { stages, intervals, slices, paired } = JSON.parse(stdout);
    for (const [stage, metrics] of Object.entries<Record<string, number>>(stages)) {
      for (const name of ['hr@3', 'ndcg@3', 'mrr']) {
        const [low, high] = intervals[stage][name].ci95;
        expect(low).toBeLessThanOrEqual(metrics[name]!);
        expect(high).toBeGreaterThanOrEqual(metrics[name]!);
      }
      expect(slices[stage].coldItems).toEqual({ questions: 0, users: 0 });
      expect(slices[stage].unseenItems).toEqual({ questions: 0, users: 0 });
      // Everybody has six training rows.
      expect(slices[stage].coldUsers.questions).toBe(0);
      expect(metrics.novelty).toBeGreaterThan(0);
      expect(metrics.meanPopularity).toBeGreaterThan(0);
      // No item file: nothing is known of the titles' content.
      expect(metrics).not.toHaveProperty('diversity');
    }
    expect(Object.keys(paired)).toEqual(['popularity', 'ease', 'cooccurrence', 'retrieval', 'ranker']);
    const { difference, ci95 } = paired.popularity['hr@3'];
    expect(difference).toBeCloseTo(stages.served['hr@3'] - stages.popularity['hr@3'], 9);
    expect(ci95[0]).toBeGreaterThan(0);
    // For people.
    expect(stderr).toMatch(/stage +hr@3 +ndcg@3/);
    expect(stderr).toContain('95 % intervals');
    expect(stderr).toContain('Served less the others');
  }, 180_000);

  test('--split last holds out of one file what the other file holds of users with two titles', async () => {
    const { exitCode, stdout } = await split('last', '--stage', 'cooccurrence', '--k', '3', '--json');
    expect(exitCode).toBe(0);
    // Five of six titles are left to learn from; the sixth follows from the fifth.
    expect(JSON.parse(stdout).stages.cooccurrence.users).toBe(24);
    expect(JSON.parse(stdout).stages.cooccurrence['hr@3']).toBeGreaterThan(0.8);
  }, 180_000);

  test('--split time asks for what came after a tenth of the rows, a share, or a time', async () => {
    const asked = async (...more: string[]) => {
      const { exitCode, stdout } = await split('time', '--stage', 'popularity', '--json', ...more);
      expect(exitCode).toBe(0);
      return JSON.parse(stdout).stages.popularity.users;
    };
    // Users come one after the other, each with six rows in a row.
    expect(await asked()).toBe(3);
    expect(await asked('--test-share', '0.5')).toBe(12);
    expect(await asked('--cut', new Date((1_700_000_000 + 20 * 100) * 1000).toISOString())).toBe(4);
  }, 180_000);

  test('the cold are counted: titles and users that training has not, or hardly, seen', async () => {
    writeFileSync(file('cold.csv'), 'userId,itemId\nnobody,new-title\nu1,new-title\nu1,s1-1\n');
    const { stdout } = await run(
      ...['--train', file('train.csv'), '--test', file('cold.csv'), '--stage', 'popularity', '--json'],
    );
    const { coldItems, unseenItems, coldUsers } = JSON.parse(stdout).slices.popularity;
    expect(coldItems).toMatchObject({ questions: 2, users: 2 });
    expect(unseenItems).toEqual(coldItems);
    expect(coldUsers).toMatchObject({ questions: 1, users: 1 });
  }, 180_000);

  test('one stage alone, ranking given candidates', async () => {
    const { exitCode, stdout } = await evaluate(
      ...['--stage', 'cooccurrence', '--candidates', file('candidates.csv'), '--k', '1', '--json'],
    );
    expect(exitCode).toBe(0);
    const { stages } = JSON.parse(stdout);
    expect(Object.keys(stages)).toEqual(['cooccurrence']);
    expect(stages.cooccurrence['hr@1']).toBe(1);
  }, 180_000);

  test.each([
    [['--stage', 'magic'], /--stage/],
    [['--k', '0'], /whole number/],
    [['--train', '/nowhere/train.csv'], /train\.csv/],
  ])('%j ends with 2 and says what is wrong', async (more, sentence) => {
    const { exitCode, stderr } = await evaluate(...more);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(sentence);
  });

  test.each([
    [[], /--test FILE, or --split/],
    [['--test', 'x.csv', '--split', 'last'], /--test and --split contradict/],
    [['--split', 'random'], /--split/],
    [['--split', 'last', '--test-share', '0.2'], /need --split time/],
    [['--test', 'x.csv', '--cut', '2026-01-01T00:00:00Z'], /need --split time/],
    [['--split', 'time', '--cut', '2026-01-01T00:00:00Z', '--test-share', '0.2'], /contradict/],
    [['--split', 'time', '--cut', 'noon'], /must be a time/],
    [['--split', 'time', '--test-share', '1'], /between 0 and 1/],
    [['--split', 'time', '--cut', '2000-01-01T00:00:00Z'], /no row to train on/],
  ])('%j, contradictory or too little, ends with 2 and says so', async (more, sentence) => {
    const { exitCode, stderr } = await run('--train', file('train.csv'), ...more);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(sentence);
  });

  test('--help names every split, stage and metric', async () => {
    const { stdout } = await run('--help');
    for (const word of ['--split', '--cut', '--test-share', 'ease', 'novelty', 'diversity', 'meanPopularity', 'paired'])
      expect(stdout).toContain(word);
  });
});
