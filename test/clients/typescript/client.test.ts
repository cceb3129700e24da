import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type ClientOptions,
  createEventQueue,
  createMarqueeClient,
  createMemoryStorage,
  pagesOf,
} from '../../../clients/typescript/src/index.ts';
import { keyOf, startApi, type TestApi } from '../../support/api.ts';
import { anItem } from '../../support/items.ts';

interface Sent {
  readonly url: string;
  readonly init: RequestInit;
}

/** A client whose fetch answers from a list: a response, or an error that it throws. */
function clientWith(answers: (Response | Error)[], options: Partial<ClientOptions> = {}) {
  const sent: Sent[] = [];
  const slept: number[] = [];
  const client = createMarqueeClient({
    baseUrl: 'http://marquee/',
    key: 'k',
    random: () => 1,
    sleep: async (ms) => void slept.push(ms),
    fetch: async (url, init) => {
      sent.push({ url: String(url), init: init! });
      const next = answers.shift();
      if (next === undefined) throw new Error('No answer is left.');
      if (next instanceof Error) throw next;
      return next;
    },
    ...options,
  } as ClientOptions);
  return { client, sent, slept };
}

const json = (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers });
const problem = (status: number, code: string, headers: Record<string, string> = {}) =>
  json({ type: 'x', title: 'x', status, code, detail: 'Do that.', requestId: 'r1' }, status, headers);
const page = () => json({ recommendationId: 'x', rows: [] });
const later = { 'retry-after': '2' };

