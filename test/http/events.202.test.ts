import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { eventAnswer } from '../../src/http/schemas/events.ts';
import { NOW_MS, startApi, type TestApi } from '../support/api.ts';

const timestamp = new Date(NOW_MS - 1000).toISOString();
const click = { eventId: 'e1', type: 'click', userId: 'u1', itemId: 'i1', timestamp };

describe('events, 202', () => {
  let api: TestApi;
  const counted: number[][] = [];
  beforeAll(async () => {
    api = await startApi({
      metrics: { answer() {}, events: (accepted, rejected) => counted.push([accepted, rejected]) },
    });
  });
  beforeEach(() => {
    api.accepted.length = 0;
  });
  afterAll(() => api.close());

  test('accepted events are handed on with the hashed user and the origin of the key, never of the body', async () => {
    const answer = await api.call('POST', '/v1/events', { as: 'app', json: { events: [click] } });
    expect(answer.status).toBe(202);
    expect(answer.body).toEqual({ accepted: 1, rejected: [] });
    expect(api.accepted).toMatchObject([{ eventId: 'e1', userKey: 'key of u1', origin: 'test', receivedAtMs: NOW_MS }]);
    expect(JSON.stringify(api.accepted)).not.toContain('"u1"');
  });

  test('each event is judged alone, unknown fields included, and the rejected are named by index', async () => {
    const events = [{ ...click, surprise: 1 }, click, 7, { ...click, type: 'sneeze' }, { ...click, origin: 'app' }];
    const answer = await api.call('POST', '/v1/events', { json: { events } });
    expect(answer.status).toBe(202);
    expect(eventAnswer.safeParse(answer.body).error).toBeUndefined();
    expect(answer.body.accepted).toBe(1);
    expect(answer.body.rejected.map((one: { index: number }) => one.index)).toEqual([0, 2, 3, 4]);
    expect(api.accepted).toHaveLength(1);
  });

  test('a call whose events are all refused is answered alike, and nothing is handed on', async () => {
    const answer = await api.call('POST', '/v1/events', { json: { events: [{}] } });
    expect(answer.status).toBe(202);
    expect(answer.body).toMatchObject({ accepted: 0, rejected: [{ index: 0 }] });
    expect(api.accepted).toEqual([]);
  });

  test('the same event sent again counts as accepted', async () => {
    const answer = await api.call('POST', '/v1/events', { json: { events: [click, click] } });
    expect(answer.body.accepted).toBe(2);
  });

  test('500 events fit in one call, and are counted', async () => {
    const events = Array.from({ length: 500 }, (_, at) => ({ ...click, eventId: `e${at}` }));
    const answer = await api.call('POST', '/v1/events', { json: { events } });
    expect(answer.body).toEqual({ accepted: 500, rejected: [] });
    expect(counted.at(-1)).toEqual([500, 0]);
  });
});
