import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { ServeResult } from '../../bench/serve.ts';

const MAIN = join(import.meta.dirname, '../../bench/main.ts');
let result: ServeResult;

beforeAll(async () => {
  const flags = ['--disable-warning=ExperimentalWarning', MAIN, 'serve', '--items', '30', '--seconds', '1', '--json'];
  result = JSON.parse((await promisify(execFile)(process.execPath, flags)).stdout);
}, 120_000);

describe('bench serve', () => {
  test('says in one object what a page costs and what it cannot cost less than', () => {
    const { items, cpuMsPerPage, pagesPerSecondPerCore, p50Ms, p99Ms, floors, glueRatio, recall } = result;
    expect(items).toBe(30);
    // Both are rounded.
    expect((pagesPerSecondPerCore * cpuMsPerPage) / 1000).toBeCloseTo(1, 2);
    expect(p50Ms).toBeGreaterThan(0);
    expect(p99Ms).toBeGreaterThanOrEqual(p50Ms);
    expect(floors).toEqual({ http: expect.any(Number), kernels: expect.any(Number), native: null });
    expect(glueRatio).toBeCloseTo(cpuMsPerPage / (floors.http + floors.kernels), 1);
    expect(recall).toBeGreaterThan(0.9);
  });

  test('times every stage of a page', () => {
    for (const stage of ['hydrate', 'plan', 'sources', 'eligibility', 'score', 'select', 'render', 'page']) {
      expect(result.stages[stage]).toBeGreaterThan(0);
    }
  });

  test('measures pages that are whole: candidates, searches and an answer with items', () => {
    expect(result.page.candidatesPerPage).toBeGreaterThan(10);
    expect(result.page.searchesPerPage).toBeGreaterThan(0);
    expect(result.page.pageBytes).toBeGreaterThan(1000);
  });
});
