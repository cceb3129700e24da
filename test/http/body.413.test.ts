import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { keyOf, problemOf, startApi, type TestApi } from '../support/api.ts';
import { anItem } from '../support/items.ts';

const MIB = 1024 * 1024;
const TOO_LARGE = { status: 413, code: 'body-too-large' };

describe('a body over the limit, 413', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());

  test.each(['/v1/events', '/v1/users/u1/home', '/v1/pins', '/v1/keys'])('POST %s over 1 MiB', async (path) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await api.call('POST', path, { raw: ' '.repeat(MIB + 1), headers });
    expect(problemOf(answer)).toEqual(TOO_LARGE);
  });

  test('exactly 1 MiB is read', async () => {
    const json = '{"events":[1]}';
    const headers = { 'content-type': 'application/json' };
    const answer = await api.call('POST', '/v1/events', { raw: json.padEnd(MIB), headers });
    expect(answer.status).toBe(202);
  });

  test('comes before the media type and the JSON', async () => {
    const answer = await api.call('POST', '/v1/events', {
      raw: '{'.repeat(MIB + 1),
      headers: { 'content-type': 'text/plain' },
    });
    expect(problemOf(answer)).toEqual(TOO_LARGE);
  });

  test('is seen too where the length is not told beforehand', async () => {
    const chunk = new Uint8Array(64 * 1024).fill(32);
    let left = 40;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (left-- > 0) controller.enqueue(chunk);
        else controller.close();
      },
    });
    const response = await fetch(`${api.url}/v1/events`, {
      method: 'POST',
      body,
      duplex: 'half',
      headers: { authorization: `Bearer ${keyOf('app')}`, 'content-type': 'application/json' },
    });
    expect(response.status).toBe(413);
    expect(((await response.json()) as { code: string }).code).toBe('body-too-large');
  });

  test('NDJSON may be larger, a line of it not over 256 KiB; what came before it is stored', async () => {
    const line = (at: number, description: string) => JSON.stringify(anItem(`big${at}`, { description }));
    const many = Array.from({ length: 200 }, (_, at) => line(at, 'x'.repeat(9000))).join('\n');
    expect(many.length).toBeGreaterThan(MIB);
    const headers = { 'content-type': 'application/x-ndjson' };
    const fits = await api.call('POST', '/v1/items', { raw: many, headers });
    expect(fits.body).toEqual({ accepted: 200, rejected: [], rejectedCount: 0 });

    const raw = `${line(500, 'fine')}\n${line(501, 'x'.repeat(256 * 1024))}\n${line(502, 'fine')}`;
    const answer = await api.call('POST', '/v1/items', { raw, headers });
    expect(problemOf(answer)).toEqual(TOO_LARGE);
    expect(answer.body.detail).toContain('Line 2');
    expect((await api.call('GET', '/v1/items/big500')).status).toBe(200);
    expect((await api.call('GET', '/v1/items/big502')).status).toBe(404);
  });
});
