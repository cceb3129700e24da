import { describe, expect, test } from '@jest/globals';
import type { Decision } from '../../../src/domain/decision.ts';
import { EVENT_TYPES, type ViewerEvent } from '../../../src/domain/event.ts';
import { createCatalogue } from '../../../src/features/catalogue-columns.ts';
import { aStoredItem } from '../../support/items.ts';
import { didAt, outcomesOf, pageAt, read, slotOf } from '../log-support.ts';

const HOUR_MS = 3_600_000;
const AT = Date.UTC(2026, 2, 1, 12);
const CATALOGUE = createCatalogue(
  [
    ...Array.from({ length: 9 }, (_, n) => aStoredItem(n + 1)),
    aStoredItem(10, { type: 'series' }),
    aStoredItem(11, { type: 'episode', seriesId: 'i10', season: 1, episode: 1 }),
  ],
  1,
);

/** Of the only page that can be learned from: its seen slots and what answers them. */
async function learned(events: readonly ViewerEvent[], decisions: readonly Decision[]) {
  const log = await read(CATALOGUE, events, decisions);
  return Array.from({ length: log.pages.length }, (_, page) => outcomesOf(log, CATALOGUE, page, EVENT_TYPES));
}

const page = pageAt(AT, [1, 2, 3, 10, 5]);
const seen = (of: Decision, ...positions: number[]) =>
  didAt(of.servedAtMs + 10, 'viewed', null, { impressionIds: positions.map((position) => slotOf(of, position)) });

describe('a page that can be learned from', () => {
  test('has the slots that were seen, and those that something was done with', async () => {
    const events = [seen(page, 0, 1), didAt(AT + 20, 'click', 5, { impressionIds: [slotOf(page, 4)] })];
    expect(await learned(events, [page])).toEqual([[[1], [2], [5, 'click']]]);
  });

  test('of who never tells what was seen reaches down to the last slot that something was done with', async () => {
    expect(await learned([didAt(AT + 20, 'click', 3)], [page])).toEqual([[[1], [2], [3, 'click']]]);
    // Somebody else's client tells.
    const other = pageAt(AT + 1, [7], { user: 2 });
    const view = didAt(AT + 30, 'viewed', null, { user: 2, impressionIds: [slotOf(other, 0)] });
    expect(await learned([didAt(AT + 20, 'click', 2), view], [page, other])).toEqual([[[1], [2, 'click']], [[7]]]);
  });

  test('is one of rung R0 or R1, for somebody whose state it was made from', async () => {
    const events = (of: Decision) => [seen(of, 0), didAt(AT + 20, 'click', 1)];
    for (const rung of ['R2', 'R3', 'R4', 'R5'] as const) {
      expect(await learned(events(page), [{ ...page, rung }])).toEqual([]);
    }
    expect(await learned(events(page), [{ ...page, rung: 'R1' }])).toHaveLength(1);
    for (const route of ['similar', 'search'] as const) {
      expect(await learned(events(page), [{ ...page, route }])).toEqual([]);
    }
    const parentId = '01970000-0000-7000-8000-0000000000ff';
    expect(await learned(events(page), [{ ...page, parentId }])).toEqual([]);
    // Served to one who was merged into another since: the log gives what he did as the other's.
    const merged = pageAt(AT, [1], { user: 9 });
    expect(await learned([seen(merged, 0), didAt(AT, 'play', 4)], [merged])).toEqual([]);
  });

  test('is none that nobody saw or answered', async () => {
    expect(await learned([didAt(AT - 5, 'play', 1), didAt(AT + 25 * HOUR_MS, 'play', 1)], [page])).toEqual([]);
  });
});

