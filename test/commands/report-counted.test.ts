import { describe, expect, test } from '@jest/globals';
import { reportCommand } from '../../src/commands/report.ts';
import type { Reports } from '../../src/domain/ports/reports.ts';
import { createWorld, NOW_MS } from './support.ts';

const DAY_MS = 86_400_000;

function aWorld() {
  const asked: string[] = [];
  const ranges: unknown[] = [];
  const reports: Reports = {
    async query(sql) {
      asked.push(sql);
      const row = {
        day: '2026-11-19',
        served: 800,
        viewed: 500,
        clicked: 100,
        ctr: 0.125,
        ctr_ci95: [0.10123456, 0.15],
      };
      return { columns: Object.keys(row), rows: [row] };
    },
    async extent(range) {
      ranges.push(range);
      return { dropped: null, pagesSinceMs: null, impressions: 800, pages: 0 };
    },
  };
  const { marquee } = createWorld({ commands: [reportCommand], reports });
  return { asked, ranges, run: (...argv: string[]) => marquee('report', ...argv) };
}

describe('report ctr', () => {
  test('as JSON: what the API answers', async () => {
    const { asked, ranges, run } = aWorld();
    const { exitCode, stdout } = await run('ctr', '--by', 'day', '--json');
    expect(exitCode).toBe(0);
    const answer = JSON.parse(stdout);
    expect(answer).toMatchObject({
      report: 'ctr',
      by: ['day'],
      origin: 'app',
      rows: [{ clicked: 100 }],
      sql: asked[0],
    });
    expect(ranges).toEqual([{ fromMs: NOW_MS - 7 * DAY_MS, toMs: NOW_MS, origin: 'app' }]);
  });

  test('for people: a table, and what the numbers are', async () => {
    const { stdout } = await aWorld().run('ctr', '--by', 'day');
    expect(stdout).toMatch(/^day +served +viewed +clicked +ctr +ctr_ci95$/m);
    expect(stdout).toMatch(/^2026-11-19 +800 +500 +100 +0\.125 +0\.1012 to 0\.15$/m);
    expect(stdout).toMatch(/ci95/);
  });

  test('--sql prints what returns the rows', async () => {
    const { asked, run } = aWorld();
    const { stdout } = await run(
      'funnel',
      '--sql',
      '--from',
      '2026-11-01',
      '--to',
      '2026-11-02T00:00:00+01:00',
      '--origin',
      'test',
    );
    expect(stdout.trim()).toBe(asked[0]);
    expect(stdout).toMatch(/'2026-11-01T23:00:00\.000Z'\s+AND origin = 'test'/);
  });

  test.each([
    [['--by', 'colour'], /day, row, position/],
    [['--from', 'yesterday'], /UTC day/],
    [['--from', '2026-11-20', '--to', '2026-11-19'], /before/],
    [['--tz', 'Mars'], /IANA/],
    [['--compare', 'next'], /previous/],
  ])('%j ends with a word on what it takes', async (options, words) => {
    const { exitCode, stderr } = await aWorld().run('ctr', ...options);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(words);
  });
});
