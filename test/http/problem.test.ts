import { createServer } from 'node:http';
import { describe, expect, test } from '@jest/globals';
import { ERROR_CODES, MarqueeError } from '../../src/domain/errors.ts';
import { listen } from '../../src/http/listen.ts';
import { STATUS_OF, sendProblem, toMarqueeError } from '../../src/http/problem.ts';

describe('problems', () => {
  test('every code has a status that is an error', () => {
    for (const code of ERROR_CODES)
      expect([code, STATUS_OF[code] >= 400 && STATUS_OF[code] < 600]).toEqual([code, true]);
    expect(Object.keys(STATUS_OF).sort()).toEqual([...ERROR_CODES].sort());
  });

  test('what is no MarqueeError becomes internal, and keeps its cause to itself', () => {
    for (const thrown of [new Error('secret'), 'secret', undefined, null, { message: 'secret' }]) {
      const error = toMarqueeError(thrown);
      expect(error.code).toBe('internal');
      expect(error.message).not.toContain('secret');
      expect(error.cause).toBe(thrown);
    }
  });

  test('a MarqueeError stays what it is', () => {
    const error = new MarqueeError('unknown-pin', 'There is none.');
    expect(toMarqueeError(error)).toBe(error);
  });

  test('an answer already begun is cut off, so that half of one is not taken for the whole', async () => {
    const server = await listen(
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write('{"half":');
        sendProblem(response, new MarqueeError('internal', 'Something went wrong.'), 'r1');
      },
      { host: '127.0.0.1', port: 0 },
    );
    const reading = fetch(`http://127.0.0.1:${server.port}`).then((response) => response.text());
    await expect(reading).rejects.toThrow();
    await server.drain(1000);
  });

  test('a port that is taken is told in a sentence that says what to do', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    await expect(listen(() => {}, { host: '127.0.0.1', port })).rejects.toMatchObject({ code: 'bad-argument' });
    await new Promise((resolve) => other.close(resolve));
  });
});