describe('an event answers', () => {
  test('the slot it names, whatever stands elsewhere and however late it is', async () => {
    const later = pageAt(AT + HOUR_MS, [1]);
    const events = [didAt(AT + 80 * HOUR_MS, 'play', 1, { impressionIds: [slotOf(page, 0)] })];
    expect(await learned(events, [page, later])).toEqual([[[1, 'play']]]);
  });

  test('the slot of its title on the page it names', async () => {
    const later = pageAt(AT + HOUR_MS, [1]);
    const events = [didAt(AT + 2 * HOUR_MS, 'play', 1, { recommendationId: page.recommendationId })];
    expect(await learned(events, [page, later])).toEqual([[[1, 'play']]]);
  });

  test('else its title on the newest page of the 24 hours before it, in its first slot there', async () => {
    const first = pageAt(AT, [2, 10, 10]);
    const second = pageAt(AT + HOUR_MS, [4, 10]);
    const play = didAt(AT + 2 * HOUR_MS, 'play', 11);
    expect(await learned([play], [first, second])).toEqual([[[4], [10, 'play']]]);
    expect(await learned([didAt(AT + 30, 'play', 11)], [first, second])).toEqual([[[2], [10, 'play']]]);
    expect(await learned([didAt(AT + 24 * HOUR_MS, 'play', 11)], [first])).toEqual([]);
    expect(await learned([didAt(AT - 1, 'play', 11)], [first])).toEqual([]);
    expect(await learned([didAt(AT + 30, 'play', 11, { user: 2 })], [first])).toEqual([]);
  });

  test('nothing by a preview', async () => {
    const preview = didAt(AT + 20, 'play', 1, { trigger: 'preview', impressionIds: [slotOf(page, 0)] });
    expect(await learned([preview, didAt(AT + 30, 'play', 2, { trigger: 'preview' })], [page])).toEqual([]);
  });
});

describe('reading a log', () => {
  test('finds what was seen on every page there is, and leaves out what names none', async () => {
    const old = pageAt(AT, [6, 7], { rung: 'R4' });
    const lost = pageAt(AT + 1, [8]);
    const view = didAt(AT + 9, 'viewed', null, {
      impressionIds: [slotOf(old, 1), slotOf(lost, 0), 'nonsense', slotOf(old, 5)],
    });
    const { pages, table } = await read(CATALOGUE, [view, didAt(AT, 'play', 3)], [old]);
    expect(table.length).toBe(1);
    expect([...pages.views.itemNo]).toEqual([7]);
    expect([...pages.views.user]).toEqual([0]);
  });

  test('numbers who did nothing but look behind all others', async () => {
    const other = pageAt(AT, [1], { user: 2 });
    const { table, pages, users } = await read(
      CATALOGUE,
      [seen(other, 0), didAt(AT, 'play', 3), didAt(AT, 'play', 4, { user: 3 })].map((event) =>
        event.type === 'viewed' ? { ...event, userKey: other.userKey } : event,
      ),
      [other],
    );
    expect(table.users).toBe(2);
    expect([...pages.user]).toEqual([2]);
    expect(users[2]).toBe(other.userKey);
  });

  test('counts one play an impression for the region of its page, whatever its rung', async () => {
    const inSweden = pageAt(AT, [1, 10], { rung: 'R4', region: 'SE' });
    const nowhere = pageAt(AT + 5, [2], { region: null });
    const events = [
      didAt(AT + 20, 'play', 1),
      didAt(AT + 30, 'play', 1),
      didAt(AT + 40, 'play', 11),
      didAt(AT + 50, 'play', 2),
      didAt(AT + 60, 'click', 1),
    ];
    const { plays } = (await read(CATALOGUE, events, [inSweden, nowhere])).pages;
    expect(Array.from(plays.title, (dense) => CATALOGUE.itemNo[dense])).toEqual([1, 10]);
    expect([...plays.atMs]).toEqual([AT + 20, AT + 40]);
    expect(plays.region).toEqual(['SE', 'SE']);
  });

  test('knows of an event when it came, and of an imported one when it happened', async () => {
    const late = { receivedAtMs: AT + 99 };
    const { table } = await read(CATALOGUE, [
      didAt(AT, 'play', 1, late),
      didAt(AT + 1, 'play', 2, { ...late, origin: 'import' }),
    ]);
    expect([...table.knownAtMs]).toEqual([AT + 99, AT + 1]);
  });
});
