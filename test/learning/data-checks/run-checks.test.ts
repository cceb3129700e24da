import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import type { DataFacts } from '../../../src/domain/data-checks.ts';
import { createCatalogue } from '../../../src/features/catalogue-columns.ts';
import { watchLog } from '../../../src/learning/data-checks/log-watch.ts';
import { DATA_CHECKS, runChecks } from '../../../src/learning/data-checks/run-checks.ts';
import { aStoredItem } from '../../support/items.ts';
import { anEvent, cleanLog, type MadeLog, NOW_MS } from './clean-log.ts';
import { FAULTS_OF_CONTENT } from './faults-of-content.ts';
import { FAULTS_OF_EVENTS } from './faults-of-events.ts';

const MOVIELENS = '../shared/data/ml-latest-small';
// Skipped, visibly, where the data is not there.
const withMovieLens = existsSync(MOVIELENS) ? test : test.skip;

const CLEAN = cleanLog();
const PLANTED_FAULTS = [...FAULTS_OF_EVENTS, ...FAULTS_OF_CONTENT];

async function check({ events, decisions, items }: MadeLog, previous: DataFacts | null = null) {
  const catalogue = createCatalogue(items, 1);
  const watch = watchLog({
    async *events() {
      for (let at = 0; at < events.length; at += 1000) yield events.slice(at, at + 1000);
    },
    async *decisions() {
      yield decisions;
    },
  });
  for await (const batch of watch.logStore.events({ origins: ['app'] })) expect(batch.length).toBeGreaterThan(0);
  for await (const batch of watch.logStore.decisions({ origins: ['app'] })) expect(batch).toBe(decisions);
  return runChecks(watch.watched(), catalogue, { nowMs: NOW_MS, previous });
}

describe('data checks', () => {
  test('have nothing to say of sound logs', async () => {
    for (const seed of [1, 2, 3, 4, 5]) expect([seed, (await check(cleanLog(seed))).findings]).toEqual([seed, []]);
  });

  test('know more than thirty faults, and each check has one', () => {
    expect(PLANTED_FAULTS.length).toBeGreaterThanOrEqual(30);
    const planted = new Set(PLANTED_FAULTS.map((fault) => fault.check));
    expect(DATA_CHECKS.map(({ name }) => name).filter((name) => !planted.has(name))).toEqual([]);
    expect(new Set(DATA_CHECKS.map(({ name }) => name)).size).toBe(DATA_CHECKS.length);
  });

  test.each(PLANTED_FAULTS.map((one) => [one.fault, one] as const))('block: %s', async (_, planted) => {
    const log = { events: [...CLEAN.events], decisions: [...CLEAN.decisions], items: [...CLEAN.items] };
    planted.plant(log);
    const { findings } = await check(log, planted.previous ?? null);
    const blocking = findings.filter(({ severity }) => severity === 'block');
    expect(blocking.map((finding) => finding.check)).toContain(planted.check);
    const { found, advice } = blocking.find((finding) => finding.check === planted.check)!;
    expect(found).toMatch(/\d/);
    expect(advice.length).toBeGreaterThan(20);
  });

  test('have nothing to say of logs too small to judge', async () => {
    const { events, decisions, items } = cleanLog(6);
    for (const count of [0, 1, 2, 30, 300]) {
      const log = { events: events.slice(0, count), decisions: decisions.slice(0, count), items };
      expect([count, (await check(log)).findings]).toEqual([count, []]);
    }
  });

  withMovieLens('have nothing to say of MovieLens: bursts of ratings, silent users, days without any', async () => {
    const rows = (await readFile(`${MOVIELENS}/ratings.csv`, 'utf8')).trim().split(/\r?\n/).slice(1);
    const movies = (await readFile(`${MOVIELENS}/movies.csv`, 'utf8')).trim().split(/\r?\n/).slice(1);
    const items = movies.map((line) => {
      const year = /\((\d{4})\)/.exec(line)?.[1];
      const genres = line.slice(line.lastIndexOf(',') + 1).split('|');
      return aStoredItem(Number(line.slice(0, line.indexOf(','))), {
        genres,
        releaseDate: year === undefined ? null : `${year}-01-01T00:00:00Z`,
      });
    });
    const log: MadeLog = { events: [], decisions: [], items };
    for (const row of rows) {
      const [user, itemNo, stars, seconds] = row.split(',').map(Number) as [number, number, number, number];
      const value = Math.max(-1, (stars - 3) / 2);
      const occurredAtMs = seconds * 1000;
      const receivedAtMs = NOW_MS;
      log.events.push(
        anEvent(log, { user, itemNo, type: 'rate', value, occurredAtMs, receivedAtMs, origin: 'import' }),
      );
    }
    log.events.sort((a, b) => a.occurredAtMs - b.occurredAtMs);
    expect((await check(log)).findings).toEqual([]);
  });

  test('tell the next training what the catalogue was like', async () => {
    expect((await check(cleanLog())).facts).toEqual({
      catalogueItems: 120,
      itemsWithGenres: 120,
      itemsWithReleaseDate: 120,
    });
  });
});
