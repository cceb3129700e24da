import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { MarqueeError } from '../../../src/domain/errors.ts';
import type { Page } from '../../../src/domain/page.ts';
import { DEFAULT_TEMPLATES } from '../../../src/domain/page-template.ts';
import type { Snapshot } from '../../../src/domain/snapshot.ts';
import { aStoredItem } from '../../support/items.ts';
import { aPin, aSnapshot, aState, itemIdsOf, NOW_MS } from '../../support/pages.ts';
import { aWorld, createPaging } from '../../support/paging.ts';
import { tinyPackage } from '../../support/tiny-package.ts';

const HOUR_MS = 3_600_000;
const STATE = aState({ type: 'complete', itemNo: 3 }, { type: 'play', itemNo: 8 });

/** What a later page is made from: some items blocked, some of a series now or no more, another package, another hour. */
const moment = fc.record({
  blocked: fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 12 }),
  episodes: fc.uniqueArray(fc.integer({ min: 6, max: 60 }), { maxLength: 25 }),
  packageSeed: fc.option(fc.integer({ min: 1, max: 9 })),
  hour: fc.integer({ min: 0, max: 23 }),
});
type Moment = typeof moment extends fc.Arbitrary<infer T> ? T : never;

function snapshotAt({ blocked, episodes, packageSeed }: Moment): Snapshot {
  const items = Array.from({ length: 60 }, (_, at) => {
    const isEpisode = episodes.includes(at + 1);
    return aStoredItem(at + 1, {
      genres: [['Drama', 'War', 'Crime'][at % 3]!],
      type: at < 5 ? 'series' : isEpisode ? 'episode' : 'film',
      ...(isEpisode && { seriesId: `i${1 + (at % 5)}`, season: 1, episode: at }),
      blocked: blocked.includes(at + 1),
    });
  });
  const uses = Object.fromEntries(items.map(({ itemNo }) => [itemNo, (itemNo * 7) % 11]));
  const models =
    packageSeed === null ? null : (catalogue: Snapshot['catalogue']) => tinyPackage(catalogue, { seed: packageSeed });
  return { ...aSnapshot({ items, uses, models }), templates: DEFAULT_TEMPLATES };
}

