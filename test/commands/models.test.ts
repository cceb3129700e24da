import { describe, expect, test } from '@jest/globals';
import { aManifest, createWorld, NOW_MS } from './support.ts';

const CHANGE = { atMs: NOW_MS, actor: 'test', reason: '' };

async function worldWithModels() {
  const manifests = [aManifest('v1'), aManifest('v2')];
  const world = createWorld({ manifests });
  for (const manifest of [...manifests, aManifest('no-files')]) {
    await world.modelRegistry.record(manifest, 'candidate', CHANGE);
  }
  return world;
}

describe('models', () => {
  test('list shows what was recorded and which is live', async () => {
    const world = await worldWithModels();
    await world.modelRegistry.promote('v1', CHANGE);
    const { items } = JSON.parse((await world.marquee('models', 'list', '--json')).stdout);
    expect(
      Object.fromEntries(items.map((model: { version: string; state: string }) => [model.version, model.state])),
    ).toEqual({
      v1: 'live',
      v2: 'candidate',
      'no-files': 'candidate',
    });
    expect((await world.marquee('models', 'list')).stdout).toContain('v1');
    expect((await createWorld().marquee('models', 'list')).stdout).toBe('none\n');
  });

  test('list says whose package came before and whether it is signed', async () => {
    const world = await worldWithModels();
    const { items } = JSON.parse((await world.marquee('models', 'list', '--json')).stdout);
    expect(items[0]).toMatchObject({ parent: null, signature: { status: 'unsigned', keyId: null } });
    expect((await world.marquee('models', 'list')).stdout).toMatch(/parent +signature/);
  });

  test('show --card is one page of markdown', async () => {
    const world = await worldWithModels();
    const { stdout, exitCode } = await world.marquee('models', 'show', 'v2', '--card');
    expect([exitCode, stdout.split('\n')[0]]).toEqual([0, '# Model v2']);
    const asJson = await world.marquee('models', 'show', 'v2', '--card', '--json');
    expect(JSON.parse(asJson.stdout)).toEqual({ version: 'v2', card: stdout.trimEnd() });
  });

  test('promote and rollback look at the files first, and say who did it and why', async () => {
    const world = await worldWithModels();
    await world.marquee('models', 'promote', 'v1', '--reason', 'first');
    await world.marquee('models', 'promote', 'v2');
    await world.marquee('models', 'rollback', '--reason', 'complaints');
    expect(world.checked).toEqual(['v1', 'v2', 'v1']);
    const made = world.audited.filter(({ action }) => action !== 'model.record');
    expect(made.map(({ action, object, actor, reason }) => [action, object, actor, reason])).toEqual([
      ['model.promote', 'v1', 'command', 'first'],
      ['model.promote', 'v2', 'command', ''],
      ['model.rollback', 'v1', 'command', 'complaints'],
    ]);
  });

  test('an older package is refused to promote and taken by a rollback that names it', async () => {
    const world = await worldWithModels();
    const { data, ...manifest } = aManifest('v2');
    const newer = { ...manifest, version: 'newer', data: { ...data, untilMs: data.untilMs + 1 } };
    await world.modelRegistry.record(newer, 'candidate', CHANGE);
    await world.modelRegistry.promote('newer', CHANGE);
    const { exitCode, stdout } = await world.marquee('models', 'promote', 'v2', '--json');
    expect([exitCode, JSON.parse(stdout).error.code]).toEqual([1, 'precondition-failed']);
    const back = await world.marquee('models', 'rollback', 'v2', '--json');
    expect(JSON.parse(back.stdout)).toEqual({ version: 'v2', state: 'live' });
    expect(world.audited.at(-1)).toMatchObject({ action: 'model.rollback', object: 'v2' });
  });

  test('show has the metrics of every stage', async () => {
    const world = await worldWithModels();
    const { stdout, exitCode } = await world.marquee('models', 'show', 'v2');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('hr@10');
    expect(stdout).toContain('0.13');
    expect(JSON.parse((await world.marquee('models', 'show', 'v2', '--json')).stdout).manifest).toEqual(
      aManifest('v2'),
    );
  });

  test('promote makes a package live and rollback the one before it', async () => {
    const world = await worldWithModels();
    expect((await world.marquee('models', 'promote', 'v1')).exitCode).toBe(0);
    expect((await world.marquee('models', 'promote', 'v2')).exitCode).toBe(0);
    expect(await world.modelRegistry.live()).toBe('v2');
    const { stdout } = await world.marquee('models', 'rollback', '--json');
    expect(JSON.parse(stdout)).toEqual({ version: 'v1', state: 'live' });
    expect(await world.modelRegistry.live()).toBe('v1');
  });

  test.each([
    ['an unknown version', ['promote', 'v9']],
    ['a version whose files are gone', ['promote', 'no-files']],
    ['an unknown version', ['show', 'v9']],
    ['nothing to go back to', ['rollback']],
    ['a rollback to an unknown version', ['rollback', 'v9']],
  ])('%s fails with unknown-model and changes nothing: %j', async (_, argv) => {
    const world = await worldWithModels();
    const { exitCode, stdout } = await world.marquee('models', ...argv, '--json');
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout).error.code).toBe('unknown-model');
    expect(await world.modelRegistry.live()).toBeNull();
  });
});
