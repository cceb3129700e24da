import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { hasBit } from '../../../src/domain/catalogue.ts';
import { compileFilter } from '../../../src/domain/filter/compile-filter.ts';
import { DEFAULT_TEMPLATES, type PageTemplate } from '../../../src/domain/page-template.ts';
import type { Stored } from '../../../src/domain/ports/editorial-store.ts';
import { splitRowId } from '../../../src/domain/row-id.ts';
import { RULE_FAMILIES, type Rule } from '../../../src/domain/rule.ts';
import type { Shown } from '../../../src/domain/shown.ts';
import type { Snapshot } from '../../../src/domain/snapshot.ts';
import { NOBODY } from '../../../src/domain/user-key.ts';
import { createPageTokens } from '../../../src/recommend/paging/page-tokens.ts';
import { createRowPage } from '../../../src/recommend/row-page.ts';
import { aStoredItem } from '../../support/items.ts';
import {
  aPin,
  aRequest,
  aSnapshot,
  aState,
  itemIdsOf,
  type Made,
  makeBy,
  makePage,
  makeRow,
  makeSearch,
  makeSimilar,
  NOW_MS,
} from '../../support/pages.ts';
import { aRule } from '../../support/rules.ts';
import { tinyPackage } from '../../support/tiny-package.ts';

const SIZE = 160;
const GENRES = ['Drama', 'War', 'Crime'];
const HOUR_MS = 3_600_000;
/** Films but for a series (i1) with three episodes. */
const items = Array.from({ length: SIZE }, (_, at) =>
  aStoredItem(at + 1, {
    type: at === 0 ? 'series' : at < 4 ? 'episode' : 'film',
    ...(at > 0 && at < 4 && { seriesId: 'i1', season: 1, episode: at }),
    title: `Story ${at + 1}`,
    genres: GENRES.filter((_genre, no) => (at * 7 + no * 3) % 4 < 2),
    releaseDate: new Date(NOW_MS - (at % 40) * 30 * 86_400_000).toISOString(),
    windows: [{ region: '*', from: null, until: at % 9 === 0 ? new Date(NOW_MS + 86_400_000).toISOString() : null }],
  }),
);
const uses = Object.fromEntries(items.map(({ itemNo }) => [itemNo, itemNo % 13]));
const made = aSnapshot({ items, uses, models: (catalogue) => tinyPackage(catalogue, { neighbours: 20 }) });
const drawn = (template: PageTemplate): PageTemplate => ({
  ...template,
  exploration: { ...template.exploration, share: 0.5 },
});
const { tv, web, mobile } = DEFAULT_TEMPLATES;
const whole: Snapshot = { ...made, templates: { tv: drawn(tv), web: drawn(web), mobile: drawn(mobile) } };
const viewer = aState(
  { type: 'complete', itemNo: 9 },
  { type: 'complete', itemNo: 22 },
  { type: 'progress', itemNo: 2, value: 0.4 },
  { type: 'progress', itemNo: 31, value: 0.5 },
  { type: 'list-add', itemNo: 44 },
  { type: 'complete', itemNo: 60 },
);

const FILTERS = ['genre = War', 'genre in (Drama, Crime) and year > 2024', 'itemId in (i1, i40, i77)', 'itemId = i2'];
const rule = fc.record({
  action: fc.constantFrom('boost', 'bury', 'block'),
  filter: fc.constantFrom(...FILTERS),
  strength: fc.constantFrom(0.5, 3),
  limit: fc.constantFrom(0.1, 0.25, 1),
  audience: fc.constantFrom({}, {}, { surfaces: ['tv'] }, { newUsers: true }, { regions: ['DE'] }),
  from: fc.constantFrom(null, null, new Date(NOW_MS + HOUR_MS).toISOString()),
  enabled: fc.constantFrom(true, true, false),
});
const rules = fc
  .array(rule, { maxLength: 5 })
  .map((all) => all.map((one, at) => aRule(one as never, `rule-${at}`)) as readonly Stored<Rule>[]);
const rung = fc.constantFrom<Partial<Snapshot>>({}, {}, { models: null });
const request = fc.record({
  surface: fc.constantFrom('tv', 'mobile'),
  region: fc.constantFrom(null, 'DE'),
  randomSeed: fc.integer(),
  rows: fc.integer({ min: 2, max: 10 }),
});

