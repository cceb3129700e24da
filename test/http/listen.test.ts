import { Agent, request as httpRequest } from 'node:http';
import { describe, expect, test } from '@jest/globals';
import { type Listening, listen } from '../../src/http/listen.ts';

const LOCAL = { host: '127.0.0.1', port: 0 };

describe('draining', () => {
  test('lets what is in flight finish, tells its connection to close, and takes nothing new', async () => {
    const arrived = signal();
    const mayFinish = signal();
    const server = await listen(async (_request, response) => {
      arrived.give();
      await mayFinish.given;
      response.end('done');
    }, LOCAL);
    const agent = new Agent({ keepAlive: true });
    const answer = get(server, agent);
    await arrived.given;
    const drained = server.drain(10_000);
    await expect(get(server, new Agent())).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    mayFinish.give();
    expect(await answer).toEqual({ text: 'done', connection: 'close' });
    expect(await drained).toBe(true);
    agent.destroy();
  });

  test('closes kept-alive connections that are idle', async () => {
    const server = await listen((_request, response) => response.end('done'), LOCAL);
    const agent = new Agent({ keepAlive: true });
    expect((await get(server, agent)).connection).toBe('keep-alive');
    expect(await server.drain(10_000)).toBe(true);
    agent.destroy();
  });

  test('cuts what is not finished at the deadline, and says so', async () => {
    const arrived = signal();
    const server = await listen(() => arrived.give(), LOCAL);
    const answer = get(server, new Agent());
    const cut = expect(answer).rejects.toMatchObject({ code: 'ECONNRESET' });
    await arrived.given;
    expect(await server.drain(1)).toBe(false);
    await cut;
  });

  test('is done once, however often it is asked for', async () => {
    const server = await listen((_request, response) => response.end(), LOCAL);
    expect(await Promise.all([server.drain(1000), server.drain(1000)])).toEqual([true, true]);
  });
});

function signal(): { given: Promise<void>; give: () => void } {
  let give = () => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give };
}

function get({ port }: Listening, agent: Agent): Promise<{ text: string; connection: string | undefined }> {
  return new Promise((resolve, reject) => {
    httpRequest({ host: '127.0.0.1', port, agent }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => resolve({ text, connection: response.headers.connection }));
    })
      .on('error', reject)
      .end();
  });
}
