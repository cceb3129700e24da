import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Audience, isInAudience } from '../../src/domain/audience.ts';
import type { UsedRow } from '../../src/domain/ports/row-usage.ts';
import { reachOf, type SeenAs, type ViewerCounts } from '../../src/domain/reach.ts';

const DAY_MS = 86_400_000;
const seenAs = fc.record({
  surface: fc.constantFrom('tv' as const, 'web' as const, 'mobile' as const),
  region: fc.constantFrom(null, 'DE', 'US'),
  maturity: fc.constantFrom('kids' as const, 'adult' as const),
  language: fc.constantFrom(null, 'pt', 'pt-BR', 'en'),
});
const viewers = fc.array(fc.uniqueArray(seenAs, { minLength: 1, maxLength: 4, selector: JSON.stringify }), {
  maxLength: 30,
});
const audience: fc.Arbitrary<Audience> = fc.record(
  {
    regions: fc.subarray(['DE', 'US', 'FR'], { minLength: 1 }),
    surfaces: fc.subarray(['tv' as const, 'web' as const], { minLength: 1 }),
    maturities: fc.constantFrom(['kids' as const], ['kids' as const, 'adult' as const]),
    languages: fc.subarray(['pt', 'pt-BR', 'en'], { minLength: 1 }),
  },
  { requiredKeys: [] },
);

/** As the log gives them: viewers who were seen alike are one group. */
function countsOf(all: readonly (readonly SeenAs[])[], sampleShare = 1): ViewerCounts {
  const groups = new Map<string, { seenAs: readonly SeenAs[]; users: number }>();
  for (const seen of all) {
    const sorted = seen.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    const key = JSON.stringify(sorted);
    groups.set(key, { seenAs: sorted, users: (groups.get(key)?.users ?? 0) + 1 });
  }
  return { fromMs: 0, toMs: 7 * DAY_MS, sampleShare, groups: [...groups.values()] };
}

describe('the reach of an audience', () => {
  test('is the viewers of whom one page would have been in it, each once', () => {
    fc.assert(
      fc.property(viewers, audience, (all, asked) => {
        const users = all.filter((seen) => seen.some((as) => isInAudience(asked, as))).length;
        const reach = reachOf(asked, countsOf(all));
        if (all.length === 0) expect(reach).toBeNull();
        else expect(reach).toMatchObject({ users, ofUsers: all.length, share: users / all.length, unknown: [] });
      }),
    );
  });

  test('of everyone is everyone, and no key more makes it greater', () => {
    fc.assert(
      fc.property(viewers, audience, audience, (all, asked, more) => {
        fc.pre(all.length > 0);
        const counts = countsOf(all);
        expect(reachOf({}, counts)!.share).toBe(1);
        const narrower = { ...more, ...asked };
        expect(reachOf(narrower, counts)!.users).toBeLessThanOrEqual(reachOf(asked, counts)!.users);
      }),
    );
  });

  test('does not guess what the log cannot say: it names the key, and counts as if it were not there', () => {
    const counts = countsOf([[{ surface: 'tv', region: 'DE', maturity: 'adult', language: null }]]);
    const reach = reachOf({ regions: ['DE'], newUsers: true }, counts);
    expect(reach).toMatchObject({ users: 1, unknown: ['newUsers'], days: 7, asOf: '1970-01-08T00:00:00.000Z' });
  });

  test('of a part of the viewers is told as an estimate of all', () => {
    const tv = { surface: 'tv', region: 'DE', maturity: 'adult', language: null } as const;
    const counts = countsOf([[tv], [tv], [{ ...tv, region: 'US' }]], 0.25);
    expect(reachOf({ regions: ['DE'] }, counts)).toMatchObject({
      users: 8,
      ofUsers: 12,
      share: 2 / 3,
      sampleShare: 0.25,
    });
  });
});

describe('the share of them who get a row', () => {
  const tv = { surface: 'tv', region: 'DE', maturity: 'adult', language: null } as const;
  const counts = countsOf([[tv], [tv], [{ ...tv, surface: 'web', region: 'US' }]]);
  const used: UsedRow[] = [
    { surface: 'tv', rowId: 'trending', pages: 0.1, users: 0.25 },
    { surface: 'tv', rowId: 'genre:war', pages: 0.1, users: 0.5 },
    { surface: 'tv', rowId: 'genre:crime', pages: 0.1, users: 0.75 },
    { surface: 'tv', rowId: 'because-you-watched', pages: 0.1, users: 0.4 },
    { surface: 'web', rowId: 'trending', pages: 0.1, users: 1 },
  ];
  const shareOf = (asked: Audience, rowId: string | null, rowKind: 'genre' | null = null) =>
    reachOf(asked, counts, { rowId, rowKind }, used)!.rowShare;

  test('is that of the surfaces they are on, in their proportion', () => {
    expect(shareOf({}, 'trending')).toBeCloseTo((2 * 0.25 + 1) / 3, 12);
    expect(shareOf({ regions: ['DE'] }, 'trending')).toBe(0.25);
    expect(shareOf({ surfaces: ['web'] }, 'genre:war')).toBe(0);
  });

  test('of a kind is at least that of its most frequent row, and of a row grown from a title that of its family', () => {
    expect(shareOf({ surfaces: ['tv'] }, null, 'genre')).toBe(0.75);
    expect(shareOf({ surfaces: ['tv'] }, 'because-you-watched:i1')).toBe(0.4);
  });

  test('is not known of surfaces that had no pages, nor where no row is named', () => {
    expect(reachOf({}, counts, { rowId: 'trending', rowKind: null }, [])!.rowShare).toBeNull();
    expect(reachOf({}, counts)!.rowShare).toBeNull();
    expect(shareOf({ regions: ['FR'] }, 'trending')).toBeNull();
  });
});
