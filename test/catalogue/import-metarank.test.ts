import { describe, expect, test } from '@jest/globals';
import { createEventMap } from '../../src/catalogue/event-map.ts';
import type { ImportBatch } from '../../src/catalogue/import-batch.ts';
import { importMetarank } from '../../src/catalogue/import-metarank.ts';
import { createReportBuilder } from '../../src/catalogue/import-report.ts';
import { createRecentRankings } from '../../src/catalogue/metarank-rankings.ts';
import { SOURCES } from '../../src/domain/page.ts';
import { judgeEvents } from '../../src/ingest/validate.ts';
import { createMemoryItemNumbers } from '../support/memory-log-store.ts';
import { bytesOf } from './support.ts';

const NOW_MS = Date.parse('2026-11-20T12:00:00Z');
const AT_MS = 1_599_391_467_000;
const userKeyOf = (userId: string) => `key-${userId}`;

async function importAll(
  records: readonly (object | string)[],
  options: { mappings?: string[]; pieces?: number } = {},
) {
  const builder = createReportBuilder();
  const batches: ImportBatch[] = [];
  const text = records.map((record) => (typeof record === 'string' ? record : JSON.stringify(record))).join('\n');
  const pieces =
    options.pieces === undefined ? [text] : (text.match(new RegExp(`[^]{1,${options.pieces}}`, 'g')) ?? []);
  const deps = {
    userKeyOf,
    eventMap: createEventMap(options.mappings ?? []),
    validate: (bodies: readonly unknown[]) =>
      judgeEvents(bodies, { nowMs: NOW_MS, retentionMs: Number.POSITIVE_INFINITY, origin: 'import', userKeyOf }),
    nowMs: () => NOW_MS,
    resolveItems: createMemoryItemNumbers().resolve,
  };
  for await (const batch of importMetarank(bytesOf(...pieces), 'events.jsonl', deps)) {
    for (const record of batch.records) builder.add(record);
    batches.push(batch);
  }
  return {
    items: batches.flatMap(({ items }) => items),
    userChanges: batches.flatMap(({ userChanges }) => userChanges),
    decisions: batches.flatMap(({ decisions }) => decisions),
    events: batches.flatMap(({ events }) => events),
    report: builder.report(),
  };
}

const item = (id: string, fields: object, timestamp: string | number = String(AT_MS)) => ({
  event: 'item',
  id: 'any',
  timestamp,
  item: id,
  fields: Object.entries(fields).map(([name, value]) => ({ name, value })),
});
const ranking = (id: string, ids: string[], change = {}) => ({
  event: 'ranking',
  id,
  timestamp: String(AT_MS),
  user: 'u1',
  session: 's1',
  fields: [{ name: 'query', value: 'cat' }],
  items: ids.map((one, index) => ({ id: one, relevancy: ids.length - index })),
  ...change,
});
const interaction = (id: string, change = {}) => ({
  event: 'interaction',
  id,
  ranking: 'r1',
  timestamp: String(AT_MS + 1000),
  user: 'u1',
  session: 's1',
  type: 'click',
  item: 'b',
  ...change,
});

