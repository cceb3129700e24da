import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Audience, type AudienceFacts, audiencesMeet, isInAudience, SURFACES } from '../../src/domain/audience.ts';
import { MATURITIES } from '../../src/domain/item.ts';

const someone: AudienceFacts = { region: 'DE', surface: 'tv', maturity: 'teen', language: 'pt-BR', isNewUser: false };
const viewer: AudienceFacts = {
  ...someone,
  isInSegment: (segmentId) => segmentId === 'sports',
  arms: { rows: 'b', 'row:s': 'a' },
};

describe('who is in an audience', () => {
  test('everyone is in {}, also who is not known at all', () => {
    const nobody = { region: null, surface: 'web', maturity: 'kids', language: null } as const;
    expect([isInAudience({}, viewer), isInAudience({}, nobody)]).toEqual([true, true]);
  });

  test.each<[Audience, boolean]>([
    [{ regions: ['US', 'DE'] }, true],
    [{ regions: ['US'] }, false],
    [{ surfaces: ['tv'], maturities: ['teen'] }, true],
    [{ surfaces: ['tv'], maturities: ['adult'] }, false],
    [{ languages: ['pt'] }, true],
    [{ languages: ['PT-br'] }, true],
    [{ languages: ['pt-PT'] }, false],
    [{ languages: ['p'] }, false],
    [{ newUsers: true }, false],
    [{ newUsers: false }, true],
    [{ segmentIds: ['sports'] }, true],
    [{ segmentIds: ['lapsed', 'sports'] }, true],
    [{ segmentIds: ['lapsed'] }, false],
    [{ segmentIds: ['sports'], regions: ['US'] }, false],
    [{ arms: ['rows:a', 'rows:b'] }, true],
    [{ arms: ['rows:a'] }, false],
    [{ arms: ['rows'] }, false],
  ])('%j: %s', (audience, isIn) => {
    expect(isInAudience(audience, viewer)).toBe(isIn);
  });

  test.each<[Audience, Partial<AudienceFacts>]>([
    [{ regions: ['DE'] }, { region: null }],
    [{ languages: ['pt'] }, { language: null }],
    [{ newUsers: true }, { isNewUser: null }],
    [{ newUsers: false }, { isNewUser: null }],
    [{ newUsers: false }, { isNewUser: undefined }],
    [{ segmentIds: ['sports'] }, { isInSegment: undefined }],
    [{ arms: ['rows:b'] }, { arms: undefined }],
  ])('%j is not met where %j', (audience, unknown) => {
    expect(isInAudience(audience, { ...viewer, ...unknown })).toBe(false);
  });
});

describe('two audiences', () => {
  const audience = fc.record(
    {
      regions: fc.subarray(['DE', 'US'], { minLength: 1 }),
      surfaces: fc.subarray([...SURFACES], { minLength: 1 }),
      maturities: fc.subarray([...MATURITIES], { minLength: 1 }),
      languages: fc.subarray(['pt', 'pt-BR', 'PT-pt', 'de', 'de-AT'], { minLength: 1 }),
      newUsers: fc.boolean(),
    },
    { requiredKeys: [] },
  );
  const everyViewer = ['DE', 'US'].flatMap((region) =>
    SURFACES.flatMap((surface) =>
      MATURITIES.flatMap((maturity) =>
        ['pt', 'pt-BR', 'pt-PT', 'de', 'de-AT'].flatMap((language) =>
          [true, false].map((isNewUser): AudienceFacts => ({ region, surface, maturity, language, isNewUser })),
        ),
      ),
    ),
  );

  test('may meet whatever segments and arms they name', () => {
    expect(audiencesMeet({ segmentIds: ['a'], arms: ['x:a'] }, { segmentIds: ['b'], arms: ['x:b'] })).toBe(true);
    expect(audiencesMeet({ segmentIds: ['a'], regions: ['DE'] }, { segmentIds: ['a'], regions: ['US'] })).toBe(false);
  });

  test('meet exactly when somebody is in both', () => {
    fc.assert(
      fc.property(audience, audience, (a, b) => {
        const both = everyViewer.some((facts) => isInAudience(a, facts) && isInAudience(b, facts));
        expect(audiencesMeet(a, b)).toBe(both);
      }),
    );
  });
});
