import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { reportCommand } from '../../src/commands/report.ts';
import { seededRandom } from '../../src/domain/clock.ts';
import { createWorld } from './support.ts';

let directory: string;
const file = (name: string) => join(directory, name);
const write = (name: string, lines: readonly string[]) => {
  writeFileSync(file(name), lines.join('\n'));
  return file(name);
};

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'marquee-off-policy-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const run = (...more: string[]) => createWorld({ commands: [reportCommand] }).marquee('report', 'off-policy', ...more);

const ITEMS = ['a', 'b', 'c', 'd'];
/** Chance to be shown and to be clicked, by item and position. */
const SHOWN = [
  [0.4, 0.3, 0.2, 0.1],
  [0.1, 0.2, 0.3, 0.4],
];
const CLICKED = [
  [0.05, 0.1, 0.2, 0.4],
  [0.02, 0.05, 0.1, 0.2],
];

/** As tools write it: an index column without a name, columns in their own order, more than are asked for. */
function aLog(rows: number): string {
  const random = seededRandom(11);
  const lines = [',timestamp,item_id,position,click,propensity_score,user_feature_0'];
  for (let row = 0; row < rows; row++) {
    const place = row % 2;
    let item = 0;
    for (let left = random() - SHOWN[place]![0]!; left >= 0; left -= SHOWN[place]![item]!) item++;
    const click = random() < CLICKED[place]![item]! ? 1 : 0;
    lines.push(`${row},2020-01-01 00:00:00+00:00,${ITEMS[item]},${place + 1},${click},${SHOWN[place]![item]},"x,y"`);
  }
  return write('log.csv', lines);
}

describe('report off-policy', () => {
  test('estimates the uniform policy of a log, as JSON in the shape of the contract', async () => {
    const { exitCode, stdout, stderr } = await run('--logs', aLog(8_000), '--target', 'uniform', '--json');
    expect(exitCode).toBe(0);
    const report = JSON.parse(stdout);
    const truth = CLICKED.flat().reduce((sum, chance) => sum + chance, 0) / 8;
    for (const name of ['ips', 'snips', 'clipped']) {
      expect(report[name].ci95[0]).toBeLessThan(truth);
      expect(report[name].ci95[1]).toBeGreaterThan(truth);
      expect(report[name].estimate).toBeCloseTo(truth, 1);
    }
    expect(report).toMatchObject({ rows: 8_000, maxWeight: 2.5, trustworthy: true, reasons: [] });
    // E w^2 at either position: a quarter squared over each chance.
    expect(report.ess / 8_000).toBeCloseTo(1 / ((1 / 16) * (1 / 0.4 + 1 / 0.3 + 1 / 0.2 + 1 / 0.1)), 1);
    expect(report.dr).toBeUndefined();
    expect(stderr).toContain('Nothing speaks against these numbers.');
  });

  test('estimates a target of a file; with a reward model doubly robust', async () => {
    const log = aLog(8_000);
    const target = write('target.csv', ['item_id,position,probability', 'd,1,1', 'c,2,0.5', 'd,2,0.5']);
    const truth = (0.4 + (0.1 + 0.2) / 2) / 2;
    const rewards = ITEMS.flatMap((item, at) => [`${item},1,${CLICKED[0]![at]}`, `${item},2,${CLICKED[1]![at]}`]);
    const model = write('rewards.csv', ['item_id,position,reward', ...rewards]);
    const { stdout } = await run('--logs', log, '--target', target, '--rewards', model, '--clip', '3', '--json');
    const { ips, snips, dr, clipped, maxWeight } = JSON.parse(stdout);
    for (const { ci95 } of [ips, snips, dr]) {
      expect(ci95[0]).toBeLessThan(truth);
      expect(ci95[1]).toBeGreaterThan(truth);
    }
    expect([maxWeight, clipped.clip]).toEqual([10, 3]);
    expect(clipped.estimate).toBeLessThan(truth);
    expect(dr.ci95[1] - dr.ci95[0]).toBeLessThan(ips.ci95[1] - ips.ci95[0]);
  });

  test('says what not to trust: chances that do not sum to 1, items that the log never shows, few rows', async () => {
    const target = write('half.csv', ['item_id,position,probability', 'a,1,0.5', 'z,2,1']);
    const { exitCode, stdout } = await run('--logs', aLog(60), '--target', target, '--json');
    const { trustworthy, reasons } = JSON.parse(stdout);
    expect([exitCode, trustworthy]).toEqual([0, false]);
    expect(reasons[0]).toBe("The target's chances at position 1 sum to 0.5, not 1.");
    expect(reasons.join(' ')).toContain("The log never shows items that are 50 % of the target's choices.");
    const text = (await run('--logs', file('log.csv'), '--target', target)).stdout;
    expect(text).toContain('Not to be trusted:\n- The target');
  });

  test('exit code 2 for what cannot be read, naming the line', async () => {
    const header = 'item_id,position,click,propensity_score';
    const bad = {
      'a chance of 0': ['a,1,0,0', 'Line 2 of'],
      'a chance above 1': ['a,1,0,1.5', 'propensity_score must be above 0 and at most 1'],
      'a click that is none': ['a,1,yes,0.5', 'click must be a number'],
      'no item': [',1,0,0.5', 'lacks an item_id'],
      'no rows': ['', 'has no rows'],
    };
    for (const [row, words] of Object.values(bad)) {
      const path = write('bad.csv', [header, row!]);
      const { exitCode, stdout } = await run('--logs', path, '--target', 'uniform', '--json');
      expect([exitCode, JSON.parse(stdout).error.code]).toEqual([2, 'bad-argument']);
      expect(JSON.parse(stdout).error.detail).toContain(words);
    }
    const good = write('good.csv', [header, 'a,1,0,0.5']);
    const twice = write('twice.csv', ['item_id,position,probability', 'a,1,0.5', 'a,1,0.5']);
    const others: readonly (readonly string[])[] = [
      ['--logs', write('no.csv', ['item_id,click', 'a,1']), '--target', 'uniform'],
      ['--logs', good, '--target', twice],
      ['--logs', good, '--target', file('none.csv')],
      ['--logs', good, '--target', 'uniform', '--clip', '0'],
      ['--logs', good],
    ];
    for (const options of others) expect((await run(...options)).exitCode).toBe(2);
  });
});
