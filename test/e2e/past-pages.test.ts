import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { publishModel } from '../../bench/synthetic/model.ts';
import type { Decision } from '../../src/domain/decision.ts';
import type { ExplainedPage, ExplainedSlot } from '../../src/domain/explanation.ts';
import { SOURCES } from '../../src/domain/page.ts';
import { page as pageSchema } from '../../src/http/schemas/home.ts';
import { copyPackage } from '../support/copy-package.ts';
import { eventually, startTestService, type TestAnswer, type TestService } from '../support/service.ts';
import { event, fillSmallWorld } from '../support/small-world.ts';

/** Pages are served, used, left behind by other packages and objectives, and looked at again. */
describe('past pages', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startTestService();
    await fillSmallWorld(service);
    await publishModel(service.context, 1);
    const pin = { itemId: 'Horror-1', rowId: 'top-picks', position: 1, ifWatched: 'show' };
    const times = { from: '2026-01-01T00:00:00Z', until: '2036-01-01T00:00:00Z' };
    expect((await service.call('POST', '/v1/pins', { as: 'editor', json: { ...pin, ...times } })).status).toBe(201);
    // Everything is counted before the first page is made.
    await service.refresh();
    await eventually(
      async () => (await service.readiness()).model,
      (model) => model === 'm-bench',
      10_000,
    );
  }, 120_000);

  afterAll(() => service.destroy());

  const get = (id: string, query = '') => service.call('GET', `/v1/decisions/${id}${query}`, { as: 'analyst' });
  const home = async (user: string) => {
    const { status, body } = await service.call('GET', `/v1/users/${user}/home?rows=4&items=12`);
    expect([status, body.rung]).toEqual([200, 'R0']);
    return body;
  };
  /** What the log keeps of a page. */
  const logged = async (id: string): Promise<Decision> => {
    for await (const batch of service.context.logStore.decisions({ origins: ['app'] })) {
      for (const one of batch) if (one.recommendationId === id) return one;
    }
    throw new Error(`The log has no ${id}`);
  };

  test('a page is shown as it was served, slot by slot and to the bit, with what happened after', async () => {
    const page = await home('v1');
    // Whether it is in the log already is a matter of milliseconds.
    const early = await get(page.recommendationId);
    expect([200, 404]).toContain(early.status);
    if (early.status === 404) expect(early.body.detail).toContain('on its way');

    const [first, second] = page.rows[0].items;
    const events = [
      {
        ...event('viewed', 'v1', '', 'seen'),
        itemId: undefined,
        impressionIds: [first.impressionId, second.impressionId],
      },
      { ...event('click', 'v1', first.itemId, 'clicked'), impressionId: first.impressionId },
      { ...event('complete', 'v1', first.itemId, 'completed'), impressionId: first.impressionId, portion: 1 },
      { ...event('play', 'v1', second.itemId, 'played') },
    ];
    expect((await service.call('POST', '/v1/events', { json: { events } })).body.rejected).toEqual([]);
    await service.settled();

    const { status, body } = await get(page.recommendationId);
    expect(status).toBe(200);
    const served = page.rows.map((row: { rowId: string; items: Slot[] }) => [
      row.rowId,
      row.items.map((slot) => [
        slot.impressionId,
        slot.itemId,
        slot.position,
        slot.score,
        slot.propensity,
        slot.pinned,
      ]),
    ]);
    const shown = body.rows.map((row: { rowId: string; items: PastSlot[] }) => [
      row.rowId,
      row.items.map((slot) => [
        ...[slot.impressionId, slot.itemId, slot.position, Math.round(slot.score * 10_000) / 10_000],
        ...[Math.round(slot.propensity * 1_000_000) / 1_000_000, slot.pinId !== null],
      ]),
    ]);
    expect(shown).toEqual(served);
    expect(body).toMatchObject({
      ...{ recommendationId: page.recommendationId, rung: 'R0', models: page.models, surface: 'tv', rescored: null },
      ...{ userKey: service.context.userKeyOf('v1'), arms: {}, switches: [], ancestors: [], children: [] },
    });

    const { slots, randomSeed } = await logged(page.recommendationId);
    const past: PastSlot[] = body.rows.flatMap((row: { items: PastSlot[] }) => row.items);
    expect(Float32Array.from(past, ({ score }) => score)).toEqual(slots.score);
    expect(Float32Array.from(past, ({ propensity }) => propensity)).toEqual(slots.propensity);
    expect(past.map(({ score }) => Math.fround(score))).toEqual(past.map(({ score }) => score));
    expect(past.map(({ explored }) => Number(explored))).toEqual([...slots.explored]);
    expect(past.map(({ source }) => SOURCES.indexOf(source))).toEqual([...slots.source]);
    expect(body.randomSeed).toBe(randomSeed);
    const pinned = past.filter(({ pinId }) => pinId !== null);
    expect(pinned.map(({ itemId, position, displaced }) => [itemId, position, displaced === null])).toEqual([
      ['Horror-1', 1, slots.displacedItemNo[slots.pinNo.findIndex((no) => no > 0)] === 0],
    ]);

    expect(past[0]!.outcome).toMatchObject({ completed: true, portion: 1, attribution: 'direct' });
    expect([past[0]!.outcome!.viewedAt, past[0]!.outcome!.clickedAt]).not.toContain(null);
    expect(past[1]!.outcome!.playedAt).not.toBeNull();
    expect(past[2]!.outcome).toBeNull();
    expect(body.events.map(({ eventId }: { eventId: string }) => eventId).sort()).toEqual([
      'clicked',
      'completed',
      'played',
      'seen',
    ]);
  }, 60_000);

  test('a page that says why: as promised, and the log agrees on what chance and pins did', async () => {
    const isChance = (slot: ExplainedSlot) => slot.explanation.rules.some(({ rule }) => rule === 'chance');
    // Some 60 slots a page are chosen by score, 5 % of them left to chance: of twenty pages not one has such a slot about never (e^-40).
    let explained: ExplainedPage | null = null;
    for (let user = 10; user < 30 && explained === null; user++) {
      const { status, body } = await service.call('GET', `/v1/users/v${user}/home?rows=6&items=20&explain=true`);
      expect(status).toBe(200);
      expect(pageSchema.safeParse(body).error).toBeUndefined();
      if (body.rows.some(({ items }: { items: ExplainedSlot[] }) => items.some(isChance))) explained = body;
    }
    await service.settled();
    const { body } = await get(explained!.recommendationId);
    const past: PastSlot[] = body.rows.flatMap((row: { items: PastSlot[] }) => row.items);
    const slots = explained!.rows.flatMap(({ items }) => items);
    expect(past.map(({ explored }) => explored)).toEqual(slots.map(isChance));
    for (const { explored, propensity } of past) if (explored) expect(propensity).toBeLessThan(1);
    const pins = slots.map(({ explanation }) => explanation.rules.find(({ rule }) => rule === 'pinned'));
    expect(past.map(({ pinId }) => pinId)).toEqual(pins.map((pin) => (pin?.rule === 'pinned' ? pin.pinId : null)));
    expect(past.map(({ displaced }) => displaced?.itemId ?? null)).toEqual(
      pins.map((pin) => (pin?.rule === 'pinned' ? pin.displaced : null)),
    );
    expect(slots.filter(({ explanation }) => explanation.contributions!.length > 0).length).toBeGreaterThan(0);
  }, 60_000);

  test('after other objectives and another package, it has the same scores again by what it was made with', async () => {
    await service.refresh();
    const page = await home('v2');
    await service.settled();
    const live = await rescored(page.recommendationId);
    expect(live).toMatchObject({ ranker: 'm-bench', reason: null, isSame: true, different: 0, largestDifference: 0 });

    const weights = { click: 1, play: 0, portion: -1, complete: 0, hide: 0 };
    expect((await service.call('PUT', '/v1/objectives', { as: 'admin', json: { weights } })).status).toBe(200);
    await copyPackage(service, 'm-bench', 'm-next');
    const change = { atMs: Date.now(), actor: 'test', reason: '' };
    await service.context.modelRegistry.promote('m-next', change);
    await eventually(
      () => home('v3'),
      (next) => next.models.ranker === 'm-next',
      10_000,
    );
    // What the user does since is not known of a page of before.
    const item = page.rows[0].items[3].itemId;
    await service.call('POST', '/v1/events', { json: { events: [event('play', 'v2', item, 'later')] } });
    await service.settled();

    const again = await rescored(page.recommendationId);
    expect(again).toMatchObject({ ranker: 'm-bench', reason: null, isSame: true, different: 0, largestDifference: 0 });
    expect(again.compared).toBe(page.rows.flatMap((row: { items: Slot[] }) => row.items).length);
    expect(again.slots.every((slot: { served: object; again: object }) => same(slot.served, slot.again))).toBe(true);

    // A page of now has other scores, which is what the objectives are for.
    await service.refresh();
    const other = await home('v2');
    await service.settled();
    expect(await rescored(other.recommendationId)).toMatchObject({ ranker: 'm-next', isSame: true });
    const [of, then] = [other, page].map((one) => one.rows[0].items[0].score);
    expect(of).not.toBe(then);
  }, 120_000);

  test('after the package was removed it says so, and shows the page all the same', async () => {
    const first = await eventually(
      async (): Promise<TestAnswer> => get((await firstPage()).recommendationId, '?rescore=true'),
      ({ status }) => status === 200,
      5_000,
    );
    expect(first.body.rescored.ranker).toBe('m-bench');
    await rm(join(service.context.config.modelsDir, 'm-bench'), { recursive: true });
    const { status, body } = await get(first.body.recommendationId, '?rescore=true');
    expect(status).toBe(200);
    expect(body.rows).toEqual(first.body.rows);
    expect(body.rescored).toMatchObject({ ranker: 'm-bench', isSame: null, compared: 0 });
    expect(body.rescored.reason).toContain('not among the packages of this replica');
  }, 60_000);

  async function firstPage(): Promise<Decision> {
    for await (const batch of service.context.logStore.decisions({ origins: ['app'] })) {
      const found = batch.find(({ rankerVersion }) => rankerVersion === 'm-bench');
      if (found !== undefined) return found;
    }
    throw new Error('No page was made with m-bench');
  }

  async function rescored(id: string) {
    const { status, body } = await get(id, '?rescore=true');
    expect(status).toBe(200);
    return body.rescored;
  }
});

const same = (one: object, other: object): boolean => JSON.stringify(one) === JSON.stringify(other);

interface Slot {
  readonly impressionId: string;
  readonly itemId: string;
  readonly position: number;
  readonly score: number;
  readonly propensity: number;
  readonly pinned: boolean;
}

interface PastSlot extends Omit<Slot, 'pinned'> {
  readonly source: (typeof SOURCES)[number];
  readonly explored: boolean;
  readonly pinId: string | null;
  readonly displaced: { readonly itemId: string } | null;
  readonly outcome: {
    readonly viewedAt: string | null;
    readonly clickedAt: string | null;
    readonly playedAt: string | null;
  } | null;
}
