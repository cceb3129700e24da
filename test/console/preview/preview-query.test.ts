import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  draftAudience,
  isOver,
  type PreviewQuery,
  parametersOf,
  queryOf,
  requestOf,
  within,
} from '../../../src/console/preview/preview-query.ts';

const NOW_MS = Date.parse('2026-11-21T12:00:00Z');
const DEFAULT: PreviewQuery = {
  userId: null,
  audience: {},
  surface: 'tv',
  region: null,
  at: null,
  show: 'with',
  why: null,
};

describe('the address', () => {
  test('of a page as by default is empty, and an empty one is such a page', () => {
    expect(parametersOf(DEFAULT).toString()).toBe('');
    expect(queryOf(new URLSearchParams())).toEqual(DEFAULT);
  });

  test('whatever is asked is in it, and is read from it again', () => {
    const query = fc.record({
      userId: fc.option(fc.stringMatching(/^[A-Za-z0-9._:@-]{1,20}$/)),
      audience: fc.constantFrom<PreviewQuery['audience'][]>({}, { newUsers: true }, { languages: ['pt-BR', 'de'] }),
      surface: fc.constantFrom<PreviewQuery['surface'][]>('tv', 'web', 'mobile'),
      region: fc.option(fc.stringMatching(/^[A-Z]{2}$/)),
      at: fc.option(fc.integer({ min: 0, max: 4e12 }).map((ms) => new Date(ms).toISOString())),
      show: fc.constantFrom<PreviewQuery['show'][]>('with', 'without', 'both'),
      why: fc.option(
        fc.record({
          rowId: fc.stringMatching(/^[a-z.:-]{1,12}$/),
          position: fc.integer({ min: 0, max: 999 }),
          side: fc.constantFrom<('with' | 'without')[]>('with', 'without'),
        }),
      ),
    });
    fc.assert(
      fc.property(query, (asked) => {
        expect(queryOf(new URLSearchParams(parametersOf(asked).toString()))).toEqual(asked);
      }),
    );
  });

  test('what cannot be read is as if it were not there', () => {
    const nonsense = 'user=&audience=%7Bx&surface=radio&region=usa&at=soon&show=all&why=top-picks';
    expect(queryOf(new URLSearchParams(nonsense))).toEqual(DEFAULT);
    const half = new URLSearchParams({
      audience: '{"regions":["US"],"surfaces":[],"newUsers":"yes","colour":["red"]}',
    });
    expect(queryOf(half).audience).toEqual({ regions: ['US'] });
    expect(queryOf(new URLSearchParams({ audience: 'null' })).audience).toEqual({});
  });
});

test('surface and region are within the audience, and of a viewer they may be any', () => {
  const audience = { regions: ['DE', 'AT'], surfaces: ['web' as const] };
  expect(within({ ...DEFAULT, audience, region: 'US' })).toMatchObject({ region: 'DE', surface: 'web' });
  expect(within({ ...DEFAULT, audience, region: 'AT' })).toMatchObject({ region: 'AT' });
  expect(within({ ...DEFAULT, audience, userId: 'u1', region: 'US' })).toMatchObject({ region: 'US', surface: 'tv' });
});

test('the service is asked for a viewer or an audience, never for both, and never for the past', () => {
  const request = requestOf({ ...DEFAULT, userId: 'u1', audience: { newUsers: true } }, [], 'Europe/Berlin', NOW_MS);
  expect(request).toMatchObject({ userId: 'u1', surface: 'tv', timeZone: 'Europe/Berlin', explain: true });
  expect(request).not.toHaveProperty('audience');
  expect(request).not.toHaveProperty('region');
  const later = { ...DEFAULT, region: 'US', at: '2026-11-27T19:00:00.000Z' };
  expect(requestOf(later, [], 'UTC', NOW_MS)).toMatchObject({ audience: {}, region: 'US', at: later.at });
  const over = { ...DEFAULT, at: '2026-11-20T19:00:00.000Z' };
  expect([isOver(over, NOW_MS), isOver(later, NOW_MS), isOver(DEFAULT, NOW_MS)]).toEqual([true, false, false]);
  expect(requestOf(over, [], 'UTC', NOW_MS)).not.toHaveProperty('at');
});

test('a pin that is made here is for the audience that is looked at, where it is looked at', () => {
  const seen = { ...DEFAULT, region: 'US', audience: { newUsers: true } };
  expect(draftAudience(seen)).toEqual({ regions: ['US'], surfaces: ['tv'], newUsers: true });
  expect(draftAudience({ ...seen, userId: 'u1', region: null })).toEqual({ surfaces: ['tv'] });
  // What the audience says itself is not narrowed to the one of it that is looked at.
  const wide = { ...seen, audience: { regions: ['CA', 'US'] } };
  expect(draftAudience(wide).regions).toEqual(['CA', 'US']);
});
