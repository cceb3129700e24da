import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import type { IngestResult } from '../../bench/ingest.ts';

const MAIN = join(import.meta.dirname, '../../bench/main.ts');

test('bench ingest says how fast pages and events are stored, beside plain ways, and how fast events are acknowledged', async () => {
  const flags = ['--disable-warning=ExperimentalWarning', MAIN, 'ingest', '--seconds', '1', '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, flags);
  const { rounds, decisions, events, acknowledgement }: IngestResult = JSON.parse(stdout);
  expect(rounds).toBeGreaterThan(0);
  for (const rate of [decisions, events]) {
    expect(rate.perSecond).toBeGreaterThan(0);
    expect(rate.mergedPerSecond).toBeLessThanOrEqual(rate.perSecond);
    expect(rate.rolledUpPerSecond).toBeGreaterThan(0);
    expect(rate.rolledUpPerSecond).toBeLessThanOrEqual(rate.mergedPerSecond);
    expect(rate.copyPerSecond).toBeGreaterThan(0);
    expect(rate.ofCopy).toBeGreaterThan(0);
  }
  expect(events.insertPerSecond).toBeGreaterThan(0);
  expect(acknowledgement).toMatchObject({ failures: 0, connections: 8 });
  expect(acknowledgement.calls).toBeGreaterThan(0);
  expect(acknowledgement.p99Ms).toBeGreaterThanOrEqual(acknowledgement.p50Ms);
}, 180_000);
