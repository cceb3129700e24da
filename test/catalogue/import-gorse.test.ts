import { describe, expect, test } from '@jest/globals';
import { createEventMap } from '../../src/catalogue/event-map.ts';
import type { ImportBatch } from '../../src/catalogue/import-batch.ts';
import { importGorse } from '../../src/catalogue/import-gorse.ts';
import { createReportBuilder } from '../../src/catalogue/import-report.ts';
import { judgeEvents } from '../../src/ingest/validate.ts';
import { bytesOf } from './support.ts';

const NOW_MS = Date.parse('2026-11-20T12:00:00Z');
const userKeyOf = (userId: string) => `key-${userId}`;
const deps = (...mappings: string[]) => ({
  userKeyOf,
  eventMap: createEventMap(mappings),
  validate: (bodies: readonly unknown[]) =>
    judgeEvents(bodies, { nowMs: NOW_MS, retentionMs: Number.POSITIVE_INFINITY, origin: 'import', userKeyOf }),
});

async function importAll(text: string, ...mappings: string[]) {
  const builder = createReportBuilder();
  const all: ImportBatch[] = [];
  for await (const batch of importGorse(bytesOf(text), 'export', deps(...mappings))) {
    for (const record of batch.records) builder.add(record);
    all.push(batch);
  }
  return {
    items: all.flatMap(({ items }) => items),
    userChanges: all.flatMap(({ userChanges }) => userChanges),
    events: all.flatMap(({ events }) => events),
    report: builder.report(),
  };
}
const lines = (...records: object[]) => records.map((record) => `${JSON.stringify(record)}\n`).join('');
const feedback = (FeedbackType: string, change = {}) => ({
  FeedbackType,
  UserId: 'u1',
  ItemId: 'i1',
  Value: 0,
  Timestamp: '2021-10-24T06:42:20.207Z',
  Updated: '2021-10-24T06:42:20.207Z',
  Comment: '',
  ...change,
});

describe('feedback of Gorse', () => {
  test('becomes events of origin import at their time, by user key', async () => {
    const { events, report } = await importAll(
      lines(feedback('read'), feedback('like'), feedback('rating', { Value: 4, UserId: 'u2' })),
    );
    expect(report).toMatchObject({ accepted: 3, refused: 0 });
    expect(events.map(({ type, value, userKey, itemId, origin }) => [type, value, userKey, itemId, origin])).toEqual([
      ['click', null, 'key-u1', 'i1', 'import'],
      ['rate', 1, 'key-u1', 'i1', 'import'],
      ['rate', 0.5, 'key-u2', 'i1', 'import'],
    ]);
    expect(events[0]!.occurredAtMs).toBe(Date.parse('2021-10-24T06:42:20.207Z'));
  });

  test('imported again, every event has the id it had, and no id has a user id in it', async () => {
    const file = lines(
      feedback('read'),
      feedback('like'),
      feedback('like', { ItemId: 'i2' }),
      feedback('like', { UserId: 'ada' }),
    );
    const [first, second] = [await importAll(file), await importAll(file)];
    const ids = first.events.map(({ eventId }) => eventId);
    expect(second.events.map(({ eventId }) => eventId)).toEqual(ids);
    expect(new Set(ids).size).toBe(4);
    expect(ids.join()).not.toContain('ada');
  });

  test('an unknown type is refused with how to map it; mapped, it is taken', async () => {
    const file = lines(feedback('share'), feedback('like'));
    const { events, report } = await importAll(file);
    expect(events).toHaveLength(1);
    expect(report.examples).toMatchObject([{ line: 1, code: 'unknown-type' }]);
    expect(report.examples[0]!.detail).toContain('--map share=EVENT');
    expect((await importAll(file, 'share=list-add')).events.map(({ type }) => type)).toEqual(['list-add', 'rate']);
  });

  test('what cannot be an event is refused by line and reason, and the rest is taken', async () => {
    const { events, report } = await importAll(
      `${lines(
        feedback('like', { Timestamp: '0001-01-01T00:00:00Z' }),
        feedback('like', { Timestamp: undefined }),
        feedback('like', { Timestamp: '2027-01-01T00:00:00Z' }),
        feedback('like', { UserId: 'has space' }),
        feedback('like', { UserId: 7 }),
        feedback('rating', { Value: 77 }),
      )}[{"FeedbackType":"like"}]\n{"broken\n{"Cursor":"x"}\n${lines(feedback('like'))}`,
    );
    expect(events).toHaveLength(1);
    const refusals = report.examples.map(({ line, code }) => [line, code]).sort(([a], [b]) => Number(a) - Number(b));
    expect(refusals).toEqual([
      [1, 'invalid-timestamp'],
      [2, 'invalid-timestamp'],
      [3, 'in-future'],
      [4, 'invalid-id'],
      [5, 'missing-field'],
      [6, 'unknown-type'],
      [7, 'unknown-record'],
      [8, 'invalid-json'],
      [9, 'unknown-record'],
    ]);
  });

  test('as CSV, with the times and line ends of older exports', async () => {
    const { events, report } = await importAll(
      'feedback_type,user_id,item_id,time_stamp\r\nstar,u1,owner:repo,2021-10-24 06:42:20 +0000 UTC\r\nread,u1,"i,1",2021-10-24\r\n',
    );
    expect(
      events.map(({ type, itemId, occurredAtMs }) => [type, itemId, new Date(occurredAtMs).toISOString()]),
    ).toEqual([['rate', 'owner:repo', '2021-10-24T06:42:20.000Z']]);
    expect(report.examples).toMatchObject([{ line: 3, code: 'invalid-id' }]);
    const withValue =
      'FeedbackType,UserId,ItemId,Value,Timestamp\nrating,u1,i1,5,2021-10-24T00:00:00Z\nlike,u1,i1,,2021-10-24T00:00:00Z\n';
    expect((await importAll(withValue)).events.map(({ value }) => value)).toEqual([1, 1]);
  });
});

