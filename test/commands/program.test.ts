import { describe, expect, test } from '@jest/globals';
import { createWorld } from './support.ts';

const VERBS = [
  ['import', 'movielens'],
  ['import', 'items'],
  ['import', 'events'],
  ['keys', 'create'],
  ['keys', 'list'],
  ['keys', 'revoke'],
  ['migrate'],
  ['models', 'list'],
  ['models', 'show'],
  ['models', 'promote'],
  ['models', 'rollback'],
  ['simulate'],
];

describe('every command', () => {
  test.each(VERBS)('%s %s says what it takes on --help, --json among it, and touches nothing', async (...verb) => {
    const world = createWorld();
    const { exitCode, stdout, stderr } = await world.marquee(...verb, '--help');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain(`Usage: marquee ${verb.join(' ')}`);
    expect(stdout).toContain('--json');
    expect(world.opened).toBe(0);
  });

  test.each([
    [[]],
    [['kyes']],
    [['--bogus']],
    [['keys']],
    [['keys', 'crate']],
    [['keys', 'create']],
    [['keys', 'create', '--role', 'boss']],
    [['keys', 'create', '--role', 'app', '--origin', 'import']],
    [['keys', 'create', '--role', 'app', '--name', 'x'.repeat(201)]],
    [['keys', 'revoke']],
    [['keys', 'list', 'extra']],
    [['models', 'promote']],
    [['import', 'movielens']],
    [['import', 'movielens', 'test/no-such-folder']],
    [['import', 'movielens', 'src']],
    [['import', 'items', 'test/no-such-file']],
    [['import', 'items', 'src']],
    [['import', 'events', '-', '--loud']],
    [['simulate', '--users', '0']],
    [['simulate', '--users', '1.5']],
    [['simulate', '--seed', '']],
    [['simulate', '--base-url', 'ftp://here']],
    [['migrate', '--dry']],
  ])('bad arguments end with 2 and a line that helps: %j', async (argv) => {
    const world = createWorld();
    const { exitCode, stdout, stderr } = await world.marquee(...argv);
    expect(exitCode).toBe(2);
    expect(world.opened).toBe(0);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^(error: .{10,}|Usage: marquee)/);
  });

  test('a misspelt command is told what was probably meant', async () => {
    expect((await createWorld().marquee('kyes')).stderr).toContain('Did you mean keys?');
  });

  test('with --json a failure is JSON on stdout too', async () => {
    const { exitCode, stdout } = await createWorld().marquee('keys', 'revoke', 'key_0', '--json');
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toEqual({ error: { code: 'unknown-key', detail: expect.stringContaining('key_0') } });
    const bad = await createWorld().marquee('keys', 'create', '--json');
    expect(JSON.parse(bad.stdout)).toEqual({
      error: { code: 'bad-argument', detail: expect.stringContaining('--role') },
    });
  });

  test('the stores are closed after success and after failure', async () => {
    const world = createWorld();
    await world.marquee('keys', 'list');
    await world.marquee('keys', 'revoke', 'key_0');
    expect([world.opened, world.closed]).toEqual([2, 2]);
  });
});

describe('migrate', () => {
  test('runs the migrations, or tells them with --dry-run', async () => {
    const world = createWorld();
    const ran = await world.marquee('migrate', '--json');
    const planned = await world.marquee('migrate', '--dry-run', '--json');
    expect(JSON.parse(ran.stdout)).toEqual({ dryRun: false, migrations: ['0001_foundations'] });
    expect(JSON.parse(planned.stdout)).toEqual({ dryRun: true, migrations: ['0001_foundations'] });
    expect(world.migrations).toEqual([false, true]);
  });
});
