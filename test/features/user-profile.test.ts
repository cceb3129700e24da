import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { PageRequest } from '../../src/domain/request.ts';
import type { UserAttributes } from '../../src/domain/user-attributes.ts';
import type { UserChange } from '../../src/domain/user-change.ts';
import { erasedState } from '../../src/features/erased-state.ts';
import { withProfile } from '../../src/features/user-profile.ts';
import { EMPTY_STATE, MAX_LINKS, type UserState } from '../../src/features/user-state.ts';
import { decodeUserState, encodeUserState } from '../../src/features/user-state-codec.ts';
import { changedUser, fold, inheritance, mergeStates } from '../../src/features/user-state-merge.ts';
import { aRequest } from '../support/pages.ts';
import { eventAt, manyEvents, someChanges, someState, someViews } from '../support/user-states.ts';

const hexOf = (state: UserState): string => Buffer.from(encodeUserState(state)).toString('hex');
const nothing: UserAttributes = { region: null, language: null, maturity: null, labels: [] };

const put = (changedAtMs: number, attributes: Partial<UserAttributes>, changeId = 'c'): UserChange => ({
  kind: 'attributes',
  changeId,
  userKey: 'u',
  changedAtMs,
  origin: 'app',
  attributes: { ...nothing, ...attributes },
});
const merge = (changedAtMs: number, userKey: string): UserChange => ({
  kind: 'merge',
  changeId: 'm',
  userKey,
  fromUserKey: 'u',
  changedAtMs,
  origin: 'app',
});

describe('changes folded into a user state', () => {
  test('end in the same bytes in any order, repeated, and split over replicas', () => {
    const told = someChanges.chain((changes) =>
      fc.tuple(
        fc.constant(changes),
        fc.shuffledSubarray([...changes], { minLength: changes.length }),
        fc.shuffledSubarray([...changes]),
      ),
    );
    fc.assert(
      fc.property(told, manyEvents, someViews, ([changes, shuffled, again], events, views) => {
        const whole = hexOf(fold(EMPTY_STATE, events, views, changes));
        const oneByOne = [...shuffled, ...again].reduce((state, change) => fold(state, [], [], [change]), EMPTY_STATE);
        expect(hexOf(mergeStates(fold(EMPTY_STATE, events, views), oneByOne))).toBe(whole);
        expect(hexOf(mergeStates(oneByOne, fold(EMPTY_STATE, events, views)))).toBe(whole);
      }),
    );
  });

  test('leave the profile written last, as a whole', () => {
    const state = fold(EMPTY_STATE, [], [], [put(2, { region: 'SE' }), put(1, { region: 'GB', language: 'en' })]);
    expect(state.attributes).toMatchObject({ region: 'SE', language: null, changedAtMs: 2 });
  });

  test('keep each user that the user was merged into once, and the newest of many', () => {
    const merges = Array.from({ length: 40 }, (_, n) => merge(n, `u${n % 20}`));
    const { mergedInto } = fold(EMPTY_STATE, [], [], merges);
    expect(mergedInto.map((link) => link.mergedAtMs).sort((a, b) => a - b)).toEqual(
      Array.from({ length: MAX_LINKS }, (_, n) => 40 - MAX_LINKS + n),
    );
  });

  test('are written to the user who was merged, or to whom the profile is', () => {
    expect(changedUser(merge(1, 'known'))).toBe('u');
    expect(changedUser(put(1, {}))).toBe('u');
  });
});

describe('what a merged user gives on', () => {
  test('is all that was done and nothing that was said', () => {
    fc.assert(
      fc.property(someState, (state) => {
        const given = inheritance(state, EMPTY_STATE);
        expect(given).toEqual({ ...state, attributes: null, mergedInto: [], erasedAtMs: 0 });
      }),
    );
  });

  test('merged and then followed by events is what both would have made together', () => {
    fc.assert(
      fc.property(manyEvents, manyEvents, manyEvents, (known, anonymous, later) => {
        const merged = mergeStates(fold(EMPTY_STATE, known), inheritance(fold(EMPTY_STATE, anonymous), EMPTY_STATE));
        expect(hexOf(fold(merged, later))).toBe(hexOf(fold(EMPTY_STATE, [...known, ...anonymous, ...later])));
      }),
    );
  });
});

