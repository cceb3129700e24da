import { describe, expect, test } from '@jest/globals';
import type { PinDraft } from '../../../clients/typescript/src/index.ts';
import { pinDifferences, putOnTop } from '../../../src/console/pins/pin-diff.ts';

const base: Required<PinDraft> = {
  ...{ itemId: 'heat', rowId: 'top-picks', rowKind: null, position: 1, timeZone: 'UTC', repeat: null, audience: {} },
  ...{ from: '2026-11-01T00:00:00.000Z', until: '2026-12-01T00:00:00.000Z', priority: 0, ifRowAbsent: 'withhold' },
  ...{ ifWatched: 'withhold', enabled: true, note: '', campaign: null },
};
const words = { formatTime: (instant: string) => instant.slice(0, 10), segments: [] };

describe('two editors and one pin', () => {
  test('fields that either changed are told in words, with who changed them; others are not', () => {
    const theirs = { ...base, position: 4, campaign: 'oscars' };
    const yours = { ...base, position: 6, audience: { regions: ['US'] } };
    expect(pinDifferences(base, theirs, yours, words)).toEqual([
      { label: 'Slot', was: '2', theirs: '5', yours: '7', isTheirs: true, isYours: true },
      { label: 'For whom', was: 'Everyone', theirs: 'Everyone', yours: 'US', isTheirs: false, isYours: true },
      { label: 'Campaign', was: '–', theirs: 'oscars', yours: '–', isTheirs: true, isYours: false },
    ]);
  });

  test('with yours on top, what you changed is yours and what only they changed is theirs', () => {
    const theirs = { ...base, position: 4, campaign: 'oscars' };
    const yours = { ...base, position: 6, note: 'why' };
    expect(putOnTop(base, theirs, yours)).toEqual({ ...base, position: 6, campaign: 'oscars', note: 'why' });
  });

  test('a row and its kind are one thing: never both at once', () => {
    const theirs = { ...base, rowId: null, rowKind: 'genre' as const };
    const yours = { ...base, rowId: 'trending' };
    expect(putOnTop(base, theirs, yours)).toMatchObject({ rowId: 'trending', rowKind: null });
    expect(putOnTop(base, theirs, base)).toMatchObject({ rowId: null, rowKind: 'genre' });
    expect(pinDifferences(base, theirs, yours, words)).toMatchObject([
      { label: 'Row', was: 'Top picks', theirs: 'Any Genre row', yours: 'Trending' },
    ]);
  });

  test('of whoever did nothing only the other is told', () => {
    expect(pinDifferences(base, { ...base, enabled: false }, null, words)).toMatchObject([
      { label: 'Enabled', was: 'Yes', theirs: 'No', isYours: false },
    ]);
  });
});
