import { afterEach, describe, expect, test } from '@jest/globals';
import { hashApiKey } from '../../src/domain/api-key.ts';
import { createFakeApi } from '../simulation/fake-api.ts';
import { listen } from '../simulation/fake-server.ts';
import { anItem } from '../support/items.ts';
import { createWorld } from './support.ts';

const ITEMS = Array.from({ length: 30 }, (_, n) => anItem(`i${n}`, { genres: [n % 2 ? 'Drama' : 'Comedy'] }));
const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const server of opened.splice(0)) await server.close();
});

async function worldWithService(options: { failHome?: (call: number) => number } = {}) {
  const world = createWorld();
  const knowsKey = async (key: string) => {
    const stored = await world.keyStore.findByHash(hashApiKey(key));
    return stored?.role === 'app' && stored.origin === 'simulate' && stored.revokedAt === null;
  };
  const api = createFakeApi({ items: ITEMS, knowsKey, ...options });
  const server = await listen(api);
  opened.push(server);
  const run = (...argv: string[]) =>
    world.marquee('simulate', '--base-url', server.baseUrl, '--users', '4', '--sessions', '2', '--json', ...argv);
  return { world, api, run };
}

describe('simulate', () => {
  test('viewers use the service with a key made for them, and the key is revoked after', async () => {
    const { world, api, run } = await worldWithService();
    const { exitCode, stdout } = await run();
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ users: 4, sessions: 8, pages: 8, errors: 0 });
    expect(api.events.length).toBeGreaterThan(8);
    expect((await world.keyStore.list()).map((key) => [key.origin, key.revokedAt !== null])).toEqual([
      ['simulate', true],
    ]);
  });

  test('a key that is given is used, and none is made', async () => {
    const { world, run } = await worldWithService();
    const { exitCode, stdout } = await run('--key', 'unknown');
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout).error.code).toBe('unauthenticated');
    expect(await world.keyStore.list()).toEqual([]);
  });

  test('sessions that failed are counted and make the command fail', async () => {
    const { exitCode, stdout } = await (await worldWithService({ failHome: (call) => (call === 5 ? 503 : 200) })).run();
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ sessions: 7, errors: 1 });
  });

  test('sessions come at the rate that is asked for, and the report says how that went', async () => {
    const { exitCode, stdout } = await (await worldWithService()).run('--rate', '1000');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ sessions: 8, pageMs: expect.anything(), rate: { target: 1000 } });
  });

  test.each([
    [['--minutes', '1'], 'beside --sessions'],
    [['--rate', '0'], 'no rate'],
    [['--rate', 'fast'], 'no number'],
  ])('%j is refused: %s', async (argv) => {
    const { world, run } = await worldWithService();
    expect((await run(...argv)).exitCode).toBe(2);
    expect(await world.keyStore.list()).toEqual([]);
  });
});
