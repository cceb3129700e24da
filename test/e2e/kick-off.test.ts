import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from '../../src/domain/page.ts';
import { eventually, startTestService, type TestService } from '../support/service.ts';
import { event, fillSmallWorld, train } from '../support/small-world.ts';

const HOUR_MS = 3_600_000;
/** Plays of the item when it kicks off: ten times what is usual for everything together. KICK_OFF_EVENTS=20000 measures a bigger one. */
const EVENTS = Number(process.env.KICK_OFF_EVENTS ?? 4_000);
const USUAL = EVENTS / 10;
const A_USER = 5;
const A_CALL = 500;
const CALLS_AT_ONCE = 4;
const FINAL = 'the-final';
const NEWS = 'the-news';

/** One item that everybody wants at the same time, on real Postgres and HTTP, with the stats as fresh as by default. */
describe('a kick-off', () => {
  let service: TestService;

  beforeAll(async () => {
    // Whatever else the machine does, a page that is late here is no page of a lower rung: user states are read from Postgres, as Redis is
    // asked for a quarter of a second and no longer, and those who send the events share this process.
    service = await startTestService({ env: { STATS_REFRESH_S: '10', DEADLINE_MS: '60000' }, redisUrl: null });
    await fillSmallWorld(service);
    await train(service);
    const now = Date.now();
    const times = { startsAt: iso(now - HOUR_MS / 60), endsAt: iso(now + 48 * HOUR_MS) };
    await put({ ...itemOf(FINAL), type: 'live', ...times });
    await put({ ...itemOf(NEWS), type: 'clip', releaseDate: iso(now - HOUR_MS) });
    // Three days as all days are: some films are watched much, the two hardly at all.
    const days = Array.from({ length: USUAL }, (_, at) => {
      const itemId = at % 100 === 0 ? FINAL : at % 100 === 1 ? NEWS : `Comedy-${at % 8}`;
      return event('play', `usual-${Math.floor(at / A_USER)}`, itemId, `usual-${at}`, now - (at % 72) * HOUR_MS);
    });
    await send(days);
    await service.settled();
    await eventually(trending, (items) => items.length > 2 && items[0]!.startsWith('Comedy'), 30_000);
  }, 600_000);

  afterAll(async () => {
    await service?.destroy();
  });

  test.each([
    [FINAL, EVENTS],
    [NEWS, 2 * EVENTS],
  ])(
    'brings %s to the head of what is trending within 30 s, and harms no page',
    async (itemId, count) => {
      const traffic = startTraffic();
      const startedMs = performance.now();
      let sentMs = startedMs;
      try {
        const fan = (at: number) => `${itemId}-fan-${Math.floor(at / A_USER)}`;
        await send(Array.from({ length: count }, (_, at) => event('play', fan(at), itemId, `${itemId}-${at}`)));
        sentMs = performance.now();
        await eventually(trending, ([first]) => first === itemId, 30_000);
      } finally {
        await traffic.stop();
      }
      const seenMs = performance.now();
      const { pages, tookMs } = traffic;

      expect(pages.length).toBeGreaterThan(0);
      for (const { status, page } of pages) {
        expect({ status, rung: page.rung, logged: page.logged }).toEqual({ status: 200, rung: 'R0', logged: true });
        const items = itemsOf(page);
        expect(new Set(items).size).toBe(items.length);
        expect(items.length).toBeGreaterThan(20);
      }
      if (process.env.KICK_OFF_REPORT !== undefined) {
        const said = {
          itemId,
          events: count,
          sentMs: sentMs - startedMs,
          seenMs: seenMs - sentMs,
          ...percentiles(tookMs),
        };
        process.stdout.write(`${JSON.stringify(said)}\n`);
      }
    },
    600_000,
  );

  test('stands on the next page of somebody who did nothing, the match in the row of what is on', async () => {
    const { body } = await service.call('GET', '/v1/users/stranger/home?rows=20&items=50');
    const rowOf = (itemId: string) =>
      (body as Page).rows.find((row) => row.items.some((slot) => slot.itemId === itemId));
    expect(rowOf(FINAL)?.kind).toBe('live-now');
    expect(rowOf(NEWS)).toBeDefined();
  });

  /** What the row of that name shows somebody who did nothing. */
  async function trending(): Promise<string[]> {
    const { status, body } = await service.call('GET', '/v1/users/onlooker/rows/trending');
    expect(status).toBe(200);
    return itemsOf(body);
  }

  async function put(item: { itemId: string } & Record<string, unknown>): Promise<void> {
    const { status } = await service.call('PUT', `/v1/items/${item.itemId}`, { as: 'editor', json: item });
    expect(status).toBe(201);
  }

  async function send(events: readonly object[]): Promise<void> {
    const calls = Array.from({ length: Math.ceil(events.length / A_CALL) }, (_, at) =>
      events.slice(at * A_CALL, (at + 1) * A_CALL),
    );
    const lane = async () => {
      for (let call = calls.shift(); call !== undefined; call = calls.shift()) {
        const { status, body } = await service.call('POST', '/v1/events', { json: { events: call } });
        expect({ status, body }).toEqual({ status: 202, body: { accepted: call.length, rejected: [] } });
      }
    };
    await Promise.all(Array.from({ length: CALLS_AT_ONCE }, lane));
  }

  /** Pages of all kinds of users, one after the other, until told to stop. */
  function startTraffic() {
    const pages: { status: number; page: Page }[] = [];
    const tookMs: number[] = [];
    let stopped = false;
    const running = (async () => {
      for (let at = 0; !stopped; at++) {
        const fromMs = performance.now();
        const { status, body } = await service.call('GET', `/v1/users/${at % 3 === 0 ? 'new' : 'v'}${at % 120}/home`);
        tookMs.push(performance.now() - fromMs);
        pages.push({ status, page: body });
      }
    })();
    return {
      pages,
      tookMs,
      async stop() {
        stopped = true;
        await running;
      },
    };
  }
});

const iso = (atMs: number): string => new Date(atMs).toISOString();
const itemsOf = (page: Page): string[] => page.rows.flatMap((row) => row.items.map((slot) => slot.itemId));
const itemOf = (itemId: string) => ({ itemId, title: itemId, maturity: 'teen', windows: [{ region: '*' }] });

function percentiles(tookMs: number[]) {
  const sorted = tookMs.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.floor(share * (sorted.length - 1))]!);
  return { pages: sorted.length, p50Ms: at(0.5), p99Ms: at(0.99), mostMs: at(1) };
}
