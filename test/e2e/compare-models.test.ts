import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { publishModel } from '../../bench/synthetic/model.ts';
import { copyPackage } from '../support/copy-package.ts';
import { runMarquee } from '../support/run-marquee.ts';
import { eventually, startTestService, type TestService } from '../support/service.ts';
import { event, fillSmallWorld } from '../support/small-world.ts';

/** The commands of an operator who looks at packages, on the stores of a service that runs. */
describe('models at the command line', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startTestService();
    await fillSmallWorld(service);
    await publishModel(service.context, 1);
    await copyPackage(service, 'm-bench', 'm-copy');
    const home = async (user: string) => (await service.call('GET', `/v1/users/${user}/home?rows=4&items=12`)).body;
    await eventually(
      () => home('v0'),
      (page) => page.models.ranker === 'm-bench',
      10_000,
    );
    for (let user = 1; user <= 6; user++) await home(`v${user}`);
    // What is done later is not known of a page that was served before.
    const later = [1, 2, 3].map((user) => event('play', `v${user}`, 'Horror-7', `later-${user}`));
    expect((await service.call('POST', '/v1/events', { json: { events: later } })).status).toBe(202);
    await service.settled();
  }, 120_000);

  afterAll(() => service.destroy());

  test('compare makes logged pages again from what was known then: of two packages that are one nothing differs', async () => {
    const { code, stdout, stderr } = await runMarquee(service, [
      'models',
      'compare',
      'm-bench',
      'm-copy',
      '--decisions',
      '5',
      '--json',
    ]);
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ a: 'm-bench', b: 'm-copy', origin: 'app', pages: 5, samePages: 5, degraded: 0, k: 10 },
      overlap: { count: 5, mean: 1 },
      scoreShift: { mean: 0 },
      rows: { changed: 0, onlyInA: 0, onlyInB: 0 },
    });
    expect(stderr).toContain('5 home pages of origin app');
  }, 60_000);

  test('promote and rollback check the files first, swap the running service, and leave who and why', async () => {
    const promoted = await runMarquee(service, ['models', 'promote', 'm-copy', '--reason', 'to see', '--json']);
    expect([promoted.code, JSON.parse(promoted.stdout)]).toEqual([0, { version: 'm-copy', state: 'live' }]);
    await eventually(
      async () => (await service.readiness()).model,
      (model) => model === 'm-copy',
      10_000,
    );
    const back = await runMarquee(service, ['models', 'rollback', '--json']);
    expect(JSON.parse(back.stdout)).toEqual({ version: 'm-bench', state: 'live' });
    const entries = await service.context.auditLog.list({ limit: 2 });
    expect(entries.map(({ action, object, actor, reason }) => [action, object, actor, reason])).toEqual([
      ['model.rollback', 'm-bench', 'command', ''],
      ['model.promote', 'm-copy', 'command', 'to see'],
    ]);
  }, 60_000);
});
