import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { parquetReadObjects } from 'hyparquet';
import {
  type ImpressionPage,
  type ImpressionQuestion,
  impressionColumns,
} from '../../src/domain/ports/impression-log.ts';
import { impressionList } from '../../src/http/schemas/impressions.ts';
import { NOW_MS, startApi, type TestApi } from '../support/api.ts';

const DAY_MS = 86_400_000;
const ID = '01950000-0000-7000-8000-00000000000a';
const NEXT = { servedAtUs: NOW_MS * 1_000 - 1_500, recommendationId: ID, slot: 3 };
const AT = new Date(NOW_MS - 5_000);

/** A row of the log, by its columns. */
const aRow = (itemId: string, outcomes: boolean): unknown[] => {
  const values: Record<string, unknown> = {
    impression_id: `${ID}.0.0`,
    recommendation_id: ID,
    parent_id: null,
    served_at: AT,
    user_key: '0'.repeat(31) + 7,
    item_id: itemId,
    row_id: 'top-picks',
    row_index: 0,
    position: 0,
    score: -0.5,
    propensity: 1,
    source: 'retrieval',
    pinned: false,
    pin_id: null,
    displaced_item_id: null,
    explored: false,
    rung: 'R0',
    retrieval_version: 'v7',
    ranker_version: 'v7',
    arms: '{"layout": "a"}',
    surface: 'tv',
    region: null,
    session_id: 's',
    origin: 'app',
    maturity: 'adult',
    language: null,
    route: 'home',
    item_no: 3,
    stored_in: 12,
    switches: ['exploration'],
    viewed_at: AT,
    clicked_at: null,
    played_at: null,
    portion: null,
    completed: false,
  };
  return impressionColumns(outcomes).map(({ name }) => values[name]);
};

describe('GET /v1/impressions, 200', () => {
  let api: TestApi;
  const asked: ImpressionQuestion[] = [];
  let answers: ImpressionPage[] = [];

  beforeAll(async () => {
    api = await startApi({
      impressionLog: {
        async read(question) {
          asked.push(question);
          return answers.shift() ?? { rows: [], next: null };
        },
      },
    });
  });
  beforeEach(() => {
    asked.length = 0;
    answers = [];
  });
  afterAll(() => api.close());

  const get = (query = '', as = 'analyst') => api.call('GET', `/v1/impressions${query}`, { as });

  test('the last seven days of the app, fifty of them, by the columns of the view', async () => {
    answers = [{ rows: [aRow('film-1', false)], next: null }];
    const { status, body } = await get();
    expect(status).toBe(200);
    expect(impressionList.safeParse(body).error).toBeUndefined();
    expect(Object.keys(body.items[0])).toEqual(impressionColumns(false).map(({ name }) => name));
    expect(body.items[0]).toMatchObject({ item_id: 'film-1', arms: { layout: 'a' }, served_at: AT.toISOString() });
    const [from, to] = [NOW_MS - 7 * DAY_MS, NOW_MS].map((ms) => new Date(ms).toISOString());
    expect(body).toMatchObject({ nextCursor: null, complete: true, scannedTo: from, from, to });
    expect(asked).toEqual([
      {
        filter: { origin: 'app' },
        fromMs: NOW_MS - 7 * DAY_MS,
        untilMs: NOW_MS,
        after: null,
        limit: 50,
        outcomes: false,
        budgetMs: 2_000,
      },
    ]);
  });

  test('every filter is asked of the log as it was sent', async () => {
    const filter = {
      userKey: 'ab'.repeat(16),
      itemId: 'film:1',
      rowId: 'genre:drama',
      position: 0,
      source: 'new-item',
      model: 'v7',
      arm: 'layout:a',
      rung: 'R1',
      surface: 'web',
      region: 'SE',
      pinned: false,
      explored: true,
      origin: 'simulate',
    };
    const query = new URLSearchParams(
      Object.entries(filter).map(([name, value]): [string, string] => [name, String(value)]),
    );
    expect((await get(`?${query}&outcomes=true&limit=500`, 'admin')).status).toBe(200);
    expect(asked[0]).toMatchObject({ filter, outcomes: true, limit: 500 });
    await get('?origin=all');
    expect(asked[1]!.filter).toEqual({});
  });

  test('with outcomes, what came of each', async () => {
    answers = [{ rows: [aRow('film-1', true)], next: null }];
    const { body } = await get('?outcomes=true');
    expect(impressionList.safeParse(body).error).toBeUndefined();
    expect(body.items[0]).toMatchObject({ viewed_at: AT.toISOString(), clicked_at: null, completed: false });
  });

  test('a cursor goes on where the page stopped, in the time the first page was asked for', async () => {
    answers = [{ rows: [], next: NEXT }];
    const first = await get('?itemId=film-1&from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z');
    expect(first.body).toMatchObject({ items: [], complete: false, scannedTo: new Date(NOW_MS - 1).toISOString() });
    const cursor = encodeURIComponent(first.body.nextCursor);
    for (const time of ['', '&from=2026-01-01T01:00:00%2B01:00&to=2026-02-01T00:00:00Z']) {
      asked.length = 0;
      const second = await get(`?itemId=film-1&limit=7&cursor=${cursor}${time}`);
      expect(second.status).toBe(200);
      const range = { fromMs: Date.UTC(2026, 0, 1), untilMs: Date.UTC(2026, 1, 1) };
      expect(asked[0]).toMatchObject({ ...range, after: NEXT, limit: 7 });
    }
  });

  test('NDJSON is every row found, read in pieces', async () => {
    answers = [
      { rows: [aRow('film-1', false)], next: NEXT },
      { rows: [aRow('film-2', false)], next: null },
    ];
    const { status, headers, body } = await get('?format=ndjson');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/x-ndjson');
    expect(Number(headers.get('content-length'))).toBe(Buffer.byteLength(body.toString()));
    const lines = String(body).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).item_id)).toEqual(['film-1', 'film-2']);
    expect(headers.get('marquee-complete')).toBe('true');
    expect(headers.get('marquee-next-cursor')).toBeNull();
    expect(asked.map(({ after, limit }) => ({ after, limit }))).toEqual([
      { after: null, limit: 1_000 },
      { after: NEXT, limit: 1_000 },
    ]);
  });

  test('CSV is safe to open: no text is a formula', async () => {
    answers = [{ rows: [aRow('@film', true), aRow('-film', true)], next: null }];
    const { headers, body } = await get('?format=csv&outcomes=true');
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    const rows = parse(body, { columns: true }) as Record<string, string>[];
    expect(Object.keys(rows[0]!)).toEqual(impressionColumns(true).map(({ name }) => name));
    expect(rows.map(({ item_id, score }) => [item_id, score])).toEqual([
      ["'@film", '-0.5'],
      ["'-film", '-0.5'],
    ]);
  });

  test('Parquet has the columns by name and type', async () => {
    answers = [{ rows: [aRow('film-1', false)], next: null }];
    const response = await fetch(`${api.url}/v1/impressions?format=parquet`, {
      headers: { authorization: 'Bearer mq_test-analyst' },
    });
    expect(response.headers.get('content-type')).toBe('application/vnd.apache.parquet');
    const [row, ...rest] = await parquetReadObjects({ file: await response.arrayBuffer() });
    expect(rest).toEqual([]);
    expect(row).toMatchObject({ item_id: 'film-1', served_at: AT, arms: { layout: 'a' }, switches: ['exploration'] });
  });

  test('a file ends at its limit, and its headers say where to go on', async () => {
    answers = [{ rows: [aRow('film-1', false)], next: NEXT }];
    const { headers } = await get('?format=csv&limit=1');
    expect(asked).toHaveLength(1);
    expect(asked[0]!.limit).toBe(1);
    expect(headers.get('marquee-complete')).toBe('false');
    await get(`?cursor=${encodeURIComponent(headers.get('marquee-next-cursor')!)}`);
    expect(asked[1]!.after).toEqual(NEXT);
  });
});

