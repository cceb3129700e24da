import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MarqueeError } from '../../src/domain/errors.ts';
import { createWorld } from './support.ts';

let folder: string;
const file = (name: string, ...lines: (string | object)[]): string => {
  writeFileSync(
    join(folder, name),
    lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''),
  );
  return join(folder, name);
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'marquee-import-file-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('import titles', () => {
  test('stores what is right, reports what is not by line, and changes nothing the second time', async () => {
    const world = createWorld();
    const path = file(
      'titles.csv',
      'show_id,type,title,rating',
      's1,Movie,First,G',
      's2,Opera,Second,G',
      's3,TV Show,Third,R',
    );
    const first = await world.marquee('import', 'titles', path, '--json');
    expect(first.exitCode).toBe(0);
    expect(JSON.parse(first.stdout)).toMatchObject({
      accepted: 2,
      refused: 1,
      examples: [{ line: 3, code: 'invalid-item' }],
      items: { created: 2 },
    });
    expect((await world.itemStore.get('s3'))!.item).toMatchObject({ type: 'series', maturity: 'adult' });
    const second = JSON.parse((await world.marquee('import', 'titles', path, '--json')).stdout);
    expect(second.items).toEqual({ created: 0, changed: 0, unchanged: 2 });
    // A catalogue has no events: no journal is opened for it.
    expect(world.finished).toBe(0);
  });

  test('a file of another kind is a bad argument', async () => {
    const { exitCode, stderr } = await createWorld().marquee('import', 'titles', file('x.csv', 'a,b', '1,2'));
    expect(exitCode).toBe(2);
    expect(stderr).toContain('show_id (or itemId, or id) and title');
    expect((await createWorld().marquee('import', 'titles', join(folder, 'absent.csv'))).exitCode).toBe(2);
  });
});

describe('import gorse', () => {
  const feedback = (FeedbackType: string) => ({
    FeedbackType,
    UserId: 'ada',
    ItemId: 'i1',
    Value: 0,
    Timestamp: '2021-10-24T06:42:20Z',
  });

  test('feedback is journalled as events; an unknown type says how to map it', async () => {
    const world = createWorld();
    const path = file('feedback.jsonl', feedback('like'), feedback('share'));
    const { exitCode, stdout } = await world.marquee('import', 'gorse', path);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('1 records taken, 1 refused');
    expect(stdout).toContain('--map share=EVENT');
    expect(stdout).not.toContain('ada');
    expect(world.events.map(({ type, origin, userKey }) => [type, origin, userKey])).toEqual([
      ['rate', 'import', 'key-ada'],
    ]);
    expect(world.finished).toBe(1);
  });

  test('--map may be given again and again; a wrong one is a bad argument before anything is read', async () => {
    const world = createWorld();
    const path = file('feedback.jsonl', feedback('like'), feedback('share'));
    await world.marquee('import', 'gorse', path, '--map', 'share=click', '--map', 'like=list-add');
    expect(world.events.map(({ type }) => type)).toEqual(['list-add', 'click']);
    const { exitCode } = await world.marquee('import', 'gorse', path, '--map', 'share=dance');
    expect(exitCode).toBe(2);
    expect(world.opened).toBe(1);
  });

  test('fails when nothing at all could be taken', async () => {
    const users = file('users.jsonl', { UserId: 'no good id', Labels: [], Comment: '' });
    expect((await createWorld().marquee('import', 'gorse', users)).exitCode).toBe(1);
  });

  test('users are taken as profiles', async () => {
    const world = createWorld();
    const users = file('users.jsonl', { UserId: 'u1', Labels: { region: 'NO' }, Comment: '' });
    expect((await world.marquee('import', 'gorse', users)).exitCode).toBe(0);
    expect(world.userChanges).toMatchObject([{ userKey: 'key-u1', attributes: { region: 'NO', labels: [] } }]);
    expect(world.finished).toBe(1);
  });
});

describe('import metarank', () => {
  const log = () =>
    file(
      'events.jsonl',
      { event: 'item', id: 'e', timestamp: '1599391467000', item: 'b', fields: [{ name: 'title', value: 'B' }] },
      { event: 'ranking', id: 'r1', timestamp: '1599391467000', user: 'u1', items: [{ id: 'a' }, { id: 'b' }] },
      {
        event: 'interaction',
        id: 'e',
        ranking: 'r1',
        timestamp: '1599391468000',
        user: 'u1',
        type: 'click',
        item: 'b',
      },
    );

  test('rankings are journalled as decisions before the events that answer them, items stored', async () => {
    const world = createWorld();
    const { exitCode, stdout } = await world.marquee('import', 'metarank', log(), '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      accepted: 3,
      refused: 0,
      items: { created: 1 },
      events: 1,
      decisions: 1,
    });
    const [decision] = world.decisions;
    expect(decision).toMatchObject({ origin: 'import', userKey: 'key-u1', rowIds: ['imported'] });
    expect([...decision!.slots.itemNo]).toEqual([...(await world.itemNumbers.resolve(['a', 'b']))]);
    expect(world.events[0]).toMatchObject({
      type: 'click',
      impressionIds: [`${decision!.recommendationId}.0.1`],
      origin: 'import',
    });
    await world.marquee('import', 'metarank', log());
    expect(world.decisions[1]!.recommendationId).toBe(decision!.recommendationId);
    expect(world.events[1]!.eventId).toBe(world.events[0]!.eventId);
  });

  test('fails when the journal cannot take a decision', async () => {
    const world = createWorld();
    world.failSink = new MarqueeError('journal-unavailable', 'The disk is full.');
    const { exitCode, stderr } = await world.marquee('import', 'metarank', log());
    expect(exitCode).toBe(1);
    expect(stderr).toContain('The disk is full.');
    expect(world.finished).toBe(0);
  });
});