describe('what a merged user gives to an heir, when one of them was erased', () => {
  const seen = fold(EMPTY_STATE, [eventAt(5, 'complete', 7)]);

  test('counts whole for an heir who was erased before: who was merged earlier was erased with the heir', () => {
    const heir = erasedState(9);
    const merged = mergeStates(heir, inheritance(seen, heir));
    expect([[...merged.watched], merged.events.length, merged.erasedAtMs]).toEqual([[7], 1, 9]);
  });

  test('erases nothing of the heir', () => {
    const erased = mergeStates(seen, erasedState(9));
    expect(hexOf(mergeStates(seen, inheritance(erased, seen)))).toBe(hexOf(seen));
  });
});

describe('the binary form', () => {
  test('of a state without a profile is of the format before profiles, so that older processes read it', () => {
    expect(encodeUserState(fold(EMPTY_STATE, [eventAt(1, 'play', 7)]))[0]).toBe(1);
    expect(encodeUserState(fold(EMPTY_STATE, [], [], [put(1, {})]))[0]).toBe(2);
  });

  test('of the release before profiles is read, and written back as it was', () => {
    const bytes = Buffer.from(
      '0100010000000000000000000000000001000000020000000000' + '8056febc784204030201fcfdfeff2c0100000000003f0a02ac02',
      'hex',
    );
    const state = decodeUserState(bytes);
    expect([...state.events.itemNo, ...state.watched]).toEqual([300, 300]);
    expect([state.attributes, state.mergedInto]).toEqual([null, []]);
    expect(hexOf(state)).toBe(bytes.toString('hex'));
    const withProfileNow = fold(state, [], [], [put(1, { maturity: 'kids' })]);
    expect(decodeUserState(encodeUserState(withProfileNow)).events).toEqual(state.events);
  });

  test('of a profile stays readable by later releases: this very profile has these very bytes', () => {
    const changes = [
      put(1_700_000_000_000, { region: 'SE', language: 'sv', maturity: 'teen', labels: ['å'] }),
      merge(5, 'k'),
    ];
    const bytes = Buffer.from(encodeUserState(fold(EMPTY_STATE, [], [], changes)));
    // The key: first 64 bits of SHA-256 of "c", 2e7d2c03a9507ae2.
    const json = '[[1700000000000,779955203,2840623842,"SE","sv",1,["å"]],[["k",5]]]';
    expect(bytes.subarray(24).toString('utf8')).toBe(json);
    expect(bytes.subarray(0, 24).toString('hex')).toBe(`020000000000${'4300'}${'00'.repeat(16)}`);
    expect(decodeUserState(bytes).attributes).toMatchObject({ maturity: 'teen', labels: ['å'] });
  });

  test.each([
    '{}',
    '[null]',
    '[null,null]',
    '[[1,2,3,4,null,null,[]],[]]',
    '[[1,2,3,null,null,3,[]],[]]',
    '[[1,2,3,null,null,"length",[]],[]]',
    '[null,[["k"]]]',
  ])('is refused when its profile is %s', (json) => {
    const bytes = Buffer.concat([encodeUserState(EMPTY_STATE), Buffer.from(json)]);
    bytes[0] = 2;
    bytes.writeUInt16LE(json.length, 6);
    expect(() => decodeUserState(bytes)).toThrow(expect.objectContaining({ code: 'data-check-failed' }));
  });
});

describe('a page request completed by the profile', () => {
  const asked = (more: Partial<PageRequest>) => aRequest(more);

  test('has the region and language that were asked for, else the profile’s', () => {
    const profile = { ...nothing, region: 'SE', language: 'sv' };
    expect(withProfile(asked({ region: 'GB', language: 'en' }), profile)).toMatchObject({
      region: 'GB',
      language: 'en',
    });
    expect(withProfile(asked({}), profile)).toMatchObject({ region: 'SE', language: 'sv' });
    expect(withProfile(asked({}), nothing)).toMatchObject({ region: null, language: null });
  });

  test.each([
    ['adult', false, 'teen', 'teen'],
    ['kids', false, 'adult', 'kids'],
    ['adult', false, null, 'adult'],
    ['teen', true, 'adult', 'adult'],
    ['teen', true, 'kids', 'kids'],
    ['teen', true, null, 'teen'],
  ] as const)('asked %s (default: %p) with a profile of %s: %s', (maturity, isDefaultMaturity, ofProfile, holds) => {
    const request = asked({ maturity, isDefaultMaturity });
    expect(withProfile(request, { ...nothing, maturity: ofProfile }).maturity).toBe(holds);
    expect(withProfile(request, null)).toBe(request);
  });
});