describe('rankings of Metarank', () => {
  test('become decisions of origin import: one row, positions as given, nothing left to chance', async () => {
    const { decisions, report } = await importAll([ranking('r1', ['c', 'a', 'b'])]);
    expect(report).toMatchObject({ accepted: 1, refused: 0 });
    expect(decisions).toHaveLength(1);
    const { slots, ...decision } = decisions[0]!;
    expect(decision).toMatchObject({
      origin: 'import',
      userKey: 'key-u1',
      sessionId: 's1',
      servedAtMs: AT_MS,
      rowIds: ['imported'],
      rung: 'R4',
      retrievalVersion: null,
      rankerVersion: null,
    });
    expect([...slots.itemNo]).toEqual([1, 2, 3]);
    expect([...slots.position]).toEqual([0, 1, 2]);
    expect([...slots.rowIndex]).toEqual([0, 0, 0]);
    expect([...slots.score]).toEqual([3, 2, 1]);
    expect([...slots.propensity]).toEqual([1, 1, 1]);
    expect([...slots.source].map((source) => SOURCES[source])).toEqual(['fallback', 'fallback', 'fallback']);
  });

  test('have the same id each time they are imported, and items the numbers of their ids', async () => {
    const file = [ranking('r1', ['a', 'b']), ranking('r2', ['b', 'c'], { user: undefined })];
    const [first, second] = [await importAll(file), await importAll(file, { pieces: 40 })];
    const idsOf = ({ decisions }: typeof first) => decisions.map(({ recommendationId }) => recommendationId);
    expect(idsOf(second)).toEqual(idsOf(first));
    expect(new Set(idsOf(first)).size).toBe(2);
    expect(first.decisions.map(({ slots }) => [...slots.itemNo])).toEqual([
      [1, 2],
      [2, 3],
    ]);
    // Without a user the session stands for one.
    expect(first.decisions[1]!.userKey).toBe('key-s1');
  });

  test('what is no ranking is refused by line and reason', async () => {
    const { decisions, report } = await importAll([
      ranking('r1', []),
      ranking('r1', ['a', 'not an id']),
      ranking('r1', ['a'], { user: undefined, session: undefined }),
      ranking('r1', ['a'], { timestamp: 'soon' }),
      ranking('r1', ['a'], { timestamp: NOW_MS + 1 }),
      ranking('r1', ['a'], { timestamp: '1969-01-01T00:00:00Z' }),
      ranking('', ['a']),
      ranking('r1', ['a'], { user: 'ada lovelace' }),
      ranking('r1', ['a'], { timestamp: '2022-06-22T11:21:39Z' }),
    ]);
    expect(report.examples.map(({ line, code }) => [line, code])).toEqual([
      [1, 'invalid-ranking'],
      [2, 'invalid-ranking'],
      [3, 'missing-user'],
      [4, 'invalid-timestamp'],
      [5, 'in-future'],
      [6, 'invalid-timestamp'],
      [7, 'invalid-id'],
      [8, 'invalid-id'],
    ]);
    expect(JSON.stringify(report)).not.toContain('ada');
    expect(decisions.map(({ servedAtMs }) => servedAtMs)).toEqual([Date.parse('2022-06-22T11:21:39Z')]);
  });
});

describe('interactions of Metarank', () => {
  test('name the impression they answer, whatever batch it came in', async () => {
    for (const pieces of [undefined, 50]) {
      const { decisions, events } = await importAll([ranking('r1', ['a', 'b']), interaction('i1')], { pieces });
      const { recommendationId } = decisions[0]!;
      expect(events).toMatchObject([
        {
          type: 'click',
          itemId: 'b',
          userKey: 'key-u1',
          sessionId: 's1',
          origin: 'import',
          occurredAtMs: AT_MS + 1000,
          recommendationId,
          impressionIds: [`${recommendationId}.0.1`],
        },
      ]);
    }
  });

  test('stand alone when their ranking or slot is not there', async () => {
    const { events } = await importAll([
      ranking('r1', ['a', 'b']),
      interaction('i1', { ranking: 'unknown' }),
      interaction('i2', { ranking: undefined }),
      interaction('i3', { item: 'elsewhere' }),
    ]);
    expect(events.map(({ recommendationId, impressionIds }) => [recommendationId !== null, impressionIds])).toEqual([
      [false, []],
      [false, []],
      [true, []],
    ]);
  });

  test('carry stars in a field; unknown types are refused with how to map them', async () => {
    const { events, report } = await importAll([
      interaction('i1', { type: 'rating', fields: [{ name: 'stars', value: 5 }] }),
      interaction('i2', { type: 'add-to-cart' }),
      interaction('i3', { user: undefined, session: undefined }),
      interaction('i4', { type: undefined }),
    ]);
    expect(events.map(({ type, value }) => [type, value])).toEqual([['rate', 1]]);
    expect(report.examples.map(({ line, code }) => [line, code]).sort()).toEqual([
      [2, 'unknown-type'],
      [3, 'missing-user'],
      [4, 'missing-field'],
    ]);
    const { events: mapped } = await importAll([interaction('i2', { type: 'add-to-cart' })], {
      mappings: ['add-to-cart=list-add'],
    });
    expect(mapped.map(({ type }) => type)).toEqual(['list-add']);
  });

  test('have the same id each time, and different lines different ones', async () => {
    const file = [interaction('i1'), interaction('i1', { item: 'c' }), interaction('i2')];
    const ids = (await importAll(file)).events.map(({ eventId }) => eventId);
    expect((await importAll(file)).events.map(({ eventId }) => eventId)).toEqual(ids);
    expect(new Set(ids).size).toBe(3);
  });
});

