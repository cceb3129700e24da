import { describe, expect, test } from '@jest/globals';
import { seededRandom } from '../../../src/domain/clock.ts';
import { DEFAULT_TEMPLATES } from '../../../src/domain/page-template.ts';
import type { Pin } from '../../../src/domain/pin.ts';
import type { Snapshot } from '../../../src/domain/snapshot.ts';
import { suggestedPin } from '../../../src/domain/suggested-pin.ts';
import type { SlotSuggestion, SuggestedFor, SuggestionKind, TagSuggestion } from '../../../src/domain/suggestion.ts';
import { NOBODY } from '../../../src/domain/user-key.ts';
import { createSuggestions, SUGGESTIONS_KEPT_MS } from '../../../src/recommend/suggest/suggestions.ts';
import { aStoredItem } from '../../support/items.ts';
import { aPin, aSnapshot, NOW_MS } from '../../support/pages.ts';
import { aService } from '../../support/previews.ts';
import { tinyPackage } from '../../support/tiny-package.ts';

const DAY_MS = 86_400_000;
const WHO: SuggestedFor = { surface: 'tv', region: null, maturity: 'adult' };
const GENRES = ['Drama', 'War', 'Crime', 'Comedy', 'Horror', 'Western', 'Musical', 'Romance', 'Mystery'];

/** 600 films of nine genres; every tenth may be shown in Germany alone. Used at random, so that what is popular is not what scores. */
function aWorld(changes: Partial<Snapshot> = {}): Snapshot {
  const random = seededRandom(5);
  const items = Array.from({ length: 600 }, (_, at) =>
    aStoredItem(at + 1, {
      genres: [GENRES[at % 9]!],
      releaseDate: new Date(NOW_MS - Math.floor(random() * 900) * DAY_MS).toISOString(),
      windows: [{ region: at % 10 === 0 ? 'DE' : '*', from: null, until: null }],
    }),
  );
  const uses = Object.fromEntries(items.map(({ itemNo }) => [itemNo, Math.floor(random() * 400)]));
  return { ...aSnapshot({ items, uses, models: tinyPackage }), templates: DEFAULT_TEMPLATES, ...changes };
}

function setUp(given: Snapshot) {
  const now = { snapshot: given, ms: NOW_MS, pauses: 0 };
  const clock = { nowMs: () => now.ms, monotonicMs: () => 0 };
  const find = createSuggestions({
    snapshot: () => now.snapshot,
    clock,
    pause: async () => void now.pauses++,
  });
  const ask = async (kind: SuggestionKind, who: Partial<SuggestedFor> = {}, judged: string[] = []) =>
    await find(kind, { ...WHO, ...who }, new Set(judged));
  const slots = async (...of: [kind: 'slots' | 'new-items', who?: Partial<SuggestedFor>, judged?: string[]]) =>
    (await ask(...of)).suggestions as readonly SlotSuggestion[];
  const preview = (pin: Pin) => {
    const nobody = { userId: null, userKey: NOBODY, isNewUser: true };
    return aService(now.snapshot, null).preview(nobody, { pins: [pin] });
  };
  return { now, ask, slots, preview };
}