describe('GET /v1/impressions, when time passes', () => {
  test('a file takes twenty seconds at most and then says that something is left', async () => {
    let nowMs = 0;
    const budgets: number[] = [];
    const api = await startApi({
      clock: { nowMs: () => NOW_MS, monotonicMs: () => nowMs },
      impressionLog: {
        async read({ budgetMs }) {
          budgets.push(budgetMs);
          nowMs += 15_000;
          return { rows: [aRow('film-1', false)], next: NEXT };
        },
      },
    });
    const { headers, body } = await api.call('GET', '/v1/impressions?format=ndjson', { as: 'analyst' });
    expect(budgets).toEqual([20_000, 5_000]);
    expect(String(body).trim().split('\n')).toHaveLength(2);
    expect(headers.get('marquee-complete')).toBe('false');
    await api.close();
  });

  test('who goes away while a file is sent costs nobody anything', async () => {
    // Larger than what sockets hold, so that it is being sent when the reader leaves.
    const row = aRow('film-1', false);
    const rows = Array.from({ length: 1_000 }, () => row);
    let reads = 0;
    const api = await startApi({
      impressionLog: { read: async () => ({ rows, next: ++reads < 20 ? NEXT : null }) },
    });
    const leaving = new AbortController();
    const headers = { authorization: 'Bearer mq_test-analyst' };
    const response = await fetch(`${api.url}/v1/impressions?format=ndjson`, { headers, signal: leaving.signal });
    await response.body!.getReader().read();
    leaving.abort();
    const after = await api.call('GET', '/v1/impressions?format=csv&limit=1', { as: 'analyst' });
    expect(after.status).toBe(200);
    // Waits for what is under way.
    await api.close();
    expect(api.logged.filter(({ level }) => level === 'error')).toEqual([]);
  });

  test('a log that fails half way is a problem, and no half file', async () => {
    let reads = 0;
    const api = await startApi({
      impressionLog: {
        async read() {
          if (reads++ > 0) throw new Error('gone');
          return { rows: [aRow('film-1', false)], next: NEXT };
        },
      },
    });
    const { status, body } = await api.call('GET', '/v1/impressions?format=parquet', { as: 'analyst' });
    expect([status, body.code]).toEqual([500, 'internal']);
    await api.close();
  });
});