/** What the rules block for a request, told without the code of pages. */
function blockedBy(stored: readonly Stored<Rule>[], asked: { surface: string; region: string | null }): Set<string> {
  const { catalogue } = whole;
  const blocked = new Set<string>();
  for (const { value } of stored) {
    const { surfaces = [asked.surface], regions, newUsers } = value.audience as Record<string, never>;
    const isFor =
      (surfaces as string[]).includes(asked.surface) &&
      (regions === undefined || asked.region === null || (regions as string[]).includes(asked.region)) &&
      newUsers === undefined;
    if (value.action !== 'block' || !value.enabled || value.from !== null || !isFor) continue;
    const bits = compileFilter(value.filter).matches(catalogue, NOW_MS);
    for (let dense = 0; dense < catalogue.size; dense++) {
      const isBlocked = hasBit(bits, dense) || hasBit(bits, catalogue.titleOf[dense]!);
      if (isBlocked) blocked.add(catalogue.itemId[dense]!);
    }
  }
  return blocked;
}

function namesNone(blocked: ReadonlySet<string>, { page, fallbacks }: Made): void {
  expect(fallbacks).not.toContain('eligibility-again removed');
  for (const { seed, items: slots } of page.rows) {
    if (seed !== null) expect([seed.itemId, blocked.has(seed.itemId)]).toEqual([seed.itemId, false]);
    for (const { itemId, resume } of slots) {
      expect([itemId, blocked.has(itemId)]).toEqual([itemId, false]);
      if (resume !== undefined) expect(blocked.has(resume.itemId)).toBe(false);
    }
  }
}