describe('a request', () => {
  test('has its path filled and encoded, its query, and no more', async () => {
    const { client, sent } = clientWith([page()]);
    await client.getHome({ userId: 'a b/ü', surface: 'web', rows: 3, region: undefined, exclude: ['x', 'y'] });
    const [path, query] = sent[0]!.url.split('?');
    expect(path).toBe('http://marquee/v1/users/a%20b%2F%C3%BC/home');
    expect(query!.split('&').sort()).toEqual(['exclude=x', 'exclude=y', 'rows=3', 'surface=web']);
    expect(sent[0]!.init).toMatchObject({ method: 'GET', headers: { authorization: 'Bearer k' }, body: undefined });
    expect(sent[0]!.init.headers).not.toHaveProperty('content-type');
  });

  test('has its body as JSON, or a line for each item', async () => {
    const { client, sent } = clientWith([json({}, 202), json({})]);
    await client.postEvents({ body: { events: [] } });
    const item = { type: 'film', title: 'A\nB', maturity: 'kids', windows: [{ region: '*' }] } as const;
    await client.postItems({ body: [item, item] });
    expect(sent[0]!.init.body).toBe('{"events":[]}');
    expect(sent[1]!.init.headers).toMatchObject({ 'content-type': 'application/x-ndjson' });
    expect(
      String(sent[1]!.init.body)
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([item, item]);
  });

  test('with a name that is not there, or without one of the path, is never sent', async () => {
    const { client, sent } = clientWith([]);
    const wrong: object = { userId: 'u', surfaec: 'tv' };
    await expect(client.getHome(wrong as { userId: string })).rejects.toThrow('"surfaec"');
    await expect(client.getItem({ itemId: '' })).rejects.toThrow('"itemId"');
    expect(sent).toEqual([]);
  });

  test('that the API would refuse is an error of types already', async () => {
    const { client } = clientWith([page(), page(), page()]);
    // @ts-expect-error an item is asked for by its id
    await expect(client.getItem({})).rejects.toThrow('"itemId"');
    // @ts-expect-error there is no such surface
    await client.getHome({ userId: 'u', surface: 'radio' });
    // @ts-expect-error an event has a type
    await client.postEvents({ body: { events: [{ eventId: 'e', userId: 'u', timestamp: '2026-01-01T00:00:00Z' }] } });
    // @ts-expect-error a client has a key or a token
    expect(() => createMarqueeClient({ baseUrl: 'http://marquee' })).not.toThrow();
    const { rows } = await client.getHome({ userId: 'u' });
    const kinds: readonly ('top-picks' | (typeof rows)[number]['kind'])[] = rows.map(({ kind }) => kind);
    expect(kinds).toEqual([]);
  });

  test('asks for the token each time, so that it can be renewed', async () => {
    let tokens = 0;
    const options = { key: undefined, token: async () => `t${++tokens}` } as Partial<ClientOptions>;
    const { client, sent } = clientWith([page(), page()], options);
    await client.getHome({ userId: 'u' });
    await client.getHome({ userId: 'u' });
    expect(sent.map(({ init }) => (init.headers as Record<string, string>).authorization)).toEqual([
      'Bearer t1',
      'Bearer t2',
    ]);
  });
});

describe('a failure', () => {
  test('is the problem the service told', async () => {
    const { client } = clientWith([problem(404, 'unknown-item')]);
    await expect(client.getItem({ itemId: 'x' })).rejects.toMatchObject({
      name: 'MarqueeProblem',
      message: 'getItem: Do that.',
      status: 404,
      code: 'unknown-item',
      requestId: 'r1',
    });
  });

  test.each<[string, Response | Error, object]>([
    ['nobody there', new TypeError('fetch failed'), { code: 'unreachable', status: 0 }],
    ['a gateway that speaks HTML', new Response('<p>', { status: 502 }), { code: 'unavailable', status: 502 }],
    ['a proxy that forbids', new Response('<p>', { status: 403 }), { code: 'invalid-answer', status: 403 }],
    ['half an answer', new Response('{"rows": ['), { code: 'invalid-answer', status: 0 }],
  ])('has a code of its own: %s', async (_, answer, expected) => {
    await expect(clientWith([answer], { retries: 0 }).client.getHome({ userId: 'u' })).rejects.toMatchObject(expected);
  });

  const never: typeof fetch = (_, init) =>
    new Promise((_resolve, reject) => init!.signal!.addEventListener('abort', () => reject(init!.signal!.reason)));

  test('an answer that is late is a timeout', async () => {
    const { client } = clientWith([], { fetch: never, timeoutMs: 1, retries: 0 });
    await expect(client.getHome({ userId: 'u' })).rejects.toMatchObject({ code: 'timeout' });
  });

  test("a call its caller ends rejects with the caller's reason", async () => {
    const { client } = clientWith([], { fetch: never });
    const ending = new AbortController();
    const call = client.getHome({ userId: 'u' }, { signal: ending.signal });
    ending.abort(new Error('navigated away'));
    await expect(call).rejects.toThrow('navigated away');
  });
});

describe('another attempt', () => {
  test('is made of a repeatable call after no answer, waiting longer each time', async () => {
    const { client, slept } = clientWith([new TypeError('cut'), new TypeError('cut'), page()]);
    await client.getHome({ userId: 'u' });
    expect(slept).toEqual([250, 500]);
  });

  test('is made after 503 and 429 at the moment the service names, be it a date', async () => {
    const date = { date: 'Fri, 20 Nov 2026 12:00:00 GMT', 'retry-after': 'Fri, 20 Nov 2026 12:00:07 GMT' };
    const { client, slept } = clientWith([problem(503, 'unavailable', later), problem(429, 'rate', date), page()]);
    await client.getHome({ userId: 'u' });
    expect(slept).toEqual([2000, 7000]);
  });

  test('of events is safe: they are known by their ids', async () => {
    const { client, sent } = clientWith([new TypeError('cut'), json({ accepted: 0, rejected: [] }, 202)]);
    await client.postEvents({ body: { events: [] } });
    expect(sent[1]).toEqual({ ...sent[0]!, init: { ...sent[0]!.init, signal: expect.anything() } });
  });

  const pin = {
    itemId: 'x',
    rowId: 'top-picks',
    position: 0,
    from: '2026-01-01T00:00:00Z',
    until: '2027-01-01T00:00:00Z',
  };
  type Client = ReturnType<typeof createMarqueeClient>;
  test.each<[string, (client: Client) => Promise<unknown>, Response | Error]>([
    ['a call that is not repeatable got no answer', (client) => client.createPin({ body: pin }), new TypeError('cut')],
    ['nor got one when unavailable', (client) => client.createPin({ body: pin }), problem(503, 'unavailable', later)],
    ['a 503 names no moment', (client) => client.getItem({ itemId: 'x' }), problem(503, 'unavailable')],
    [
      'the moment is far off',
      (c) => c.getItem({ itemId: 'x' }),
      problem(503, 'unavailable', { 'retry-after': '3600' }),
    ],
    ['it would fail again', (client) => client.getItem({ itemId: 'x' }), problem(400, 'invalid-request', later)],
    [
      'a change on condition may have been made',
      (client) => client.deleteItem({ itemId: 'x' }, { ifMatch: '"1"' }),
      new TypeError('cut'),
    ],
    ['none is wanted', (client) => client.getItem({ itemId: 'x' }, { retries: 0 }), new TypeError('cut')],
  ])('is not made when %s', async (_, call, answer) => {
    const { client, sent } = clientWith([answer, page()]);
    await expect(call(client)).rejects.toMatchObject({ name: 'MarqueeProblem' });
    expect(sent.length).toBe(1);
  });

  test('of any call is made after 429: it was not handled', async () => {
    const { client, slept } = clientWith([problem(429, 'too-many', later), json({}, 201)]);
    await client.createPin({ body: pin });
    expect(slept).toEqual([2000]);
  });

  test('of a pin is made when it has a key of its own, which every attempt carries', async () => {
    const { client, sent } = clientWith([new TypeError('cut'), json({}, 201)]);
    await client.createPin({ body: pin }, { idempotencyKey: 'once' });
    const keys = sent.map(({ init }) => (init.headers as Record<string, string>)['idempotency-key']);
    expect(keys).toEqual(['once', 'once']);
    await expect(client.getItem({ itemId: 'x' }, { idempotencyKey: 'once' })).rejects.toThrow('no idempotency keys');
  });

  test('ends with the problem when all have failed', async () => {
    const { client, sent } = clientWith([1, 2, 3].map(() => new TypeError('cut')));
    await expect(client.getHome({ userId: 'u' })).rejects.toMatchObject({ code: 'unreachable' });
    expect(sent.length).toBe(3);
  });
});

describe('against the API itself', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());
  const open = (role = 'admin') => createMarqueeClient({ baseUrl: api.url, key: keyOf(role) });

  test('items are put, read page by page, and deleted on condition', async () => {
    const client = open();
    const item = anItem('x');
    for (const itemId of ['i1', 'i2', 'i3']) await client.putItem({ itemId, body: { ...item, itemId } });
    const read: string[] = [];
    for await (const { items } of pagesOf(client.listItems, { limit: 2 })) read.push(...items.map((one) => one.itemId));
    expect(read).toEqual(['i1', 'i2', 'i3']);
    let etag = '';
    await client.getItem(
      { itemId: 'i1' },
      {
        onAnswer({ headers }) {
          etag = headers.get('etag')!;
        },
      },
    );
    await expect(client.deleteItem({ itemId: 'i1' }, { ifMatch: '"no"' })).rejects.toMatchObject({ status: 412 });
    expect(await client.deleteItem({ itemId: 'i1' }, { ifMatch: etag })).toBeUndefined();
    await expect(client.getItem({ itemId: 'i1' })).rejects.toMatchObject({ code: 'unknown-item', status: 404 });
    expect(await client.postItems({ body: [{ ...item, itemId: 'i9' }] })).toMatchObject({ accepted: 1, rejected: [] });
  });

  test('a pin is made once for its key', async () => {
    const client = open('editor');
    const pin = {
      itemId: 'i2',
      rowId: 'top-picks',
      position: 0,
      from: '2026-01-01T00:00:00Z',
      until: '2027-01-01T00:00:00Z',
    };
    const made = await client.createPin({ body: pin }, { idempotencyKey: 'k1' });
    const again = await client.createPin({ body: pin }, { idempotencyKey: 'k1' });
    expect(again.pin.pinId).toBe(made.pin.pinId);
    expect((await client.createPin({ body: pin }, { idempotencyKey: 'k2' })).pin.pinId).not.toBe(made.pin.pinId);
  });

  test('a page and the events on it go there and back', async () => {
    const client = open('app');
    const { rows } = await client.getHome({ userId: 'u', rows: 2 });
    const rejected: string[] = [];
    const clock = { nowMs: api.collaborators.clock.nowMs, after: () => () => {} };
    const onRejected = (_: unknown, { code }: { code: string }) => void rejected.push(code);
    const queue = createEventQueue({ client, storage: createMemoryStorage(), clock, onRejected });
    const { itemId, impressionId } = rows[0]!.items[0]!;
    const eventId = await queue.add({ type: 'click', userId: 'u', itemId, impressionId });
    await queue.add({ type: 'play', userId: 'u' });
    expect(await queue.close()).toBe(0);
    expect(api.accepted.map((event) => event.eventId)).toEqual([eventId]);
    expect(rejected).toEqual(['missing-field']);
  });

  test('a wrong key is said so', async () => {
    const client = createMarqueeClient({ baseUrl: api.url, key: 'mq_wrong' });
    await expect(client.getHome({ userId: 'u' })).rejects.toMatchObject({ code: 'unauthenticated', status: 401 });
  });
});
