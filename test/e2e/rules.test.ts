import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from '../../src/domain/page.ts';
import { eventually, startTestService, type TestService } from '../support/service.ts';
import { fillSmallWorld, train } from '../support/small-world.ts';

interface Slot {
  readonly row: number;
  readonly itemId: string;
  readonly rules: readonly { readonly rule: string; readonly lifted?: boolean }[];
}
interface Explained {
  readonly itemId: string;
  readonly explanation: Pick<Slot, 'rules'>;
}

/** What editors rule on one replica, on the next page of an app that asks the other. */
describe('rules', () => {
  let first: TestService;
  let second: TestService;
  beforeAll(async () => {
    first = await startTestService();
    await fillSmallWorld(first);
    expect((await train(first)).outcome).toBe('published');
    second = await first.replica();
    // Boosts move what a ranker has scored.
    for (const service of [first, second]) {
      await eventually(
        () => home(service),
        ({ rung }) => rung === 'R0',
        60_000,
      );
    }
  }, 240_000);

  afterAll(async () => {
    await second?.destroy();
    await first.destroy();
  });

  async function home(service = second, query = ''): Promise<Page> {
    const { status, body } = await service.call('GET', `/v1/users/v1/home?rows=8&items=6&surface=tv${query}`);
    expect(status).toBe(200);
    return body;
  }
  const itemIdsOf = ({ rows }: Page): string[] => rows.flatMap(({ items }) => items.map(({ itemId }) => itemId));
  const isComedy = (itemId: string): boolean => itemId.startsWith('Comedy-');
  const put = async (id: string, json: object): Promise<void> => {
    const answer = await first.call('PUT', `/v1/rules/${id}`, {
      as: 'editor',
      json: { name: id, note: 'a test', ...json },
    });
    expect({ status: answer.status, problem: answer.body.detail }).toEqual({ status: 201 });
  };
  /** Undoes the newest change of a rule, on the replica that did not make it. */
  async function undo(id: string): Promise<void> {
    const { body } = await second.call('GET', `/v1/audit?object=rule:${id}&limit=1`, { as: 'editor' });
    expect(body.items[0]).toMatchObject({ action: 'rule.create', reason: 'a test', before: null });
    const undone = await second.call('POST', `/v1/audit/${body.items[0].id}/undo`, { as: 'editor', json: {} });
    expect(undone.status).toBe(200);
  }
  /** A second where the machine is free; still before anybody would find it by polling. */
  const soon = 4_000;

  test('a block holds on the next page of the other replica, in search, for a pin and for what goes on; undone it is gone', async () => {
    const before = await home();
    const blocked = itemIdsOf(before)[0]!;
    const pin = {
      ...{ itemId: blocked, rowId: 'top-picks', position: 0, ifRowAbsent: 'insert', ifWatched: 'show' },
      from: new Date(Date.now() - 3_600_000).toISOString(),
      until: new Date(Date.now() + 48 * 3_600_000).toISOString(),
    };
    expect((await first.call('POST', '/v1/pins', { as: 'editor', json: pin })).status).toBe(201);
    await eventually(home, (page) => page.rows.some(({ items }) => items.some(({ pinned }) => pinned)), soon);
    const { next } = await home();

    await put('not-this', { action: 'block', filter: `itemId = "${blocked}"` });
    await eventually(home, (page) => !itemIdsOf(page).includes(blocked), soon);
    const title = blocked.replace('-', ' number ');
    const found = await second.call('GET', `/v1/search?q=${encodeURIComponent(title)}&userId=v1`);
    expect(found.status).toBe(200);
    expect(itemIdsOf(found.body)).not.toContain(blocked);
    if (next !== null) {
      const more = await second.call('GET', `/v1/home/next?token=${encodeURIComponent(next)}`);
      expect(more.status).toBe(200);
      expect(itemIdsOf(more.body)).not.toContain(blocked);
    }
    const explained = await second.call('GET', '/v1/users/v1/home?rows=8&items=6&surface=tv&explain=true');
    expect(explained.body.explanation.withheldPins.map(({ reason }: { reason: string }) => reason)).toEqual([
      'blocked-by-rule',
    ]);

    await undo('not-this');
    await eventually(home, (page) => itemIdsOf(page).includes(blocked), soon);
  }, 240_000);

  test('a boost lifts titles on the next page, on its surface alone and within its limit; undone it is gone', async () => {
    const slots = async (surface: string): Promise<readonly Slot[]> => {
      const { body } = await second.call('GET', `/v1/users/v1/home?rows=8&items=6&surface=${surface}&explain=true`);
      return body.rows.flatMap(({ items }: { items: readonly Explained[] }, row: number) =>
        items.map(({ itemId, explanation }): Slot => ({ row, itemId, rules: explanation.rules })),
      );
    };
    const filter = 'genre = Comedy';
    await put('more-comedy', { action: 'boost', filter, strength: 3, limit: 0.25, audience: { surfaces: ['tv'] } });
    const isLifted = ({ rules }: { rules: readonly { lifted?: boolean }[] }) =>
      rules.some(({ lifted }) => lifted === true);
    const boosted = await eventually(
      () => slots('tv'),
      (made) => made.some(isLifted),
      soon,
    );
    const lifted = boosted.filter(isLifted);
    expect(lifted.every(({ itemId }) => isComedy(itemId))).toBe(true);
    // A quarter of three rows of six slots.
    expect(lifted.filter(({ row }) => row < 3).length).toBeLessThanOrEqual(4);
    expect((await slots('mobile')).some(({ rules }) => rules.some(({ rule }) => rule === 'boosted'))).toBe(false);

    await undo('more-comedy');
    await eventually(
      () => slots('tv'),
      (made) => !made.some(({ rules }) => rules.some(({ rule }) => rule === 'boosted')),
      soon,
    );
  }, 240_000);
});