describe('whatever rules there are, for whoever asks', () => {
  test('what they block is on no page, no next page, no row alone, not similar and not found, whatever the rung', async () => {
    await fc.assert(
      fc.asyncProperty(rules, request, rung, async (stored, asked, parts) => {
        const snapshot = { ...whole, ...parts, rules: stored };
        const blocked = blockedBy(stored, asked);
        const first = await makePage(snapshot, viewer, asked as never);
        const { decision } = first;
        const shown = {
          parentId: 'p',
          rowIds: decision.rowIds,
          titleNos: Int32Array.from(decision.slots.itemNo).sort(),
          lastInRow: new Int32Array(),
          countInRow: 0,
        };
        const others = await Promise.all([
          makePage(snapshot, viewer, { ...asked, shown } as never),
          makeRow(snapshot, 'genre:war', viewer, asked as never),
          makeRow(snapshot, 'leaving-soon', viewer, asked as never),
          makeSimilar(snapshot, 'i50', viewer, asked as never),
          makeSearch(snapshot, 'story', viewer, asked as never),
        ]);
        for (const one of [first, ...others]) namesNone(blocked, one);
      }),
      { numRuns: 120 },
    );
  });

  test('propensities are such, and no title stands twice', async () => {
    await fc.assert(
      fc.asyncProperty(rules, request, async (stored, asked) => {
        const { page } = await makePage({ ...whole, rules: stored }, viewer, asked as never);
        const ids = itemIdsOf(page);
        expect(new Set(ids).size).toBe(ids.length);
        for (const { propensity } of page.rows.flatMap((row) => row.items)) {
          expect(propensity).toBeGreaterThan(0);
          expect(propensity).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 100 },
    );
  });

  test('where none is in force the page is the same, bit for bit', async () => {
    await fc.assert(
      fc.asyncProperty(rules, request, async (stored, asked) => {
        const off = stored.map((one, at) => ({
          ...one,
          value: [
            { ...one.value, enabled: false },
            { ...one.value, until: new Date(NOW_MS).toISOString() },
            { ...one.value, audience: { surfaces: ['web' as const] } },
          ][at % 3]!,
        }));
        const without = await makePage(whole, viewer, asked as never);
        const { page, decision } = await makePage({ ...whole, rules: off }, viewer, asked as never);
        expect(page).toEqual(without.page);
        expect(decision).toEqual(without.decision);
      }),
      { numRuns: 100 },
    );
  });
});

describe('rules on a page', () => {
  const still = { ...made, rules: [] as readonly Stored<Rule>[] };

  test('a block withholds a pin, and says why', async () => {
    const pins = [aPin(1, { itemId: 'i40' }), aPin(2, { itemId: 'i41', position: 1 })];
    const rules = [aRule({ action: 'block', filter: 'itemId = i40' })];
    const { page, decision } = await makePage({ ...still, pins, rules });
    expect(decision.withheld).toEqual([{ pinId: 'pin-1', reason: 'blocked-by-rule' }]);
    expect(itemIdsOf(page)).toContain('i41');
    expect(itemIdsOf(page)).not.toContain('i40');
  });

  test('the score stays what the ranker said, and the explanation says which rule moved it and by how much', async () => {
    const [plain, boosted] = await Promise.all([
      makePage(still, viewer, { explain: true }),
      makePage(
        {
          ...still,
          rules: [
            aRule({ action: 'boost', filter: 'genre = War', strength: 2, limit: 0.5, rows: ['top-picks'] }, 'more-war'),
            aRule({ action: 'bury', filter: 'genre = War', strength: 0.5, rows: ['top-picks'] }, 'less-war'),
          ],
        },
        viewer,
        { explain: true },
      ),
    ]);
    const slotsOf = (of: Made) => of.page.rows.flatMap((row) => row.items);
    const scores = new Map(slotsOf(plain).map(({ itemId, score }) => [itemId, score]));
    for (const { itemId, score } of slotsOf(boosted)) expect(scores.get(itemId) ?? score).toBe(score);

    const row = boosted.page.rows.find(({ rowId }) => rowId === 'top-picks')!;
    const explained = row.items as unknown as readonly {
      itemId: string;
      explanation: { chosenBy: { rules: number }; rules: readonly { rule: string; lifted?: boolean }[] };
    }[];
    const isWar = (itemId: string) => items.find(({ item }) => item.itemId === itemId)!.item.genres.includes('War');
    for (const { itemId, explanation } of explained) {
      const named = explanation.rules.filter(({ rule: name }) => name === 'boosted' || name === 'buried');
      if (!isWar(itemId)) expect(named).toEqual([]);
      else {
        expect(named).toEqual([
          { rule: 'boosted', ruleId: 'more-war', strength: 2, lifted: named[0]!.lifted },
          { rule: 'buried', ruleId: 'less-war', strength: 0.5 },
        ]);
      }
    }
    const lifted = explained.filter(({ explanation }) => explanation.rules.some((one) => one.lifted === true));
    expect(lifted.length).toBeGreaterThan(0);
    for (const { explanation } of lifted) expect(explanation.chosenBy.rules).toBe(1.5);
  });

  test('a block for an audience holds for who may be in it: what is not known lets nobody see it', async () => {
    const shows = async (audience: object, asked: object, state: typeof viewer | null = viewer): Promise<boolean> => {
      const rules = [aRule({ action: 'block', filter: 'itemId = i40', audience })];
      const pins = [aPin(1, { itemId: 'i40' })];
      return itemIdsOf((await makePage({ ...still, pins, rules }, state, asked)).page).includes('i40');
    };
    expect(await shows({ regions: ['DE'] }, { region: 'FR' })).toBe(true);
    expect(await shows({ regions: ['DE'] }, { region: 'DE' })).toBe(false);
    expect(await shows({ regions: ['DE'] }, { region: null })).toBe(false);
    expect(await shows({ languages: ['de'] }, { language: 'fr' })).toBe(true);
    expect(await shows({ languages: ['de'] }, { language: null })).toBe(false);
    expect(await shows({ newUsers: false }, {}, null)).toBe(true);
    expect(await shows({ newUsers: true }, {}, null)).toBe(false);
    const nobody = { userId: null, userKey: NOBODY };
    expect(await shows({ newUsers: false }, nobody)).toBe(false);
    expect(await shows({ segmentIds: ['families'] }, {})).toBe(true);
    expect(await shows({ segmentIds: ['families'] }, nobody)).toBe(false);
    expect(await shows({ surfaces: ['mobile'] }, nobody)).toBe(true);
  });

  test('may be for just the families of rows that are ordered by score', async () => {
    const { page } = await makePage(still, viewer, { explain: true, rows: 12 });
    const ordered = (page.rows as unknown as readonly { rowId: string; explanation: { order: string } }[])
      .filter(({ explanation }) => explanation.order === 'score')
      .map(({ rowId }) => splitRowId(rowId)[0]);
    expect(ordered.length).toBeGreaterThan(0);
    for (const family of ordered) expect(RULE_FAMILIES).toContain(family);
  });

  test('a page expires when a rule begins or ends', async () => {
    const at = (ms: number): string => new Date(NOW_MS + ms).toISOString();
    const begins = aRule({ action: 'boost', from: at(120_000) });
    const ends = aRule({ action: 'block', filter: 'itemId = i9', until: at(60_000) });
    const others = aRule({ action: 'bury', until: at(30_000), audience: { surfaces: ['mobile'] } });
    expect((await makePage({ ...still, rules: [begins, others] })).page.expiresAt).toBe(at(120_000));
    expect((await makePage({ ...still, rules: [begins, ends] })).page.expiresAt).toBe(at(60_000));
  });

  test('a rule that cannot be read is left out, and the others hold', async () => {
    const rules = [
      aRule({ action: 'block', filter: 'no such (' }, 'broken'),
      aRule({ action: 'block', filter: 'itemId = i9' }),
    ];
    const { page, fallbacks } = await makePage({ ...still, rules });
    expect(fallbacks).toEqual([]);
    expect(page.rung).toBe('R0');
    expect(itemIdsOf(page)).not.toContain('i9');
  });

  test('a series that is blocked is blocked with its episodes, and an episode alone', async () => {
    const { catalogue } = still;
    const isSeries = await makePage({ ...still, rules: [aRule({ action: 'block', filter: 'itemId = i1' })] }, viewer);
    expect(itemIdsOf(isSeries.page).filter((id) => catalogue.titleOf[catalogue.denseOfItemId(id)] === 0)).toEqual([]);
    const began = await makePage(still, viewer);
    const resumed = (of: Made) =>
      of.page.rows.flatMap(({ items: slots }) => slots.flatMap(({ resume }) => resume?.itemId ?? []));
    expect(resumed(began)).toContain('i2');
    const isEpisode = await makePage({ ...still, rules: [aRule({ action: 'block', filter: 'itemId = i2' })] }, viewer);
    expect(resumed(isEpisode)).not.toContain('i2');
  });

  test.each([1, 2, 3, 4])(
    'a chain that goes on by its tokens lifts no more than one long page (%i rows a page)',
    async (rows) => {
      const tokens = createPageTokens(new Uint8Array(32).fill(3));
      const rules = [aRule({ action: 'boost', filter: 'genre = War', strength: 3, limit: 0.3 })];
      const template = { ...still.templates.tv, visibleRows: 3, visibleSlots: 5 };
      const snapshot = { ...still, rules, templates: { ...still.templates, tv: template } };
      const ask = (asked: object) => makePage(snapshot, viewer, { items: 8, ...asked }, { pageTokens: tokens });
      const long = await ask({ rows: 8 });
      let page = (await ask({ rows })).page;
      const found = [...page.rows];
      while (found.length < 8 && page.next !== null) {
        ({ page } = await ask({ rows, shown: tokens.open(page.next, NOW_MS).shown }));
        found.push(...page.rows);
      }
      const of = (all: Made['page']['rows']) =>
        all.slice(0, 8).map(({ rowId, items: slots }) => [rowId, slots.map(({ itemId }) => itemId)]);
      expect(of(found)).toEqual(of(long.page.rows));
    },
  );

  test('a row that goes on by its token is the row of twice as many', async () => {
    const tokens = createPageTokens(new Uint8Array(32).fill(3));
    const rules = [aRule({ action: 'boost', filter: 'genre = War', strength: 3, limit: 0.3 })];
    const ask = async (items_: number, shown: Shown | null) =>
      (
        await makeBy({ ...still, rules }, viewer, (parts) =>
          createRowPage({ ...parts, pageTokens: tokens })(aRequest({ items: items_, shown }), 'top-picks'),
        )
      ).page.rows[0]!;
    for (const half of [4, 6, 9, 13]) {
      const long = await ask(2 * half, null);
      const first = await ask(half, null);
      const second = await ask(half, tokens.open(first.next!, NOW_MS).shown);
      const ids = [...first.items, ...second.items].map(({ itemId }) => itemId);
      expect(ids).toEqual(long.items.map(({ itemId }) => itemId));
    }
  });
});
