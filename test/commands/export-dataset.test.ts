import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { createParquetFile } from '../../src/adapters/parquet/parquet-file.ts';
import type { Decision } from '../../src/domain/decision.ts';
import type { ViewerEvent } from '../../src/domain/event.ts';
import { HEADS } from '../../src/domain/objectives.ts';
import { FEATURE_COLUMNS, featureFingerprint } from '../../src/features/schema.ts';
import { DATASET_COLUMNS } from '../../src/learning/dataset/dataset-table.ts';
import { didAt, logOf, pageAt, slotOf } from '../learning/log-support.ts';
import { ringWalks } from '../learning/support.ts';
import { anItem } from '../support/items.ts';
import { createWorld } from './support.ts';

const HOUR_MS = 3_600_000;
const START_MS = Date.UTC(2026, 2, 1, 12);
const ITEMS = 30;

/** Users who are shown the next title of their walk between two others, see all three and play it. */
function walkers(): { events: ViewerEvent[]; decisions: Decision[] } {
  const events: ViewerEvent[] = [];
  const decisions: Decision[] = [];
  const walks = ringWalks({ users: 12, items: ITEMS, steps: 9, seed: 5 });
  walks.forEach((walk, user) => {
    walk.forEach((itemNo, step) => {
      const atMs = START_MS + step * 6 * HOUR_MS + user * 60_000;
      const others = [((itemNo + 10) % ITEMS) + 1, ((itemNo + 20) % ITEMS) + 1];
      const page = pageAt(atMs, [others[0]!, itemNo, others[1]!], { user, n: user });
      decisions.push(page);
      const seen = [0, 1, 2].map((position) => slotOf(page, position));
      events.push(didAt(atMs + 10, 'viewed', null, { user, impressionIds: seen }));
      events.push(didAt(atMs + 20, 'play', itemNo, { user, impressionIds: [seen[1]!] }));
    });
  });
  return { events, decisions };
}

const isShown = (row: Record<string, unknown>): boolean => row.recommendation_id !== null;
const groupsOf = (rows: readonly Record<string, unknown>[]): number =>
  new Set(rows.map((row) => row.example_group)).size;

