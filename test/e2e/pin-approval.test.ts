import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makeKey } from '../../src/commands/keys.ts';
import type { Page } from '../../src/domain/page.ts';
import { eventually, startTestService, type TestAnswer, type TestService } from '../support/service.ts';
import { fillSmallWorld } from '../support/small-world.ts';

const HOUR_MS = 3_600_000;
const [FIRST, SECOND] = ['Documentary-39', 'Documentary-38'];

/** PINS_NEED_APPROVAL=1 on two replicas: one editor makes, another approves, and the pages of both show what two have seen. */
describe('four eyes on pins', () => {
  let first: TestService;
  let second: TestService;
  /** Of another editor. */
  let otherKey: string;

  beforeAll(async () => {
    first = await startTestService({ env: { PINS_NEED_APPROVAL: '1' } });
    await fillSmallWorld(first);
    second = await first.replica();
    ({ key: otherKey } = await makeKey(first.context, { role: 'editor', name: 'other', origin: 'app' }));
  }, 240_000);

  afterAll(async () => {
    await second?.destroy();
    await first.destroy();
  });

  /** By the editor who makes pins, on the first replica. */
  const make = (method: string, path: string, json?: unknown) => first.call(method, path, { as: 'editor', json });
  /** By the other one, on the second replica. */
  async function judge(pinId: string, verdict: 'approve' | 'reject', json?: unknown): Promise<TestAnswer> {
    const { headers } = await second.call('GET', `/v1/pins/${pinId}`, { as: 'editor' });
    const sent = { authorization: `Bearer ${otherKey}`, 'if-match': headers.get('etag')! };
    return second.call('POST', `/v1/pins/${pinId}/${verdict}`, { json, headers: sent });
  }

  async function pinned(service: TestService): Promise<readonly string[]> {
    const { status, body } = await service.call('GET', '/v1/users/somebody/home?rows=8&items=6&surface=tv');
    expect(status).toBe(200);
    const { rows } = body as Page;
    return rows.flatMap(({ items }) => items.filter((slot) => slot.pinned).map(({ itemId }) => itemId));
  }
  /** On the pages of both replicas, within a second where the machine is free: still before anybody would find it by polling. */
  async function everywhere(...itemIds: string[]): Promise<void> {
    for (const service of [first, second])
      await eventually(
        () => pinned(service),
        (found) => found.join() === itemIds.join(),
        4_000,
      );
  }
  /** A change that is on every page: whatever was made before it has come there too, if it was ever to come. */
  async function afterAnother(...itemIds: string[]): Promise<void> {
    const { body } = await make('POST', '/v1/pins', { ...draft, itemId: 'Documentary-1', position: 4 });
    expect((await judge(body.pin.pinId, 'approve')).status).toBe(200);
    await everywhere(...itemIds, 'Documentary-1');
    expect((await make('DELETE', `/v1/pins/${body.pin.pinId}`)).status).toBe(204);
    await everywhere(...itemIds);
  }

  const draft = {
    itemId: FIRST,
    rowKind: 'popular',
    position: 2,
    from: new Date(Date.now() - HOUR_MS).toISOString(),
    until: new Date(Date.now() + 48 * HOUR_MS).toISOString(),
    ifRowAbsent: 'insert',
    ifWatched: 'show',
  };
  let pinId: string;

  test('a new pin is on no page until another editor approved it, on whatever replica', async () => {
    const made = await make('POST', '/v1/pins', draft);
    expect(made).toMatchObject({ status: 201, body: { pin: { state: 'awaiting-approval' } } });
    pinId = made.body.pin.pinId;
    const own = await first.call('POST', `/v1/pins/${pinId}/approve`, { as: 'editor', headers: { 'if-match': '"1"' } });
    expect(own).toMatchObject({ status: 409, body: { code: 'own-change' } });
    await afterAnother();
    expect(await judge(pinId, 'approve')).toMatchObject({ status: 200, body: { pin: { state: 'live' } } });
    await everywhere(FIRST);
  }, 240_000);

  test('a change leaves on every page what is approved, is seen in a preview, and comes when it is approved', async () => {
    expect((await make('PATCH', `/v1/pins/${pinId}`, { itemId: SECOND })).status).toBe(200);
    await afterAnother(FIRST);
    const json = { userId: 'somebody', rows: 8, items: 6, drafts: { pinIds: [pinId] } };
    const { status, body } = await second.call('POST', '/v1/preview', { as: 'editor', json });
    expect(status).toBe(200);
    expect(body.pins).toMatchObject([{ pin: { itemId: SECOND }, shown: { position: 2 }, withheld: null }]);
    const rowIds = body.diff.map(({ rowId }: { rowId: string }) => rowId);
    expect(rowIds).toContain(body.pins[0].shown.rowId);
    expect((await judge(pinId, 'approve')).status).toBe(200);
    await everywhere(SECOND);
  }, 240_000);

  test('a rejected change leaves what is approved; disabling does not wait, and its undo does', async () => {
    expect((await make('PATCH', `/v1/pins/${pinId}`, { itemId: FIRST })).status).toBe(200);
    expect((await judge(pinId, 'reject', { reason: 'the other is better' })).status).toBe(200);
    await afterAnother(SECOND);
    expect((await make('PATCH', `/v1/pins/${pinId}`, { enabled: false })).status).toBe(200);
    await everywhere();
    const { items } = (await make('GET', `/v1/audit?object=pin:${pinId}&limit=1`)).body;
    expect((await make('POST', `/v1/audit/${items[0].id}/undo`)).status).toBe(200);
    await afterAnother();
    expect((await judge(pinId, 'approve')).status).toBe(200);
    await everywhere(SECOND);
  }, 240_000);

  test('of two replicas that are told of an approval at once one gives it', async () => {
    await make('PATCH', `/v1/pins/${pinId}`, { position: 3 });
    const { headers } = await second.call('GET', `/v1/pins/${pinId}`, { as: 'editor' });
    const sent = { authorization: `Bearer ${otherKey}`, 'if-match': headers.get('etag')! };
    const answers = await Promise.all(
      [first, second, first, second].map((service) =>
        service.call('POST', `/v1/pins/${pinId}/approve`, { headers: sent }),
      ),
    );
    const statuses = answers.map(({ status }) => status).sort();
    expect([statuses[0], statuses.slice(1).every((status) => status === 409 || status === 412)]).toEqual([200, true]);
  }, 240_000);

  test('started without it, what waited goes on waiting, until somebody says otherwise', async () => {
    expect((await make('PATCH', `/v1/pins/${pinId}`, { itemId: FIRST })).status).toBe(200);
    const third = await first.replica({ env: { PINS_NEED_APPROVAL: '0' } });
    try {
      await eventually(
        () => pinned(third),
        (found) => found.join() === SECOND,
        4_000,
      );
      const { body, headers } = await third.call('GET', `/v1/pins/${pinId}`, { as: 'editor' });
      expect(body.pin).toMatchObject({ state: 'awaiting-approval', approval: { standing: { itemId: SECOND } } });
      const sent = { 'if-match': headers.get('etag')! };
      const approved = await third.call('POST', `/v1/pins/${pinId}/approve`, { as: 'editor', headers: sent });
      expect(approved).toMatchObject({ status: 200, body: { pin: { state: 'live', approval: null } } });
      await everywhere(FIRST);
    } finally {
      await third.destroy();
    }
  }, 240_000);
});
