import { describe, expect, test } from '@jest/globals';
import { allRegions, audienceText, languageName, withKey } from '../../../src/console/parts/audience-text.ts';

describe('an audience in words', () => {
  test('nothing to meet is everyone', () => {
    expect(audienceText({})).toBe('Everyone');
  });

  test('every key is said, and of each any', () => {
    const audience = {
      regions: ['US', 'CA', 'GB'],
      surfaces: ['tv' as const],
      maturities: ['teen' as const],
      languages: ['pt-BR'],
      newUsers: true,
      segmentIds: ['regulars', 'gone'],
      arms: ['drama:b'],
    };
    expect(audienceText(audience, [{ segmentId: 'regulars', name: 'Regulars' }])).toBe(
      'US, CA or GB · TV · teen profiles · Brazilian Portuguese · new viewers · in Regulars or gone · arm drama:b',
    );
    expect(audienceText({ newUsers: false })).toBe('Viewers known for longer');
  });

  test('a key that says nothing is taken away, and the others stay', () => {
    const audience = withKey({ regions: ['GB'], newUsers: false }, 'regions', []);
    expect(audience).toEqual({ newUsers: false });
    expect('regions' in audience).toBe(false);
    expect(withKey(audience, 'newUsers', undefined)).toEqual({});
    expect(withKey({}, 'newUsers', false)).toEqual({ newUsers: false });
  });

  test('regions are those there are, by name, and none twice', () => {
    const regions = allRegions();
    const codes = regions.map(({ value }) => value);
    expect(regions).toContainEqual({ value: 'US', label: 'United States (US)' });
    expect(new Set(codes).size).toBe(codes.length);
    for (const code of ['SU', 'UK', 'EU', 'ZZ']) expect(codes).not.toContain(code);
    expect(codes.length).toBeGreaterThan(230);
  });

  test('a language that nobody knows is its tag', () => {
    expect(languageName('de')).toBe('German');
    expect(languageName('not a tag')).toBe('not a tag');
  });
});