describe('export dataset', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'marquee-dataset-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const { events, decisions } = walkers();

  async function exported(name: string, ...more: string[]) {
    const logStore = { ...logOf(events, decisions), countEvents: async () => events.length };
    const world = createWorld({ logStore });
    Object.assign(world.context, { loadParquet: async () => createParquetFile });
    for (let no = 1; no <= ITEMS; no++) await world.itemStore.upsert([anItem(`i${no}`)]);
    const out = join(folder, name);
    const run = await world.marquee('export', 'dataset', '--out', out, '--json', ...more);
    return { ...run, out };
  }

  const lines = (out: string, day: string): Record<string, unknown>[] =>
    readFileSync(join(out, `day=${day}`, 'dataset.ndjson'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  const daysOf = (out: string): string[] =>
    readdirSync(out)
      .filter((name) => name.startsWith('day='))
      .map((name) => name.slice(4))
      .sort();

  test('has every seen slot of every page, what came of it, and what the ranker would have read', async () => {
    const { exitCode, stdout, out } = await exported('lines');
    expect(exitCode).toBe(0);
    const rows = daysOf(out).flatMap((day) => lines(out, day));
    expect(JSON.parse(stdout)).toEqual({
      what: 'dataset',
      rows: rows.length,
      groups: groupsOf(rows),
      files: daysOf(out).length,
      out,
    });
    expect(rows.filter(isShown)).toHaveLength(3 * decisions.length);
    // And the moments of the same plays, with what else could have been shown.
    expect(groupsOf(rows)).toBeGreaterThan(1.5 * decisions.length);
    for (const page of decisions.slice(0, 20)) {
      const own = rows.filter((row) => row.recommendation_id === page.recommendationId);
      expect(
        own.map((row) => [row.item_id, row.position, row.play]).sort((a, b) => Number(a[1]) - Number(b[1])),
      ).toEqual(Array.from(page.slots.itemNo, (itemNo, position) => [`i${itemNo}`, position, position === 1 ? 1 : 0]));
      for (const row of own) {
        expect(row).toMatchObject({
          user_key: page.userKey,
          propensity: 1,
          draw_weight: 1,
          group_weight: 1,
          row_index: 0,
        });
        expect(row).toMatchObject({
          served_at: new Date(page.servedAtMs).toISOString(),
          click: null,
          portion: null,
          hide: 0,
        });
      }
    }
    // Seen once more on each later page: only what was never played tires.
    expect(rows.some((row) => Number(row.ignored) > 0)).toBe(true);
    expect(rows.every((row) => FEATURE_COLUMNS.every((name) => Number.isFinite(row[name])))).toBe(true);
    const splitOf = new Map(rows.map((row) => [row.user_key, row.split]));
    expect(rows.every((row) => row.split === splitOf.get(row.user_key))).toBe(true);
  });

  test('reads back from Parquet as the same rows', async () => {
    const [text, parquet] = [await exported('same-lines'), await exported('parquet', '--format', 'parquet')];
    expect(daysOf(parquet.out)).toEqual(daysOf(text.out));
    for (const day of daysOf(text.out)) {
      const file = await asyncBufferFromFile(join(parquet.out, `day=${day}`, 'dataset.parquet'));
      const rows = (await parquetReadObjects({ file })) as Record<string, unknown>[];
      const expected = lines(text.out, day);
      expect(rows.map((row) => ({ ...row, served_at: (row.served_at as Date).toISOString() }))).toEqual(expected);
      expect(Object.keys(rows[0]!)).toEqual(DATASET_COLUMNS.map(({ name }) => name));
    }
  });

  test('says in schema.json what its columns are', async () => {
    const { out } = await exported('schema', '--seed', '3');
    const schema = JSON.parse(readFileSync(join(out, 'schema.json'), 'utf8'));
    expect(schema.features.map(({ name }: { name: string }) => name)).toEqual(FEATURE_COLUMNS);
    expect(schema).toMatchObject({
      seed: 3,
      labels: HEADS,
      fingerprint: featureFingerprint(),
      asOf: null,
      groups: groupsOf(daysOf(out).flatMap((day) => lines(out, day))),
    });
    const names = [...schema.columns, ...schema.features].map(({ name }: { name: string }) => name);
    expect(names).toEqual(DATASET_COLUMNS.map(({ name }) => name));
    expect(new Set(names).size).toBe(names.length);
  });

  test('is of the time asked for, and of what had happened by then', async () => {
    const { out } = await exported('range', '--from', '2026-03-02', '--to', '2026-03-03');
    expect(daysOf(out)).toEqual(['2026-03-02']);
    const past = await exported('past', '--as-of', '2026-03-02T00:00:00Z');
    expect(daysOf(past.out)).toEqual(['2026-03-01']);
    // Nothing that came later is in its features or its labels.
    const whole = lines((await exported('whole')).out, '2026-03-01');
    const withoutModel = (row: Record<string, unknown>) => ({
      item: row.item_id,
      play: row.play,
      uses: row.uses,
      ignored: row.ignored,
    });
    const shownPast = lines(past.out, '2026-03-01').filter(isShown);
    expect(shownPast.length).toBeGreaterThan(30);
    expect(shownPast.map(withoutModel)).toEqual(whole.filter(isShown).map(withoutModel));
  });

  test.each([
    ['a folder', []],
    ['--follow', ['--out', 'x', '--follow']],
  ])('is refused for want of a folder, or with --follow: %s', async (_, more) => {
    const world = createWorld();
    expect((await world.marquee('export', 'dataset', ...more)).exitCode).toBe(2);
  });

  test('leaves --as-of and --seed to itself', async () => {
    const world = createWorld();
    expect((await world.marquee('export', 'events', '--as-of', '2026-03-01')).exitCode).toBe(2);
  });
});
