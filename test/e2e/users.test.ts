import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from '../../src/domain/page.ts';
import { anItem } from '../support/items.ts';
import { startTestService, type TestService } from '../support/service.ts';

const everywhere = Array.from({ length: 12 }, (_, n) => anItem(`film-${n}`, { genres: ['Drama'] }));
const swedish = anItem('swedish', { windows: [{ region: 'SE', from: null, until: null }] });
const grown = anItem('grown', { maturity: 'adult', genres: ['Drama'] });
const shown = (page: Page): string[] => page.rows.flatMap((row) => row.items.map((slot) => slot.itemId));

describe.each([
  ['Redis', {}],
  ['Postgres alone', { redisUrl: null }],
] as const)('users of a whole service on %s', (_, options) => {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService(options);
    const lines = [...everywhere, swedish, grown].map((item) => JSON.stringify(item)).join('\n');
    const headers = { 'content-type': 'application/x-ndjson' };
    expect((await service.call('POST', '/v1/items', { as: 'editor', raw: lines, headers })).body.accepted).toBe(14);
    await service.refresh();
  }, 60_000);
  afterAll(() => service.destroy(), 60_000);

  const send = async (...events: [userId: string, eventId: string, itemId: string][]) => {
    const timestamp = new Date().toISOString();
    const json = {
      events: events.map(([userId, eventId, itemId]) => ({
        userId,
        eventId,
        itemId,
        timestamp,
        type: 'complete',
        portion: 1,
      })),
    };
    expect((await service.call('POST', '/v1/events', { json })).body).toEqual({
      accepted: events.length,
      rejected: [],
    });
  };
  const pageOf = async (userId: string, query = ''): Promise<Page> =>
    (await service.call('GET', `/v1/users/${userId}/home?rows=20&items=50${query}`)).body;
  /** Rows that leave out what was watched. */
  const unwatched = '&rowIds=top-picks,popular,genre:drama';

  test('a profile that was put is read back at once, and the next page keeps to it', async () => {
    expect(shown(await pageOf('p1'))).toEqual(expect.arrayContaining(['film-1', 'grown']));
    const profile = { region: 'SE', language: 'sv', maturity: 'teen', labels: ['trial'] };
    const put = await service.call('PUT', '/v1/users/p1', { json: profile });
    expect([put.status, put.body]).toEqual([201, profile]);
    expect((await service.call('GET', '/v1/users/p1')).body).toEqual(profile);
    const page = shown(await pageOf('p1', '&maturity=adult'));
    expect(page).toContain('swedish');
    expect(page).not.toContain('grown');
    expect(shown(await pageOf('p1', '&region=GB'))).not.toContain('swedish');
    expect((await service.call('PUT', '/v1/users/p1', { json: {} })).status).toBe(200);
    expect(shown(await pageOf('p1'))).toContain('grown');
  });

  test('a user token shows its user’s page under its ceilings, and takes this user’s events alone', async () => {
    const { body } = await service.call('POST', '/v1/users/p2/token', { json: { maturityMax: 'teen', region: 'SE' } });
    const headers = { authorization: `Bearer ${body.token}` };
    const answer = await service.call('GET', '/v1/users/p2/home?rows=20&items=50&maturity=adult&region=GB', {
      headers,
    });
    expect(answer.status).toBe(200);
    expect(shown(answer.body)).toContain('swedish');
    expect(shown(answer.body)).not.toContain('grown');
    expect(JSON.stringify(answer.body)).not.toMatch(/"(score|propensity|models)"/);
    expect((await service.call('GET', '/v1/users/p1/home', { headers })).status).toBe(403);
    expect((await service.call('GET', '/v1/users/p2', { headers })).status).toBe(403);
    const event = { type: 'click', itemId: 'film-1', timestamp: new Date().toISOString() };
    const events = ['p2', 'p1'].map((userId) => ({ ...event, userId, eventId: `by-${userId}` }));
    const sent = await service.call('POST', '/v1/events', { headers, json: { events } });
    expect(sent.body).toMatchObject({ accepted: 1, rejected: [{ index: 1, code: 'forbidden-user' }] });
  });

  test('a token’s page keeps to the profile of its user, whether or not the device names the user', async () => {
    const similar = async (headers?: Record<string, string>, query = '') =>
      shown((await service.call('GET', `/v1/items/film-1/similar?limit=50${query}`, { headers })).body);
    expect(await similar()).toContain('grown');
    await service.call('PUT', '/v1/users/p4', { json: { maturity: 'kids' } });
    const { body } = await service.call('POST', '/v1/users/p4/token');
    const headers = { authorization: `Bearer ${body.token}` };
    for (const query of ['', '&userId=p4', '&maturity=adult']) {
      const items = await similar(headers, query);
      expect(items).toContain('film-2');
      expect(items).not.toContain('grown');
    }
  });

  test('what an anonymous user did before and does after a merge shows on the known user’s page; the log knows both', async () => {
    await send(['phone', 'a1', 'film-2'], ['anna', 'a2', 'film-3']);
    await service.settled();
    expect(shown(await pageOf('anna', unwatched))).toContain('film-2');
    for (let again = 0; again < 2; again++) {
      expect((await service.call('PUT', '/v1/users/anna/merge/phone')).status).toBe(200);
    }
    await send(['phone', 'a3', 'film-4']);
    await service.settled();
    const userKey = service.context.userKeyOf('anna');
    const owners = new Map<string, string>();
    for await (const batch of service.context.logStore.events({ origins: ['app'] })) {
      for (const event of batch) owners.set(event.eventId, event.userKey);
    }
    expect([owners.get('a1'), owners.get('a2'), owners.get('a3')]).toEqual([userKey, userKey, userKey]);
    const seen = shown(await pageOf('anna', unwatched));
    expect(seen.filter((itemId) => ['film-2', 'film-3', 'film-4'].includes(itemId))).toEqual([]);
    expect(shown(await pageOf('phone'))).toContain('film-3');
  });

  test('profiles, merges and tokens outlive a restart', async () => {
    await service.call('PUT', '/v1/users/p3', { json: { maturity: 'kids' } });
    const { body } = await service.call('POST', '/v1/users/p3/token');
    service = await service.restart();
    expect((await service.call('GET', '/v1/users/p3')).body.maturity).toBe('kids');
    const headers = { authorization: `Bearer ${body.token}` };
    const answer = await service.call('GET', '/v1/users/p3/home', { headers });
    expect(answer.status).toBe(200);
    expect(shown(answer.body)).not.toContain('grown');
    await send(['phone', 'a4', 'film-5']);
    await service.settled();
    expect(shown(await pageOf('anna', unwatched))).not.toContain('film-5');
  }, 30_000);
});
