import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from '../../src/domain/page.ts';
import { anItem } from '../support/items.ts';
import { eventually, startTestService, type TestService } from '../support/service.ts';

/** What a viewer said and takes back, over HTTP against real stores: the page changes, and changes back. */
describe('taking back', () => {
  let service: TestService;
  let sent = 0;
  /** Seconds that one event lies after the one before it: their order is their times'. */
  const startedMs = Date.now() - 3_600_000;

  beforeAll(async () => {
    service = await startTestService();
    const items = Array.from({ length: 24 }, (_, at) =>
      anItem(`film-${at}`, { genres: [at < 12 ? 'Drama' : 'War'], releaseDate: '2025-01-01', durationS: 6000 }),
    );
    const raw = items.map((item) => JSON.stringify(item)).join('\n');
    const headers = { 'content-type': 'application/x-ndjson' };
    const answer = await service.call('POST', '/v1/items', { as: 'editor', raw, headers });
    expect(answer.body).toMatchObject({ accepted: 24, rejectedCount: 0 });
    await service.refresh();
  }, 60_000);

  afterAll(() => service.destroy());

  async function send(userId: string, type: string, itemId: string, more: object = {}): Promise<void> {
    sent++;
    const timestamp = new Date(startedMs + sent * 1000).toISOString();
    const event = { eventId: `taking-back-${sent}`, userId, type, itemId, timestamp, ...more };
    const answer = await service.call('POST', '/v1/events', { json: { events: [event] } });
    expect(answer.body).toEqual({ accepted: 1, rejected: [] });
  }

  const pageOf = async (userId: string): Promise<Page> =>
    (await service.call('GET', `/v1/users/${userId}/home?items=30&rows=10`)).body;
  const shows = (page: Page, itemId: string): boolean =>
    page.rows.some(({ items }) => items.some((slot) => slot.itemId === itemId));
  const row = (page: Page, kind: string) => page.rows.find((candidate) => candidate.kind === kind);
  const becomes = (userId: string, isWanted: (page: Page) => boolean) =>
    eventually(() => pageOf(userId), isWanted, 2000);

  test('a hidden title is gone from every row, and back when it is shown again', async () => {
    expect(shows(await pageOf('ann'), 'film-3')).toBe(true);
    await send('ann', 'hide', 'film-3');
    await becomes('ann', (page) => !shows(page, 'film-3'));
    await send('ann', 'unhide', 'film-3');
    await becomes('ann', (page) => shows(page, 'film-3'));
  });

  test('hiding what was begun takes it off continue-watching, unhiding brings it back where it was', async () => {
    await send('bea', 'progress', 'film-5', { portion: 0.5 });
    const resume = { itemId: 'film-5', season: null, episode: null, portion: 0.5, positionS: 3000 };
    const begun = await becomes('bea', (page) => row(page, 'continue-watching') !== undefined);
    expect(row(begun, 'continue-watching')!.items[0]).toMatchObject({ itemId: 'film-5', resume });
    await send('bea', 'hide', 'film-5');
    await becomes('bea', (page) => !shows(page, 'film-5'));
    await send('bea', 'unhide', 'film-5');
    const back = await becomes('bea', (page) => row(page, 'continue-watching') !== undefined);
    expect(row(back, 'continue-watching')!.items[0]).toMatchObject({ itemId: 'film-5', resume });
  });

  test('what is dismissed leaves continue-watching alone, and comes back when it is watched on', async () => {
    await send('cem', 'progress', 'film-6', { portion: 0.3 });
    await becomes('cem', (page) => row(page, 'continue-watching') !== undefined);
    await send('cem', 'dismiss', 'film-6');
    const dismissed = await becomes('cem', (page) => row(page, 'continue-watching') === undefined);
    expect(shows(dismissed, 'film-6')).toBe(true);
    await send('cem', 'progress', 'film-6', { portion: 0.4 });
    const again = await becomes('cem', (page) => row(page, 'continue-watching') !== undefined);
    expect(row(again, 'continue-watching')!.items[0]!.resume).toMatchObject({ itemId: 'film-6', portion: 0.4 });
  });

  test('an opinion taken back seeds no row any more, and the title stays watched', async () => {
    await send('dan', 'rate', 'film-7', { value: 1 });
    const rated = await becomes('dan', (page) => row(page, 'because-you-watched') !== undefined);
    expect(row(rated, 'because-you-watched')!.seed!.itemId).toBe('film-7');
    await send('dan', 'rate', 'film-7', { value: null });
    const takenBack = await becomes('dan', (page) => row(page, 'because-you-watched') === undefined);
    expect(shows(takenBack, 'film-7')).toBe(false);
  });

  test('a bad opinion silences what was watched, and taken back lets it speak again', async () => {
    await send('eva', 'complete', 'film-8', { portion: 1 });
    await becomes('eva', (page) => row(page, 'because-you-watched') !== undefined);
    await send('eva', 'rate', 'film-8', { value: -1 });
    await becomes('eva', (page) => row(page, 'because-you-watched') === undefined);
    await send('eva', 'rate', 'film-8', { value: null });
    const again = await becomes('eva', (page) => row(page, 'because-you-watched') !== undefined);
    expect(row(again, 'because-you-watched')!.seed!.itemId).toBe('film-8');
  });

  test('what is taken back late changes nothing that was said after it', async () => {
    await send('fay', 'hide', 'film-9');
    await becomes('fay', (page) => !shows(page, 'film-9'));
    const answer = await service.call('POST', '/v1/events', {
      json: {
        events: [
          {
            eventId: 'late',
            userId: 'fay',
            type: 'unhide',
            itemId: 'film-9',
            timestamp: new Date(startedMs - 60_000).toISOString(),
          },
        ],
      },
    });
    expect(answer.body.accepted).toBe(1);
    await service.settled();
    expect(shows(await pageOf('fay'), 'film-9')).toBe(false);
  });
});