test('a chain repeats nothing on other replicas, with other packages and catalogues, for a day', async () => {
  const moments = fc.array(moment, { minLength: 2, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(moments, fc.boolean(), fc.integer({ min: 1, max: 9 }), async (given, ofRow, items) => {
      const byTime = given.toSorted((a, b) => a.hour - b.hour);
      const pages: Page[] = [];
      for (const each of byTime) {
        const snapshot = snapshotAt(each);
        const nowMs = NOW_MS + (each.hour - byTime[0]!.hour) * HOUR_MS;
        // Nothing is left of the replica that made the page before.
        const paging = createPaging({ snapshot, state: STATE, nowMs });
        const last = pages.at(-1);
        const token = ofRow ? (last?.rows[0]?.next ?? null) : (last?.next ?? null);
        if (last !== undefined && token === null) break;
        pages.push(token === null ? await paging.home({ rows: 2, items }) : await paging.next(token));
        const { catalogue } = snapshot;
        const densely = pages.flatMap((page) => itemIdsOf(page)).map((itemId) => catalogue.denseOfItemId(itemId));
        const before = densely.slice(0, densely.length - itemIdsOf(pages.at(-1)!).length);
        const titlesBefore = new Set(before.map((dense) => catalogue.titleOf[dense]!));
        for (const itemId of itemIdsOf(pages.at(-1)!)) {
          const dense = catalogue.denseOfItemId(itemId);
          expect(before).not.toContain(dense);
          expect(titlesBefore).not.toContain(catalogue.titleOf[dense]!);
          expect(catalogue.withdrawn[dense]).toBe(0);
        }
        expect(paging.fallbacks).toEqual([]);
      }
    }),
    { numRuns: 80 },
  );
}, 60_000);

test('the last page of a day comes, and after it none: whoever goes on from page to page has no more time', async () => {
  const world = aWorld(snapshotAt({ blocked: [], episodes: [], packageSeed: 1, hour: 0 }), STATE);
  const paging = createPaging(world);
  const page = await paging.home({ rows: 1, items: 3 });
  world.nowMs = NOW_MS + 24 * HOUR_MS - 1;
  const late = await paging.next(page.next!);
  expect(late.rows).toHaveLength(1);
  world.nowMs++;
  const refusal = await paging.next(late.next!).catch((error: unknown) => error);
  expect((refusal as MarqueeError).code).toBe('token-expired');
});

test('a pin stands once in a chain, and never brings back what was shown', async () => {
  const whole = snapshotAt({ blocked: [], episodes: [], packageSeed: 1, hour: 0 });
  const world = aWorld({ ...whole, pins: [aPin(1, { itemId: 'i50', rowKind: 'genre' })] }, STATE);
  const paging = createPaging(world);
  const rowIds = ['genre:drama', 'genre:war', 'genre:crime'];
  const first = await paging.home({ rows: 1, items: 4, rowIds });
  expect(itemIdsOf(first)[0]).toBe('i50');
  const shown = itemIdsOf(first)[1]!;
  world.snapshot = {
    ...whole,
    pins: [
      aPin(1, { itemId: 'i50', rowKind: 'genre' }),
      aPin(2, { itemId: shown, rowId: rowIds.find((rowId) => rowId !== first.rows[0]!.rowId)! }),
    ],
  };
  const rest = await paging.chainFrom(await paging.next(first.next!));
  const items = rest.flatMap((page) => itemIdsOf(page));
  expect(rest.flatMap((page) => page.rows)).toHaveLength(2);
  expect(items).not.toContain('i50');
  expect(items).not.toContain(shown);
  const withheld = paging.decisions.slice(1).flatMap((decision) => decision.withheld);
  expect(withheld).toContainEqual({ pinId: 'pin-2', reason: 'shown-above' });
  expect(withheld.map(({ pinId }) => pinId)).not.toContain('pin-1');
});

test('what the first page excluded stays out, though the catalogue learns of it later', async () => {
  const whole = snapshotAt({ blocked: [], episodes: [], packageSeed: 1, hour: 0 });
  const world = aWorld(whole, STATE);
  const paging = createPaging(world);
  const first = await paging.home({ rows: 1, items: 3, excludeItemIds: ['i20', 'i61'] });
  const more = aStoredItem(61, { genres: ['Drama'] });
  const items = Array.from({ length: 60 }, (_, at) => aStoredItem(at + 1, { genres: ['Drama', 'War'] }));
  world.snapshot = aSnapshot({ items: [...items, more], uses: { 61: 99, 20: 98 }, models: tinyPackage });
  const shown = (await paging.chainFrom(await paging.next(first.next!))).flatMap((page) => itemIdsOf(page));
  expect(shown.length).toBeGreaterThan(6);
  expect(shown).not.toContain('i20');
  expect(shown).not.toContain('i61');
});

test('a chain ends at 2,000 titles, though there are more', async () => {
  const items = Array.from({ length: 2100 }, (_, at) => aStoredItem(at + 1));
  const paging = createPaging(aWorld(aSnapshot({ items, models: tinyPackage }), STATE));
  const pages = await paging.chainFrom(
    await paging.row('top-picks', { items: 49 }),
    (page) => page.rows[0]?.next ?? null,
  );
  const shown = pages.flatMap((page) => itemIdsOf(page));
  expect(shown).toHaveLength(2000);
  expect(new Set(shown).size).toBe(2000);
  expect(pages.at(-1)!.rows[0]!.items).toHaveLength(2000 % 49);
  expect(Math.max(...pages.map(({ rows }) => rows[0]!.next?.length ?? 0))).toBeLessThanOrEqual(6144);
  expect(paging.fallbacks).toEqual([]);
}, 60_000);
