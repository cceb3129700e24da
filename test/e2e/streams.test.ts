import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import type { Page } from '../../src/domain/page.ts';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { anItem } from '../support/items.ts';
import { type NatsServers, startNats } from '../support/nats-server.ts';
import { eventually, startTestService, type TestService } from '../support/service.ts';
import { leaderOf } from '../support/stream-leader.ts';
import { judgeTotalQueue, NO_FAULTS } from '../support/total-queue.ts';

/** Two replicas, each with a journal of its own, that share the events of all users in a stream on three servers. */
describe('replicas that share a stream', () => {
  let nats: NatsServers;
  let one: TestService;
  let other: TestService;
  let postgres: FaultProxy;
  beforeAll(async () => {
    nats = await startNats({ size: 3 });
    one = await startTestService({
      env: { NATS_URL: nats.url },
      databaseUrl: async (real) => {
        postgres = await startFaultProxy(real);
        return postgres.url;
      },
    });
    other = await one.replica();
    const lines = Array.from({ length: 12 }, (_, n) => JSON.stringify(anItem(`film-${n}`, { genres: ['Drama'] })));
    const headers = { 'content-type': 'application/x-ndjson' };
    const raw = lines.join('\n');
    expect((await one.call('POST', '/v1/items', { as: 'editor', raw, headers })).body.accepted).toBe(12);
    await Promise.all([one.refresh(), other.refresh()]);
    for (const service of [one, other]) await untilUp(service);
  }, 240_000);
  afterAll(async () => {
    postgres?.mend();
    await other?.stop();
    await one?.destroy();
    await postgres?.close();
    await nats?.stop();
  }, 60_000);

  const readyz = async (service: TestService) =>
    (await (await fetch(`${service.adminUrl}/readyz`)).json()) as { dependencies: Record<string, string> };
  const untilUp = (service: TestService) =>
    eventually(
      () => readyz(service),
      ({ dependencies }) => dependencies.nats === 'up',
      60_000,
    );
  const home = async (service: TestService, userId: string): Promise<Page> =>
    (await service.call('GET', `/v1/users/${userId}/home?rows=20&items=50&rowIds=popular,genre:drama`)).body;
  const shown = (page: Page): string[] => page.rows.flatMap((row) => row.items.map((slot) => slot.itemId));
  const completed = (userId: string, eventId: string, itemId: string) => ({
    eventId,
    type: 'complete',
    userId,
    itemId,
    timestamp: new Date().toISOString(),
    portion: 1,
  });
  const say = (service: TestService, ...events: object[]) => service.call('POST', '/v1/events', { json: { events } });
  const storedEventIds = async (): Promise<string[]> => {
    const client = new Client({ connectionString: one.databaseUrl, options: '-c search_path=marquee' });
    await client.connect();
    try {
      return (await client.query('SELECT event_id FROM events')).rows.map((row) => row.event_id);
    } finally {
      await client.end();
    }
  };

  test('what is told to one shows on the next page of the other', async () => {
    expect(shown(await home(other, 'anna'))).toContain('film-3');
    expect((await say(one, completed('anna', 'a1', 'film-3'))).status).toBe(202);
    await eventually(
      () => home(other, 'anna'),
      (page) => !shown(page).includes('film-3'),
      5000,
    );
  });

  test('with Postgres away, too; and it is in the log afterwards, once, however often it was sent', async () => {
    postgres.cut();
    const event = completed('bert', 'b1', 'film-4');
    for (const service of [one, other, one]) expect((await say(service, event)).status).toBe(202);
    for (const service of [one, other]) {
      const page = await eventually(
        () => home(service, 'bert'),
        (answer) => !shown(answer).includes('film-4'),
        5000,
      );
      expect(page.logged).toBe(true);
    }
    postgres.mend();
    await one.settled();
    expect((await storedEventIds()).filter((id) => id === 'b1')).toEqual(['b1']);
  });

  test('a profile put at one is read back at once, there and at the other', async () => {
    const profile = { region: 'SE', language: 'sv', maturity: 'teen', labels: [] };
    expect((await one.call('PUT', '/v1/users/carl', { json: profile })).status).toBe(201);
    for (const service of [one, other]) expect((await service.call('GET', '/v1/users/carl')).body).toEqual(profile);
  });

  test('what was seen of a page of the other counts, though it was told here', async () => {
    const page = await home(other, 'dora');
    const impressionIds = page.rows[0]!.items.map((slot) => slot.impressionId);
    const timestamp = new Date().toISOString();
    expect((await say(one, { eventId: 'v1', type: 'viewed', userId: 'dora', timestamp, impressionIds })).status).toBe(
      202,
    );
    // A viewed event whose page is nobody's is merged, too, but only after its grace.
    await Promise.all([one.settled(), other.settled()]);
    const store = await one.context.userStates();
    expect(await store.read(one.context.userKeyOf('dora'))).not.toBeNull();
  });

  test('a leader that is killed under load costs no acknowledged event and doubles none, and soon events are taken again', async () => {
    const attempted: string[] = [];
    const acknowledged: string[] = [];
    const before = new Set(await storedEventIds());
    let stopped = false;
    /** As a client does: what is refused is sent again, unchanged, to whoever answers. */
    async function keepSending(sender: number): Promise<void> {
      for (let call = 0; !stopped; call++) {
        const events = Array.from({ length: 20 }, (_, n) =>
          completed(`viewer-${(call * 20 + n) % 50}`, `load-${sender}-${call}-${n}`, `film-${n % 12}`),
        );
        attempted.push(...events.map((event) => event.eventId));
        for (let turn = sender; ; turn++) {
          const { status } = await say(turn % 2 === 0 ? one : other, ...events);
          if (status === 202) break;
          expect(status).toBe(503);
          await sleep(100);
        }
        acknowledged.push(...events.map((event) => event.eventId));
      }
    }
    const enough = async (count: number) => {
      const from = acknowledged.length;
      await eventually(
        async () => acknowledged.length - from,
        (more) => more >= count,
        90_000,
      );
    };
    const senders = Promise.all(Array.from({ length: 6 }, (_, sender) => keepSending(sender)));
    await enough(500);
    const leader = await leaderOf(nats.url, 'marquee');
    const killed = nats.servers.find((server) => server.name === leader)!;
    await killed.kill();
    await enough(500);
    await killed.start();
    await enough(500);
    stopped = true;
    await senders;
    await Promise.all([one.settled(), other.settled()]);
    const stored = (await storedEventIds()).filter((id) => !before.has(id));
    const verdict = judgeTotalQueue({ attempted, acknowledged, stored });
    expect(verdict).toMatchObject(NO_FAULTS);
    expect(verdict.acknowledged).toBeGreaterThanOrEqual(1500);
  }, 240_000);

  test('with every server away no event is acknowledged and every page still comes, logged; back, all goes on', async () => {
    for (const server of nats.servers) await server.kill();
    expect((await say(one, completed('erik', 'e1', 'film-5'))).status).toBe(503);
    expect((await one.call('PUT', '/v1/users/erik', { json: {} })).status).toBe(503);
    expect(await home(other, 'erik')).toMatchObject({ logged: true });
    expect((await readyz(one)).dependencies.nats).toBe('down');
    await Promise.all(nats.servers.map((server) => server.start()));
    await Promise.all([untilUp(one), untilUp(other)]);
    await eventually(
      () => say(one, completed('erik', 'e1', 'film-5')),
      ({ status }) => status === 202,
      60_000,
    );
    await one.settled();
    expect((await storedEventIds()).filter((id) => id === 'e1')).toEqual(['e1']);
  }, 240_000);
});
