import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makeKey } from '../../src/commands/keys.ts';
import type { Finding } from '../../src/domain/data-checks.ts';
import { createCatalogue, withChanges } from '../../src/features/catalogue-columns.ts';
import { watchLog } from '../../src/learning/data-checks/log-watch.ts';
import { runChecks } from '../../src/learning/data-checks/run-checks.ts';
import { readLog } from '../../src/learning/log/read-log.ts';
import { simulate } from '../../src/simulation/simulate.ts';
import { runMarquee } from '../support/run-marquee.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { complete, fillSmallWorld } from '../support/small-world.ts';

describe('data checks before a training', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startTestService();
    await fillSmallWorld(service);
  }, 120_000);

  afterAll(() => service.destroy());

  async function findings(): Promise<readonly Finding[]> {
    const { itemStore, logStore, clock } = service.context;
    let catalogue = createCatalogue([], 1);
    for await (const items of itemStore.changedSince(0)) catalogue = withChanges(catalogue, items, 1);
    const watch = watchLog(logStore);
    await readLog(watch.logStore, catalogue, { origins: ['app', 'import', 'simulate'] });
    const log = watch.watched();
    expect(log.events.length).toBeGreaterThan(1000);
    return runChecks(log, catalogue, { nowMs: clock.nowMs(), previous: null }).findings;
  }

  test('have nothing to say of a history and what simulated viewers did', async () => {
    const { key } = await makeKey(service.context, { role: 'app', name: 'simulator', origin: 'simulate' });
    const { clock } = service.context;
    const done = await simulate({
      baseUrl: service.baseUrl,
      appKey: key,
      users: 30,
      sessionsPerUser: 3,
      seed: 5,
      clock,
    });
    expect(done.pages).toBeGreaterThan(50);
    await service.settled();
    expect(await findings()).toEqual([]);
  }, 120_000);

  test('stop train with exit code 4 and the list; accepted by name, it goes on', async () => {
    const startMs = Date.now() - 40 * 24 * 3_600_000;
    for (let viewer = 0; viewer < 60; viewer++) {
      const again = Array.from({ length: 5 }, (_, n) =>
        complete(`v${viewer}`, `Horror-${n + 1}`, `one-${viewer}-${n}`, startMs + (viewer * 37 + n) * 60_000 + 17),
      );
      const copies = again.map((event) => ({ ...event, eventId: `other-${event.eventId}` }));
      const answer = await service.call('POST', '/v1/events', { json: { events: [...again, ...copies] } });
      expect(answer).toMatchObject({ status: 202, body: { accepted: 10 } });
    }
    await service.settled();
    const refused = await runMarquee(service, ['train', '--plan', '--json']);
    expect(refused.code).toBe(4);
    expect(JSON.parse(refused.stdout)).toMatchObject({
      error: { code: 'data-check-failed', detail: expect.stringContaining('--accept duplicate-events') },
      checks: [{ check: 'duplicate-events', severity: 'block', found: expect.stringMatching(/^300 events repeat/) }],
    });
    expect(refused.stderr).toContain('block  duplicate-events: 300 events repeat');
    const accepted = await runMarquee(service, ['train', '--plan', '--json', '--accept', 'duplicate-events']);
    expect([accepted.code, JSON.parse(accepted.stdout).outcome]).toEqual([0, 'planned']);
    expect(accepted.stderr).toContain('accepted  duplicate-events: 300 events repeat');
    const unknown = await runMarquee(service, ['train', '--plan', '--accept', 'no-such-check']);
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('There is no data check')]);
  }, 120_000);
});