describe('items of Metarank', () => {
  test('are stored once, with the latest of each field, however many events told of them', async () => {
    const { items, report } = await importAll([
      item('3114', {
        title: 'Toy Story 2',
        runtime: 92,
        release_date: 9.412416e8,
        genres: ['animation'],
        vote_avg: 7.6,
      }),
      item('3114', { genres: ['animation', 'family'], tags: ['pixar'] }, AT_MS + 1),
      item('3114', { title: 'Older', writer: 'andrew stanton' }, '2019-01-01T00:00:00Z'),
      item('x', {}),
    ]);
    expect(report).toMatchObject({ accepted: 4, refused: 0 });
    expect(items).toHaveLength(2);
    expect(items[0]).toMatchObject({
      itemId: '3114',
      type: 'film',
      title: 'Toy Story 2',
      durationS: 5520,
      releaseDate: '1999-10-30',
      genres: ['animation', 'family'],
      tags: ['pixar', 'writer:andrew stanton'],
      maturity: 'adult',
      windows: [{ region: '*', from: null, until: null }],
    });
    expect(items[1]).toMatchObject({ itemId: 'x', title: 'x' });
  });

  test('an event that would make an item unreadable is refused and leaves it as it was', async () => {
    const { items, report } = await importAll([
      item('a', { title: 'Good', actors: ['tom hanks'], director: 'john lasseter' }),
      item('a', { title: 'Bad', type: 'opera' }),
    ]);
    expect(report.examples).toMatchObject([{ line: 2, code: 'invalid-item' }]);
    expect(items).toMatchObject([{ title: 'Good', cast: ['tom hanks'], directors: ['john lasseter'] }]);
  });
});

describe('the rest of a log of Metarank', () => {
  test('what is said of a user, event by event, is one profile: of each field the latest, labels for all else', async () => {
    const said = (timestamp: string, ...fields: object[]) => ({
      event: 'user',
      id: 'x',
      timestamp,
      user: 'u1',
      fields,
    });
    const lines = [
      said('2000', { name: 'region', value: 'GB' }, { name: 'plan', value: 'family' }, { name: 'age', value: 33 }),
      said('1000', { name: 'region', value: 'SE' }, { name: 'likes', value: ['opera', 'chess'] }),
      said('3000', { name: 'maturity', value: 'ancient' }),
      said('3000', { name: 'language', value: 'en' }),
    ];
    const { report, userChanges } = await importAll(lines);
    expect(report).toMatchObject({ accepted: 3, refusedByCode: { 'invalid-user': 1 } });
    expect(userChanges).toMatchObject([
      {
        kind: 'attributes',
        changedAtMs: 3000,
        origin: 'import',
        attributes: {
          region: 'GB',
          language: 'en',
          maturity: null,
          labels: ['likes:chess', 'likes:opera', 'plan:family'],
        },
      },
    ]);
    expect((await importAll(lines)).userChanges).toEqual(userChanges);
  });

  test('users without an id, unknown events and broken lines are refused and stop nothing', async () => {
    const { report, events } = await importAll([
      { event: 'user', id: 'x', timestamp: '1', user: 'a b', fields: [] },
      { event: 'impression', id: 'x' },
      '{"event":',
      '7',
      'null',
      interaction('i1'),
    ]);
    expect(events).toHaveLength(1);
    expect(report.refusedByCode).toEqual({ 'invalid-id': 1, 'unknown-event': 3, 'invalid-json': 1 });
  });

  test('only the newest rankings are held', () => {
    const recent = createRecentRankings(2);
    for (const id of ['r1', 'r2', 'r3']) {
      recent.note({
        event: 'ranking',
        id,
        atMs: AT_MS,
        userId: 'u',
        sessionId: null,
        items: [{ id: 'a', relevancy: 0 }],
      });
    }
    expect(recent.find('r1', 'a')).toBeNull();
    expect(recent.find('r3', 'a')!.impressionId).toMatch(/\.0\.0$/);
  });
});
