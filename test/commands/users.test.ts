import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { createWorld, NOW_MS } from './support.ts';

const folder = mkdtempSync(join(tmpdir(), 'marquee-users-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs `users hash` over a file with this text. */
async function hash(text: string, ...options: string[]) {
  const path = join(folder, 'ids');
  writeFileSync(path, text);
  const world = createWorld();
  return { ...(await world.marquee('users', 'hash', path, ...options)), audited: world.audited };
}

describe('users hash', () => {
  test('ids, one a line: the key of each, in order, under a header; blank lines are none', async () => {
    const { exitCode, stdout, stderr } = await hash('zoe\nada\r\n\n zoe \n');
    expect(exitCode).toBe(0);
    expect(stdout).toBe('userId,userKey\nzoe,key-zoe\nada,key-ada\nzoe,key-zoe\n');
    expect(stderr).toBe('3 ids hashed.\n');
  });

  test.each([['userId,plan\nada,"gold, yearly"\n"zoe",none\n'], ['\uFEFFuser_id\nada\nzoe\n'], ['ada,1\nzoe,2']])(
    'CSV: the first column, with a header or without: %j',
    async (text) => {
      expect((await hash(text)).stdout).toBe('userId,userKey\nada,key-ada\nzoe,key-zoe\n');
    },
  );

  test('--json: an object a line', async () => {
    const { stdout, stderr } = await hash('ada\nzoe\n', '--json');
    expect(stdout).toBe('{"userId":"ada","userKey":"key-ada"}\n{"userId":"zoe","userKey":"key-zoe"}\n');
    expect(JSON.parse(stderr)).toEqual({ users: 2, refused: 0 });
  });

  test('the audit has how many, and no id; of many a portion before its keys are out', async () => {
    const ids = Array.from({ length: 50_001 }, (_, n) => `u${n}`);
    const written: number[] = [];
    const world = createWorld({
      stdin: (async function* () {
        yield Buffer.from(ids.join('\n'));
      })(),
      onStdout: (text) => written.push(text.split('\n').length - 1, world.audited.length),
    });
    expect((await world.marquee('users', 'hash', '-')).exitCode).toBe(0);
    // Lines written, entries by then: the header, then each portion.
    expect(written).toEqual([1, 0, 50_000, 1, 1, 2]);
    expect(world.audited).toEqual(
      [50_000, 1].map((users) => ({
        atMs: NOW_MS,
        actor: 'command',
        action: 'users.hash',
        object: 'users',
        before: null,
        after: { users },
        reason: '',
      })),
    );
  });

  test('what is no id is left out, told by its line, and ends with 1; nothing is said of what it holds', async () => {
    const { exitCode, stdout, stderr, audited } = await hash('ada\nhello world\n,zoe\nzoe\n');
    expect(exitCode).toBe(1);
    expect(stdout).toBe('userId,userKey\nada,key-ada\nzoe,key-zoe\n');
    expect(stderr).toMatch(/^line 2: an id is .*\nline 3: .*\n2 ids hashed; 2 lines hold no id and were left out\.\n$/);
    expect(stderr).not.toMatch(/hello/);
    expect(audited.map(({ after }) => after)).toEqual([{ users: 2 }]);
  });

  test('quotes that do not match end it with 1: lines within them would pass for ids', async () => {
    const { exitCode, stdout, stderr, audited } = await hash('ada,"a\nnote\nof lines"\nzoe\n');
    expect(exitCode).toBe(1);
    expect(stdout).toBe('userId,userKey\n');
    expect(stderr).toMatch(/line 1: its quotes do not match/);
    expect(audited).toEqual([]);
  });

  test('2 without such a file, and nothing is opened', async () => {
    const world = createWorld();
    expect((await world.marquee('users', 'hash', join(folder, 'none'))).exitCode).toBe(2);
    expect((await world.marquee('users', 'hash')).exitCode).toBe(2);
    expect(world.opened).toBe(0);
  });
});
