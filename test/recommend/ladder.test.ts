import { describe, expect, test } from '@jest/globals';
import { MarqueeError } from '../../src/domain/errors.ts';
import { NO_METRICS } from '../../src/domain/ports/metrics.ts';
import type { VersionedState } from '../../src/domain/ports/user-state-store.ts';
import { NO_LISTS } from '../../src/features/ranked-lists.ts';
import { encodeUserState } from '../../src/features/user-state-codec.ts';
import { createHomePage } from '../../src/recommend/home-page.ts';
import { aStoredItem } from '../support/items.ts';
import { aPin, aRequest, aSnapshot, aState, itemIdsOf, makePage, NOW_MS, STILL_CLOCK } from '../support/pages.ts';
import { tinyPackage } from '../support/tiny-package.ts';

const items = Array.from({ length: 60 }, (_, at) => aStoredItem(at + 1, { genres: ['Drama'] }));
const uses = Object.fromEntries(items.map(({ itemNo }) => [itemNo, 100 - itemNo]));
const whole = aSnapshot({ items, uses, models: tinyPackage });
const stored: VersionedState = { bytes: encodeUserState(aState({ type: 'complete', itemNo: 10 })), version: 1 };

function aService(read: () => Promise<VersionedState | null>, snapshot = () => whole) {
  const counted: string[] = [];
  const homePage = createHomePage({
    snapshot,
    userStates: { read },
    decisionLog: { record: () => false },
    clock: STILL_CLOCK,
    metrics: {
      ...NO_METRICS,
      fallback: (component, reason) => counted.push(`${component} ${reason}`),
      page: (route, rung) => counted.push(`${route} ${rung}`),
      unlogged: () => counted.push('unlogged'),
    },
  });
  return { homePage, counted };
}

describe('a user whose state cannot be read', () => {
  const away = () => Promise.reject(new Error('store is away'));

  test('gets the page of what was known last, then of what everyone gets', async () => {
    let read: () => Promise<VersionedState | null> = async () => stored;
    const { homePage, counted } = aService(() => read());
    const known = await homePage(aRequest());
    read = away;
    const remembered = await homePage(aRequest());
    const stranger = await homePage(aRequest({ userKey: 'f'.repeat(32) }));
    expect([known.rung, remembered.rung, stranger.rung]).toEqual(['R0', 'R1', 'R2']);
    expect(itemIdsOf(remembered)).toEqual(itemIdsOf(known));
    expect(itemIdsOf(stranger)).toContain('i10');
    expect(counted.filter((count) => count === 'hydrate failed').length).toBe(2);
  });

  test('is not waited for longer than the deadline allows', async () => {
    const { homePage, counted } = aService(() => new Promise<null>(() => {}));
    expect((await homePage(aRequest({ deadlineMs: 1 }))).rung).toBe('R2');
    expect(counted).toContain('hydrate late');
  });

  test('counts as unknown when the bytes make no sense', async () => {
    const { homePage, counted } = aService(async () => ({ bytes: new Uint8Array([9, 9, 9]), version: 1 }));
    expect([(await homePage(aRequest())).rung, counted[0]]).toEqual(['R2', 'hydrate failed']);
  });

  test('is at the top of the ladder when the store knows nothing of the user', async () => {
    const { homePage } = aService(async () => null);
    expect((await homePage(aRequest())).rung).toBe('R0');
  });
});

describe('when the plan of the page itself fails', () => {
  const broken = (given: Partial<Parameters<typeof aSnapshot>[0]>) => {
    const snapshot = aSnapshot({ items, uses, models: tinyPackage, ...given });
    return { ...snapshot, lists: { ...snapshot.lists, genreOffsets: undefined as unknown as Int32Array } };
  };

  test('what is popular is shown, pins included, without what the user watched', async () => {
    const pins = [aPin(1, { itemId: 'i50', position: 1 })];
    const { page, fallbacks } = await makePage(broken({ pins }), aState({ type: 'complete', itemNo: 2 }));
    expect([page.rung, page.models, fallbacks]).toEqual(['R4', { retrieval: null, ranker: null }, ['page failed']]);
    expect(itemIdsOf(page).slice(0, 4)).toEqual(['i1', 'i50', 'i3', 'i4']);
  });

  test('where nobody knows what is popular, the editors know what is good', async () => {
    const fallback = { ...NO_LISTS, editors: ['i7', 'i3', 'no-such-item'] };
    const pins = [aPin(1, { itemId: 'i50', rowId: 'collection:editors-list', position: 0 })];
    const { page } = await makePage(broken({ uses: {}, fallback, pins }));
    expect([page.rung, itemIdsOf(page), page.rows[0]!.items[1]!.reason.code]).toEqual([
      'R5',
      ['i50', 'i7', 'i3'],
      'editors-list',
    ]);
  });
});

describe('where somebody turned the ranker off', () => {
  const turnedOff = (untilMs: number | null) => ({
    ...whole,
    switches: [{ name: 'ranker', state: 'off', untilMs, reason: 'a test' } as const],
  });
  const state = aState({ type: 'complete', itemNo: 10 });

  test('pages are in the order of retrieval, say so, and count as no failure', async () => {
    const { page, decision, fallbacks } = await makePage(turnedOff(null), state);
    expect([page.rung, page.degraded, fallbacks]).toEqual(['R3', true, []]);
    expect(page.models).toEqual({ retrieval: whole.models!.model.version, ranker: null });
    expect(decision).toMatchObject({ rung: 'R3', rankerVersion: null, switches: ['ranker'] });
    const failing = { ...whole.models!, model: { ...whole.models!.model, ranker: brokenRanker() } };
    const failed = await makePage({ ...whole, models: failing }, state);
    expect(failed.page.rung).toBe('R3');
    expect(itemIdsOf(page)).toEqual(itemIdsOf(failed.page));
  });

  test('it is on again when the time has come, whether or not anybody says so', async () => {
    const before = await makePage(turnedOff(NOW_MS + 1), state);
    const after = await makePage(turnedOff(NOW_MS), state);
    const untouched = await makePage(whole, state);
    expect([before.page.rung, before.decision.switches]).toEqual(['R3', ['ranker']]);
    expect([after.page.rung, after.decision.switches]).toEqual(['R0', []]);
    expect(itemIdsOf(after.page)).toEqual(itemIdsOf(untouched.page));
  });

  function brokenRanker() {
    const { ranker } = whole.models!.model;
    return {
      ...ranker,
      score() {
        throw new Error('no answer');
      },
    };
  }
});

test('without a catalogue there is no page, and the sender may come again', async () => {
  const { homePage } = aService(
    async () => null,
    () => {
      throw new MarqueeError('unavailable', 'The catalogue cannot be read yet: try again shortly.');
    },
  );
  await expect(homePage(aRequest())).rejects.toMatchObject({ code: 'unavailable' });
});

test('a page that the journal cannot take goes out all the same, marked', async () => {
  const { homePage, counted } = aService(async () => stored);
  expect((await homePage(aRequest())).logged).toBe(false);
  expect(counted).toEqual(['home R0']);
});
