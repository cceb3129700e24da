import { afterEach, describe, expect, test } from '@jest/globals';
import { type DemoDeps, seedDemo } from '../../src/commands/demo.ts';
import { hashApiKey } from '../../src/domain/api-key.ts';
import { createFakeApi } from '../simulation/fake-api.ts';
import { listen } from '../simulation/fake-server.ts';
import { anItem } from '../support/items.ts';
import { aManifest, createWorld, NOW_MS } from './support.ts';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const server of opened.splice(0)) await server.close();
});

/** A demo on memory stores, with a service that shows a few films, and a `train` that only publishes. */
async function createDemo(options: { trainExitCode?: number; eventsBefore?: number } = {}) {
  const world = createWorld();
  const films = Array.from({ length: 40 }, (_, n) => anItem(`film-${n}`, { genres: [`g${n % 4}`] }));
  const knowsKey = async (key: string) => (await world.keyStore.findByHash(hashApiKey(key)))?.revokedAt === null;
  const api = createFakeApi({ items: films, pageItems: 4, knowsKey });
  const server = await listen(api);
  opened.push(server);
  const steps: string[] = [];
  const deps: DemoDeps = {
    ...world.context,
    baseUrl: server.baseUrl,
    logStore: { countEvents: async () => (options.eventsBefore ?? 0) + api.events.length },
    catalogueServed: async (count) => void steps.push(`served ${count}`),
    eventsLogged: async () => void steps.push('logged'),
    async train() {
      steps.push('train');
      if (options.trainExitCode) return options.trainExitCode;
      const change = { atMs: NOW_MS, actor: 'training', reason: '' };
      await world.modelRegistry.record(aManifest('demo'), 'candidate', change);
      await world.modelRegistry.promote('demo', change);
      return 0;
    },
    say: (line) => void steps.push(line),
  };
  return { world, api, steps, seed: () => seedDemo(deps) };
}

describe('the demo', () => {
  test('an empty database gets films, viewers and a model, in that order', async () => {
    const { world, api, steps, seed } = await createDemo();
    expect(await seed()).toBe('seeded');
    expect(await world.itemStore.count()).toBe(3200);
    expect(new Set(api.events.map((event) => event.userId)).size).toBe(150);
    expect(steps.filter((step) => !step.startsWith('Demo'))).toEqual(['served 3200', 'logged', 'train']);
    expect((await world.keyStore.list()).map((key) => [key.origin, key.revokedAt !== null])).toEqual([
      ['simulate', true],
    ]);
  });

  test('a second start leaves it as it is', async () => {
    const { api, seed } = await createDemo();
    await seed();
    const before = api.requests.length;
    expect(await seed()).toBe('present');
    expect(api.requests.length).toBe(before);
  });

  test('one that was cut short after its viewers is only trained', async () => {
    const { api, steps, seed } = await createDemo({ eventsBefore: 5000 });
    expect(await seed()).toBe('seeded');
    expect(api.requests).toEqual([]);
    expect(steps).toContain('train');
  });

  test("a catalogue of someone's own is never touched", async () => {
    const { world, api, seed } = await createDemo();
    await world.itemStore.upsert([anItem('mine')]);
    expect(await seed()).toBe('not-empty');
    expect(await world.itemStore.count()).toBe(1);
    expect(api.requests).toEqual([]);
  });

  test('a model that is not good enough is said so, and the next start tries again', async () => {
    const { steps, seed } = await createDemo({ trainExitCode: 3 });
    await seed();
    expect(steps.at(-1)).toContain('no model was published');
    expect(await seed()).toBe('seeded');
  });
});