describe('items suggested for slots', () => {
  test('gain what a preview of the page with their pin gains, above all that stands in sight', async () => {
    const { slots, preview } = setUp(aWorld());
    const found = await slots('slots');
    expect(found.length).toBeGreaterThan(1);
    for (const one of found) {
      expect(one.gain).toBeGreaterThan(0);
      const pin = aPin(1, { ...suggestedPin(one, NOW_MS), rowKind: null }).pin;
      const { page, without, pins } = await preview({ ...pin, rowId: one.rowId });
      expect(pins[0]).toEqual({ shown: { rowId: one.rowId, position: one.position }, withheld: null });
      // As the page says it, with scores as they are answered.
      const value = (rows: typeof page.rows) =>
        rows.reduce((sum, { items }) => {
          const seen = items.slice(0, DEFAULT_TEMPLATES.tv.visibleSlots);
          return sum + seen.reduce((row, { score }, slot) => row + score / Math.log2(2 + slot), 0);
        }, 0);
      expect(value(page.rows) - value(without.rows)).toBeCloseTo(one.gain, 3);
      expect(value(without.rows)).toBeCloseTo(one.pageValue, 3);
      const before = without.rows.find(({ rowId }) => rowId === one.rowId)!;
      expect(before.items[one.position]?.itemId ?? null).toBe(one.insteadOf);
    }
    const gains = found.map(({ gain }) => gain);
    expect(gains).toEqual(gains.toSorted((a, b) => b - a));
    expect(new Set(found.map(({ itemId }) => itemId)).size).toBe(found.length);
  });

  test('may be shown where they are suggested, and belong to the row', async () => {
    const given = aWorld();
    const { slots } = setUp(given);
    const only = (itemId: string) => given.catalogue.item[given.catalogue.denseOfItemId(itemId)]!;
    for (const region of [null, 'DE', 'US']) {
      for (const { itemId, rowId, region: told } of await slots('slots', { region })) {
        expect(told).toBe(region);
        const { windows, genres } = only(itemId);
        expect(['*', region]).toContain(windows[0]!.region);
        if (rowId.startsWith('genre:')) expect(genres.map((genre) => `genre:${genre.toLowerCase()}`)).toContain(rowId);
      }
    }
  });

  test('leave the slots of pins alone', async () => {
    const { slots } = setUp(aWorld());
    const [best] = await slots('slots');
    const { rowId, position } = best!;
    const pinned = aWorld({ pins: [aPin(1, { itemId: 'i77', rowId, position })] });
    for (const one of await setUp(pinned).slots('slots'))
      expect([one.rowId, one.position]).not.toEqual([rowId, position]);
  });

  test('are the same for the same, and by parts: pages have their turn', async () => {
    const given = aWorld();
    const [one, other] = [setUp(given), setUp(given)];
    expect(await one.slots('slots')).toEqual(await other.slots('slots'));
    expect(one.now.pauses).toBeGreaterThan(3);
  });

  test('do not come again once they were judged, and do when that is taken back', async () => {
    const { slots } = setUp(aWorld());
    const [first] = await slots('slots');
    const subjects = async (judged: string[]) => (await slots('slots', {}, judged)).map(({ subject }) => subject);
    expect(await subjects([first!.subject])).not.toContain(first!.subject);
    expect(await subjects([])).toContain(first!.subject);
  });

  test('are found once for all who ask within a minute, unless what they were found in changes', async () => {
    const { now, slots } = setUp(aWorld());
    const found = await slots('slots');
    const { pauses } = now;
    now.snapshot = { ...now.snapshot, versions: { ...now.snapshot.versions, stats: 9 } };
    expect(await slots('slots')).toEqual(found);
    expect(now.pauses).toBe(pauses);
    now.snapshot = { ...now.snapshot, versions: { ...now.snapshot.versions, pins: 9 } };
    await slots('slots');
    expect(now.pauses).toBeGreaterThan(pauses);
    const again = now.pauses;
    now.ms += SUGGESTIONS_KEPT_MS;
    await slots('slots');
    expect(now.pauses).toBeGreaterThan(again);
  });

  test('are none without a model, and say so', async () => {
    const { ask } = setUp(aWorld({ models: null }));
    for (const kind of ['slots', 'new-items', 'tags'] as const) {
      expect(await ask(kind)).toMatchObject({ suggestions: [], modelVersion: null });
    }
    const off = { name: 'ranker', state: 'off', until: null } as never;
    const ranker = setUp(aWorld({ switches: [{ ...(off as object), untilMs: null } as never] }));
    expect(await ranker.ask('slots')).toMatchObject({ suggestions: [], modelVersion: null });
  });
});

