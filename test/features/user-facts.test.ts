import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { StoredItem } from '../../src/domain/item.ts';
import { createCatalogue } from '../../src/features/catalogue-columns.ts';
import { userFactsOf } from '../../src/features/user-facts.ts';
import { EMPTY_STATE, MAX_EVENTS, type StateEvent, type UserState } from '../../src/features/user-state.ts';
import { eventKeyOf, fold } from '../../src/features/user-state-merge.ts';
import { anItem } from '../support/items.ts';
import { eventTypes } from '../support/user-states.ts';

const NOW_MS = Date.parse('2026-03-01T12:00:00.000Z');
const DAY_MS = 86_400_000;
const GENRES = [['Drama'], ['Drama', 'War'], ['War'], ['drama'], ['Comedy'], []];
const stored = (item: ReturnType<typeof anItem>, at: number): StoredItem => ({
  itemNo: at + 1,
  item,
  blocked: false,
  deleted: false,
  revision: at + 1,
});
// Items 1 to 6 are films; 7 is a series and 8, 9 its episodes.
const catalogue = createCatalogue(
  [
    ...GENRES.map((genres, at) => anItem(`i${at + 1}`, { genres })),
    anItem('i7', { type: 'series', genres: ['War'] }),
    ...[8, 9].map((no) => anItem(`i${no}`, { type: 'episode', seriesId: 'i7', season: 1, episode: no })),
  ].map(stored),
  1,
);
const request = {
  region: 'DE',
  surface: 'tv',
  language: 'de',
  maturity: 'teen',
  isNewUser: false,
  nowMs: NOW_MS,
} as const;

const stateOf = (events: readonly Partial<StateEvent>[], rest: Partial<UserState> = {}): UserState => ({
  ...fold(
    EMPTY_STATE,
    events.map((event, at) => ({
      type: 'play',
      itemNo: 1,
      value: Number.NaN,
      trigger: 'user',
      occurredAtMs: NOW_MS - DAY_MS + at,
      eventKey: eventKeyOf(`event-${at}`),
      ...event,
    })),
  ),
  ...rest,
});
const of = (events: readonly Partial<StateEvent>[], rest: Partial<UserState> = {}) =>
  userFactsOf(request, stateOf(events, rest), catalogue);
const exactly = (number: number) => ({ from: number, to: number });

describe('what is known of a user', () => {
  test('counts and days are those of the events, by a plain count', () => {
    const event = fc.record({
      type: fc.constantFrom(...eventTypes),
      trigger: fc.constantFrom('user' as const, 'autoplay' as const, 'preview' as const),
      value: fc.constantFrom(0.3, 0.95, 1),
      itemNo: fc.integer({ min: 1, max: 9 }),
      occurredAtMs: fc.integer({ min: NOW_MS - 40 * DAY_MS, max: NOW_MS + 60_000 }),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        const facts = of(events);
        const isPlay = ({ type, trigger }: (typeof events)[number]) => type === 'play' && trigger !== 'preview';
        expect(facts.numberOf('plays')).toEqual(exactly(events.filter(isPlay).length));
        expect(facts.numberOf('completes')).toEqual(exactly(events.filter(({ type }) => type === 'complete').length));
        expect(facts.numberOf('ratings')).toEqual(exactly(events.filter(({ type }) => type === 'rate').length));
        const played = events.filter((one) => isPlay(one) || one.type === 'progress' || one.type === 'complete');
        const latest = Math.max(...played.map(({ occurredAtMs }) => occurredAtMs));
        const days = played.length === 0 ? null : exactly(Math.max(0, NOW_MS - latest) / DAY_MS);
        expect(facts.numberOf('daysSincePlay')).toEqual(days);
      }),
    );
  });

  test('of somebody who did more than is kept a count is at least that, and a last play before it all that long ago', () => {
    const clicks = Array.from({ length: MAX_EVENTS - 2 }, () => ({ type: 'click' }) as const);
    const facts = of([{ type: 'complete' }, {}, ...clicks]);
    expect(facts.numberOf('plays')).toEqual({ from: 1, to: Number.POSITIVE_INFINITY });
    expect(facts.numberOf('completes')).toEqual({ from: 1, to: Number.POSITIVE_INFINITY });
    expect(facts.has('likedGenre', 'War')).toBeNull();
    const quiet = of([{ type: 'click', occurredAtMs: NOW_MS - 30 * DAY_MS }, ...clicks, { type: 'click' }]);
    expect(quiet.numberOf('daysSincePlay')).toEqual({ from: 30, to: Number.POSITIVE_INFINITY });
    expect(of([]).numberOf('daysSincePlay')).toBeNull();
  });

  test('a series was watched with its first episode, and counts as one title', () => {
    const facts = of([
      { type: 'complete', itemNo: 8 },
      { type: 'complete', itemNo: 9 },
      { type: 'complete', itemNo: 1 },
    ]);
    expect(facts.numberOf('titlesWatched')).toEqual(exactly(2));
    expect(['i7', 'i8', 'i1', 'i2'].map((id) => facts.has('watched', id))).toEqual([true, true, true, false]);
    expect(facts.has('watched', 'not in the catalogue')).toBeNull();
  });

  test('the list is what was put there last, and labels are words in any case', () => {
    const facts = of(
      [
        { type: 'list-add', itemNo: 1 },
        { type: 'list-add', itemNo: 2 },
        { type: 'list-remove', itemNo: 2 },
      ],
      {
        attributes: {
          ...{ region: null, language: null, maturity: null, labels: ['VIP', 'Über'] },
          ...{ changedAtMs: NOW_MS, changeKey: eventKeyOf('c') },
        },
      },
    );
    expect(['i1', 'i2', 'i3'].map((id) => facts.has('myList', id))).toEqual([true, false, false]);
    expect(['vip', 'über', 'beta'].map((word) => facts.has('label', word))).toEqual([true, true, false]);
    expect(of([]).has('label', 'vip')).toBe(false);
  });

  test('a genre is liked with two titles watched and liked, whatever else was looked at', () => {
    const [drama1, drama2] = [
      { type: 'complete', itemNo: 1 },
      { type: 'complete', itemNo: 2 },
    ] as const;
    expect(of([drama1, drama2]).has('likedGenre', 'DRAMA')).toBe(true);
    expect(of([drama1, drama2]).has('likedGenre', 'War')).toBe(false);
    expect(of([drama1, { type: 'complete', itemNo: 4 }]).has('likedGenre', 'Drama')).toBe(true);
    // Disliked, only put on the list, or hidden.
    expect(of([drama1, drama2, { type: 'rate', value: -1, itemNo: 2 }]).has('likedGenre', 'Drama')).toBe(false);
    expect(of([drama1, { type: 'list-add', itemNo: 2 }]).has('likedGenre', 'Drama')).toBe(false);
    expect(of([drama1, drama2, { type: 'hide', itemNo: 2 }]).has('likedGenre', 'Drama')).toBe(false);
  });

  test('where the state is not known nothing of it is, and what the request says still holds', () => {
    const facts = userFactsOf({ ...request, isNewUser: null }, null, catalogue);
    expect([facts.region, facts.language, facts.isNewUser]).toEqual(['DE', 'de', null]);
    expect([facts.numberOf('plays'), facts.numberOf('titlesWatched'), facts.has('label', 'vip')]).toEqual([
      null,
      null,
      null,
    ]);
  });
});
