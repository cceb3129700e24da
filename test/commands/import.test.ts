import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MarqueeError } from '../../src/domain/errors.ts';
import { createWorld } from './support.ts';

let folder: string;
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const item = (itemId: string, title = 'A film') =>
  JSON.stringify({ itemId, type: 'film', title, maturity: 'kids', windows: [{ region: '*' }] });
const event = (eventId: string, change = {}) =>
  JSON.stringify({ eventId, type: 'play', userId: 'u1', itemId: 'a', timestamp: '1999-01-01T00:00:00Z', ...change });
const jsonLines = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

async function* pipe(...chunks: string[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield Buffer.from(chunk);
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'marquee-import-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('import items', () => {
  test('stores what is right, reports what is not, and changes nothing the second time', async () => {
    const world = createWorld();
    const path = file('items.ndjson', `${item('a')}\n{}\n${item('b')}\n`);
    const first = await world.marquee('import', 'items', path, '--json');
    expect(first.exitCode).toBe(0);
    expect(JSON.parse(first.stdout)).toMatchObject({
      accepted: 2,
      refused: 1,
      refusedByCode: { 'invalid-item': 1 },
      examples: [{ line: 2, code: 'invalid-item' }],
      items: { created: 2, changed: 0, unchanged: 0 },
    });
    const second = JSON.parse((await world.marquee('import', 'items', path, '--json')).stdout);
    expect(second.items).toEqual({ created: 0, changed: 0, unchanged: 2 });
    expect(await world.itemStore.count()).toBe(2);
  });

  test('takes standard input, and says in words what became of it', async () => {
    const world = createWorld({ stdin: pipe(`${item('a')}\n{"ite`, `mId":7}\n`) });
    const { exitCode, stdout } = await world.marquee('import', 'items', '-');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('1 records taken, 1 refused');
    expect(stdout).toContain('-:2 invalid-item');
  });

  test('fails when nothing at all could be taken', async () => {
    expect((await createWorld().marquee('import', 'items', file('bad.ndjson', 'x\ny\n'))).exitCode).toBe(1);
    expect((await createWorld().marquee('import', 'items', file('empty.ndjson', ''))).exitCode).toBe(0);
  });
});

describe('import events', () => {
  test('from standard input every line is acknowledged, in order, and the report comes last', async () => {
    const world = createWorld({
      stdin: pipe(`${event('e1')}\nnot json\n\n`, `${event('e2', { type: 'plya' })}\n${event('e3')}`),
    });
    const { exitCode, stdout } = await world.marquee('import', 'events', '-', '--json');
    expect(exitCode).toBe(0);
    const lines = jsonLines(stdout);
    expect(lines.slice(0, 4)).toEqual([
      { line: 1, eventId: 'e1', status: 'accepted' },
      { line: 2, status: 'rejected', code: 'invalid-json', detail: expect.any(String) },
      { line: 4, status: 'rejected', code: 'unknown-type', detail: expect.any(String) },
      { line: 5, eventId: 'e3', status: 'accepted' },
    ]);
    expect(lines[4]).toMatchObject({ accepted: 2, refused: 2, events: 2 });
    expect(world.events.map(({ eventId, origin, userKey }) => [eventId, origin, userKey])).toEqual([
      ['e1', 'import', 'key-u1'],
      ['e3', 'import', 'key-u1'],
    ]);
    expect(world.finished).toBe(1);
  });

  test('without --json standard output has the acknowledgements alone, and a person reads the report', async () => {
    const world = createWorld({ stdin: pipe(`${event('e1')}\n`) });
    const { stdout, stderr } = await world.marquee('import', 'events', '-');
    expect(jsonLines(stdout)).toEqual([{ line: 1, eventId: 'e1', status: 'accepted' }]);
    expect(stderr).toContain('1 records taken');
  });

  test('a line is acknowledged before the next one is sent: nothing waits for a batch to fill', async () => {
    const acknowledged = [1, 2, 3].map(() => Promise.withResolvers<void>());
    async function* trickle() {
      for (const [at, one] of acknowledged.entries()) {
        yield Buffer.from(`${event(`e${at}`)}\n`);
        await one.promise;
      }
    }
    let seen = 0;
    const world = createWorld({ stdin: trickle(), onStdout: () => acknowledged[seen++]!.resolve() });
    expect((await world.marquee('import', 'events', '-')).exitCode).toBe(0);
    expect(world.events).toHaveLength(3);
  });

  test('told to stop, it finishes what it read, drops half a line, and ends although the pipe stays open', async () => {
    const stop = new AbortController();
    async function* silent() {
      yield Buffer.from(`${event('e1')}\n${event('e2').slice(0, 30)}`);
      await new Promise(() => {});
    }
    const world = createWorld({ stdin: silent(), stopping: stop.signal, onStdout: () => stop.abort() });
    const { exitCode, stdout } = await world.marquee('import', 'events', '-');
    expect(exitCode).toBe(0);
    expect(jsonLines(stdout)).toEqual([{ line: 1, eventId: 'e1', status: 'accepted' }]);
    expect(world.events.map(({ eventId }) => eventId)).toEqual(['e1']);
    expect(world.finished).toBe(1);
  });

  test('a line is not acknowledged when it could not be made durable', async () => {
    const world = createWorld({ stdin: pipe(`${event('e1')}\n`) });
    world.failSink = new MarqueeError('journal-unavailable', 'The disk is full.');
    const { exitCode, stdout, stderr } = await world.marquee('import', 'events', '-', '--json');
    expect(exitCode).toBe(1);
    expect(jsonLines(stdout)).toEqual([{ error: { code: 'journal-unavailable', detail: 'The disk is full.' } }]);
    expect(stderr).toContain('The disk is full.');
    expect(world.finished).toBe(0);
  });

  test('from a file there is one report and no acknowledgements', async () => {
    const world = createWorld();
    const path = file('events.ndjson', `${event('e1')}\n${event('e2', { userId: '' })}\n`);
    const { stdout } = await world.marquee('import', 'events', path, '--json');
    expect(JSON.parse(stdout)).toMatchObject({ accepted: 1, refused: 1, events: 1 });
  });

  test('no user id is printed', async () => {
    const world = createWorld({ stdin: pipe(`${event('e1', { userId: 'secret person' })}\n`) });
    const { stdout, stderr } = await world.marquee('import', 'events', '-');
    expect(stdout + stderr).not.toContain('secret');
  });
});

describe('import movielens', () => {
  test('items and events of a folder; again, the items are as they were and the event ids the same', async () => {
    file('movies.csv', 'movieId,title,genres\n1,Toy Story (1995),Children\n2,"Broken,Drama\n');
    file('ratings.csv', 'userId,movieId,rating,timestamp\n9,1,5.0,1000000000\n8,1,1.0,900000000\n8,1,0,900000000\n');
    const world = createWorld();
    const { exitCode, stdout } = await world.marquee('import', 'movielens', folder, '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      accepted: 3,
      refused: 2,
      items: { created: 1 },
      events: 2,
      files: { 'ratings.csv': { accepted: 2, refused: 1 } },
    });
    expect((await world.itemStore.get('1'))!.item).toMatchObject({ title: 'Toy Story', maturity: 'kids' });
    await world.marquee('import', 'movielens', folder);
    const ids = world.events.map((viewerEvent) => viewerEvent.eventId);
    expect(new Set(ids).size).toBe(2);
    expect(ids.slice(2)).toEqual(ids.slice(0, 2));
    expect(await world.itemStore.count()).toBe(1);
    expect(world.finished).toBe(2);
  });
});