describe('new items suggested', () => {
  const shortOf = (served: Record<number, number>, addedDaysAgo: Record<number, number>): Partial<Snapshot> => ({
    exposure: {
      served: Float32Array.from({ length: 600 }, (_, dense) => served[dense + 1] ?? 5_000),
      addedAtMs: Float64Array.from({ length: 600 }, (_, dense) => NOW_MS - (addedDaysAgo[dense + 1] ?? 400) * DAY_MS),
    },
  });

  test('are those that came lately and lack impressions, each at its best place, with what it costs or brings', async () => {
    const added = { 12: 3, 33: 3, 54: 27, 75: 29, 96: 3 };
    const world = aWorld(shortOf({ 12: 0, 33: 99, 54: 20, 75: 0, 96: 100 }, added));
    const { slots } = setUp(world);
    const found = await slots('new-items');
    const told = Object.fromEntries(found.map(({ itemId, impressions }) => [itemId, impressions]));
    // What stands in sight already needs no help.
    for (const itemId of Object.keys(told)) expect(['i12', 'i33', 'i54']).toContain(itemId);
    expect(found.length).toBeGreaterThan(0);
    const served: Record<string, number> = { i12: 0, i33: 99, i54: 20 };
    for (const { itemId, impressions, position } of found) {
      expect(impressions).toEqual({ served: served[itemId], minimum: 100 });
      expect(position).toBeLessThan(DEFAULT_TEMPLATES.tv.visibleSlots);
    }
  });

  test('are none where templates give new items nothing', async () => {
    const { tv } = DEFAULT_TEMPLATES;
    const templates = { ...DEFAULT_TEMPLATES, tv: { ...tv, newItems: { ...tv.newItems, minimum: 0 } } };
    expect(await setUp(aWorld({ ...shortOf({ 12: 0 }, { 12: 3 }), templates })).slots('new-items')).toEqual([]);
  });
});

describe('tags suggested', () => {
  /** Three bundles of vectors; a title is tagged by its bundle, some are not. */
  function bundled(untagged: readonly number[], tags: (bundle: number) => string[] = (b) => [`Bundle ${b}`]): Snapshot {
    const random = seededRandom(3);
    const items = Array.from({ length: 90 }, (_, at) =>
      aStoredItem(at + 1, { tags: untagged.includes(at + 1) ? [] : tags(at % 3), genres: ['Drama'] }),
    );
    return aSnapshot({
      items,
      models: (catalogue) => {
        const made = tinyPackage(catalogue);
        const { dimensions, targetVectors, itemNo } = made.retrieval;
        for (const [row, no] of itemNo.entries()) {
          for (let d = 0; d < dimensions; d++) {
            targetVectors[row * dimensions + d] = ((no - 1) % 3 === d ? 1 : 0) + 0.1 * (random() - 0.5);
          }
        }
        return made;
      },
    });
  }
  const tags = async (given: Snapshot, judged: string[] = []) =>
    (await setUp(given).ask('tags', {}, judged)).suggestions as readonly TagSuggestion[];

  test('are what the neighbours have and the title lacks, with who they are', async () => {
    const found = await tags(bundled([7, 20]));
    expect(found.map(({ itemId, field, value }) => [itemId, field, value]).toSorted()).toEqual([
      ['i20', 'tags', 'Bundle 1'],
      ['i7', 'tags', 'Bundle 0'],
    ]);
    for (const { confidence, usual, neighbours, itemId } of found) {
      expect(confidence).toBe(1);
      expect(usual).toBeCloseTo(29 / 90, 10);
      for (const neighbour of neighbours) {
        expect(Number(neighbour.slice(1)) % 3).toBe(Number(itemId.slice(1)) % 3);
        expect(neighbour).not.toBe(itemId);
      }
    }
  });

  test('are not what nearly everything has, and not what the title has in other letters', async () => {
    const everywhere = await tags(bundled([7], (bundle) => ['Film', `Bundle ${bundle}`]));
    expect(everywhere.map(({ value }) => value)).toEqual(['Bundle 0']);
    const given = bundled([]);
    expect(await tags(given)).toEqual([]);
  });

  test('are none that hardly ever stand beside one that the title has', async () => {
    // In its vectors i7 is of the first bundle, and it is tagged as one of the second.
    const wrong = (tags: (at: number) => string[]) => {
      const given = bundled([]);
      const items = given.catalogue.item.map((item, at) => ({ ...item, tags: at === 6 ? ['Bundle 1'] : tags(at) }));
      return { ...given, catalogue: { ...given.catalogue, item: items } };
    };
    expect(await tags(wrong((at) => [`Bundle ${at % 3}`]))).toEqual([]);
    const both = await tags(wrong((at) => (at % 9 === 0 ? ['Bundle 0', 'Bundle 1'] : [`Bundle ${at % 3}`])));
    expect(both.map(({ itemId, value }) => [itemId, value])).toEqual([['i7', 'Bundle 0']]);
  });

  test('do not come again once they were judged', async () => {
    const given = bundled([7, 20]);
    const [first] = await tags(given);
    expect((await tags(given, [first!.subject])).map(({ subject }) => subject)).not.toContain(first!.subject);
  });
});
