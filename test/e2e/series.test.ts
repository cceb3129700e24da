import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page, PageRow } from '../../src/domain/page.ts';
import { eventually, startTestService, type TestService } from '../support/service.ts';
import { complete, event } from '../support/small-world.ts';

const DAY_MS = 86_400_000;
const WITHIN_MS = 10_000;

/** A series from its import to what pages make of it, on real Postgres, Redis and HTTP. No model: none of this needs one. */
describe('a series', () => {
  // Longer than any wait in a test, on a machine that does much else.
  const TIMEOUT_MS = 240_000;
  let service: TestService;

  beforeAll(async () => {
    service = await startTestService();
    const films = Array.from({ length: 30 }, (_, at) => ({ ...itemOf(`film-${at}`), genres: ['Drama'] }));
    const gone = [{ region: '*', until: iso(Date.now() - DAY_MS) }];
    const later = [{ region: '*', from: iso(Date.now() + DAY_MS) }];
    const items = [
      ...films,
      { ...itemOf('show'), type: 'series', genres: ['Drama'] },
      episode('s0e1', 0, 1),
      episode('s1e1', 1, 1),
      // Its licence has ended; so nobody gets it, and nobody waits for it.
      { ...episode('s1e2', 1, 2), windows: gone },
      episode('s1e4', 1, 4),
      episode('s2e1', 2, 1),
      // To come: who is there waits.
      { ...episode('s2e2', 2, 2), windows: later },
      episode('s2e3', 2, 3),
    ];
    const { status, body } = await service.call('POST', '/v1/items', {
      as: 'editor',
      headers: { 'content-type': 'application/x-ndjson' },
      raw: items.map((item) => JSON.stringify(item)).join('\n'),
    });
    expect({ status, body }).toMatchObject({ status: 200, body: { accepted: items.length, rejected: [] } });
    // Somebody watches; of the series episodes alone.
    await send([
      ...films.slice(0, 10).map(({ itemId }, at) => event('play', `fan-${at}`, itemId, `usual-${at}`)),
      ...Array.from({ length: 12 }, (_, at) => complete(`fan-${at}`, at % 2 === 0 ? 's1e1' : 's2e1', `fans-${at}`)),
    ]);
    await service.settled();
  }, 120_000);

  afterAll(async () => {
    await service?.destroy();
  });

  test(
    'is popular by what was watched of its episodes, and stands there itself',
    async () => {
      const [row] = await eventually(
        async () => (await rowsOf('stranger', 'rows/popular')) ?? [],
        ([popular]) => popular?.items[0]?.itemId === 'show',
        WITHIN_MS,
      );
      expect(row!.items.map(({ itemId }) => itemId).filter(isEpisode)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  test(
    'goes on with the next episode there is, over the season, and waits for what is to come',
    async () => {
      const steps = [
        ['s1e1', { itemId: 's1e4', season: 1, episode: 4, portion: 0, positionS: 0 }],
        ['s1e4', { itemId: 's2e1', season: 2, episode: 1, portion: 0, positionS: 0 }],
        ['s2e1', undefined],
      ] as const;
      for (const [itemId, next] of steps) {
        await send([complete('viewer', itemId, `viewer-${itemId}`)]);
        await eventually(
          () => resumeOf('viewer'),
          (resume) => JSON.stringify(resume) === JSON.stringify(next),
          WITHIN_MS,
        );
      }
    },
    TIMEOUT_MS,
  );

  test(
    'begins after a special, and is where a viewer left it who was in the middle',
    async () => {
      await send([complete('newcomer', 's0e1', 'newcomer-special')]);
      await eventually(
        () => resumeOf('newcomer'),
        (resume) => resume?.itemId === 's1e1',
        WITHIN_MS,
      );
      await send([
        { ...event('progress', 'newcomer', 's2e1', 'newcomer-progress'), portion: 0.5 },
        complete('newcomer', 's0e1', 'newcomer-special-again'),
      ]);
      await eventually(
        () => resumeOf('newcomer'),
        (resume) => resume?.itemId === 's2e1' && resume.portion === 0.5,
        WITHIN_MS,
      );
    },
    TIMEOUT_MS,
  );

  test(
    'is named as the reason where an episode was liked, and never stands beside it, with a pin on an episode neither',
    async () => {
      const because = (rows: readonly PageRow[]) => rows.find(({ kind }) => kind === 'because-you-watched');
      await send([complete('admirer', 's1e1', 'admirer-1')]);
      const rows = await eventually(
        () => rowsOf('admirer', 'home?rows=20&items=4'),
        (all) => because(all) !== undefined,
        WITHIN_MS,
      );
      expect(because(rows)!.seed).toEqual({ itemId: 'show', title: 'show' });
      expect(namesOf(rows).filter((itemId) => itemId === 'show' || isEpisode(itemId))).toEqual(['show']);

      const pin = {
        itemId: 's2e1',
        rowId: 'popular',
        position: 0,
        from: iso(Date.now() - DAY_MS),
        until: iso(Date.now() + DAY_MS),
      };
      expect((await service.call('POST', '/v1/pins', { as: 'editor', json: pin })).status).toBe(201);
      const pinned = await eventually(
        () => rowsOf('stranger', 'home?rows=20&items=4'),
        (all) => namesOf(all).includes('s2e1'),
        WITHIN_MS,
      );
      expect(namesOf(pinned).filter((itemId) => itemId === 'show' || isEpisode(itemId))).toEqual(['s2e1']);
    },
    TIMEOUT_MS,
  );

  test(
    'blocked, it takes its episodes from every page, pinned or begun',
    async () => {
      const { status } = await service.call('POST', '/v1/items/show/block', {
        as: 'editor',
        json: { reason: 'a test' },
      });
      expect(status).toBe(200);
      for (const userId of ['stranger', 'newcomer']) {
        await eventually(
          () => rowsOf(userId, 'home?rows=20&items=4'),
          (rows) => !namesOf(rows).some((itemId) => itemId === 'show' || isEpisode(itemId)),
          WITHIN_MS,
        );
      }
    },
    TIMEOUT_MS,
  );

  async function rowsOf(userId: string, path: string): Promise<readonly PageRow[]> {
    const { status, body } = await service.call('GET', `/v1/users/${userId}/${path}`);
    expect(status).toBe(200);
    return (body as Page).rows;
  }

  async function resumeOf(userId: string) {
    const [row] = await rowsOf(userId, 'rows/continue-watching');
    return row?.items.find(({ itemId }) => itemId === 'show')?.resume;
  }

  async function send(events: readonly object[]): Promise<void> {
    const { status, body } = await service.call('POST', '/v1/events', { json: { events } });
    expect({ status, body }).toEqual({ status: 202, body: { accepted: events.length, rejected: [] } });
  }
});

const iso = (atMs: number): string => new Date(atMs).toISOString();
const itemOf = (itemId: string) => ({
  itemId,
  type: 'film',
  title: itemId,
  maturity: 'teen',
  windows: [{ region: '*' }],
});
const episode = (itemId: string, season: number, number: number) => ({
  ...itemOf(itemId),
  type: 'episode',
  seriesId: 'show',
  season,
  episode: number,
  durationS: 3000,
});
const isEpisode = (itemId: string): boolean => /^s\d+e\d+$/.test(itemId);
const namesOf = (rows: readonly PageRow[]): string[] => rows.flatMap(({ items }) => items.map(({ itemId }) => itemId));