describe('items of Gorse', () => {
  test('categories are genres, labels tags, the comment the title; the time says how new; hidden ones are licensed no more', async () => {
    const { items } = await importAll(
      lines(
        {
          ItemId: 'i1',
          IsHidden: false,
          Categories: ['Drama', 'Live'],
          Timestamp: '2021-10-24T06:42:20.5Z',
          Labels: ['dark', 'slow'],
          Comment: 'A Film',
        },
        {
          ItemId: 'i2',
          IsHidden: true,
          Categories: null,
          Timestamp: '0001-01-01T00:00:00Z',
          Labels: null,
          Comment: '',
        },
      ),
    );
    expect(items[0]).toMatchObject({
      itemId: 'i1',
      type: 'film',
      title: 'A Film',
      genres: ['Drama', 'Live'],
      tags: ['dark', 'slow'],
      releaseDate: '2021-10-24T06:42:20.500Z',
      maturity: 'adult',
      windows: [{ region: '*', from: null, until: null }],
    });
    expect(items[1]).toMatchObject({
      title: 'i2',
      genres: [],
      releaseDate: null,
      windows: [{ region: '*', from: null, until: '1970-01-01T00:00:00Z' }],
    });
  });

  test('labels that are an object are read by name; embeddings are left out', async () => {
    const { items } = await importAll(
      lines({
        ItemId: 'i1',
        Categories: [],
        Timestamp: '2021-10-24T06:42:20Z',
        Labels: {
          Title: 'Named',
          genres: ['Crime'],
          rating: 'PG',
          topics: ['dark'],
          embedding: [0.1, 0.2],
          seriesId: 's',
          season: 1,
        },
        Comment: 'words for the dashboard',
      }),
    );
    expect(items[0]).toMatchObject({
      title: 'Named',
      genres: ['Crime'],
      maturity: 'teen',
      tags: ['topics:dark'],
      seriesId: 's',
      season: 1,
    });
  });

  test('as CSV, labels in JSON or with bars', async () => {
    const { items, report } = await importAll(
      'item_id,is_hidden,categories,time_stamp,labels,description\r\n' +
        'i1,false,a|b,2021-10-24 00:00:00 +0000 UTC,"[""x"",""y""]",First\r\n' +
        'i2,true,,,p|q,"Second, of two"\r\n' +
        'i3,false,,,"[""x",Broken\r\n',
    );
    expect(items.map(({ itemId, title, genres, tags }) => [itemId, title, genres, tags])).toEqual([
      ['i1', 'First', ['a', 'b'], ['x', 'y']],
      ['i2', 'Second, of two', [], ['p', 'q']],
    ]);
    expect(items[1]!.windows[0]!.until).toBe('1970-01-01T00:00:00Z');
    expect(report.examples).toMatchObject([{ line: 4, code: 'invalid-json' }]);
  });
});

describe('the rest of an export', () => {
  test('users become profiles that anything said later holds against; a wrong one stops nothing', async () => {
    const { report, userChanges } = await importAll(
      lines(
        { UserId: 'u1', Labels: ['x', 'w'], Comment: '' },
        { UserId: 'u2', Labels: { region: 'NO', hobby: ['ski', 'chess'], embedding: [0.1] }, Comment: '' },
        { UserId: 'no good id', Labels: null },
      ),
    );
    expect(report).toMatchObject({ accepted: 2, refused: 1, refusedByCode: { 'invalid-id': 1 } });
    expect(userChanges.map((change) => change.kind === 'attributes' && change.attributes)).toEqual([
      { region: null, language: null, maturity: null, labels: ['w', 'x'] },
      { region: 'NO', language: null, maturity: null, labels: ['hobby:chess', 'hobby:ski'] },
    ]);
    expect(userChanges.every(({ changedAtMs, origin }) => changedAtMs === 1 && origin === 'import')).toBe(true);
  });

  test('a file of another kind is refused whole; an empty one is nothing', async () => {
    await expect(importAll('a,b\n1,2\n')).rejects.toMatchObject({ code: 'bad-argument' });
    expect((await importAll('')).report).toMatchObject({ accepted: 0, refused: 0 });
  });
});
