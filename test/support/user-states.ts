import fc from 'fast-check';
import { EVENT_TYPES, TRIGGERS } from '../../src/domain/event.ts';
import { MATURITIES } from '../../src/domain/item.ts';
import type { UserChange } from '../../src/domain/user-change.ts';
import { erasedState } from '../../src/features/erased-state.ts';
import { EMPTY_STATE, type StateEvent, type StateView, type UserState } from '../../src/features/user-state.ts';
import { fold } from '../../src/features/user-state-merge.ts';

const eventKey = fc.oneof(
  // Few enough that ties and re-sends happen, and the whole range, where signs and overflows would show.
  fc.record({ high: fc.constantFrom(1, 2), low: fc.constantFrom(3, 4) }),
  fc.record({ high: fc.nat({ max: 0xffff_ffff }), low: fc.nat({ max: 0xffff_ffff }) }),
);
const occurredAtMs = fc.oneof(fc.integer({ min: -3, max: 9 }), fc.integer({ min: 0, max: 4_000_000_000_000 }));
const itemNo = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 0x7fff_ffff }));
const value = fc.oneof(fc.constantFrom(Number.NaN, 0, -0, 0.1, 0.9, 1, -1), fc.double({ min: -1, max: 1 }));

export const eventTypes = EVENT_TYPES.filter((type) => type !== 'viewed');

export const someEvent: fc.Arbitrary<StateEvent> = fc.record({
  occurredAtMs,
  eventKey,
  type: fc.constantFrom(...eventTypes),
  itemNo,
  value,
  trigger: fc.constantFrom(...TRIGGERS),
});

export const someView: fc.Arbitrary<StateView> = fc.record({ occurredAtMs, eventKey, itemNo });

export const someEvents = fc.array(someEvent, { maxLength: 60 });
export const someViews = fc.array(someView, { maxLength: 60 });

/** Sometimes more than a state keeps. */
export const manyEvents = fc.oneof(
  { weight: 3, arbitrary: someEvents },
  fc.array(someEvent, { minLength: 250, maxLength: 400 }),
);
export const manyViews = fc.oneof(
  { weight: 3, arbitrary: someViews },
  fc.array(someView, { minLength: 500, maxLength: 700 }),
);

const changeStamp = {
  // Few, so that stamps tie.
  changeId: fc.constantFrom('c1', 'c2', 'c3'),
  changedAtMs: fc.integer({ min: 0, max: 3 }),
  origin: fc.constant('app' as const),
};

/** Profiles and merges of one user, `u`. */
export const someChange: fc.Arbitrary<UserChange> = fc.oneof(
  fc.record({
    ...changeStamp,
    kind: fc.constant('attributes' as const),
    userKey: fc.constant('u'),
    attributes: fc.record({
      region: fc.option(fc.constantFrom('SE', 'GB')),
      language: fc.option(fc.constantFrom('sv', 'en-GB')),
      maturity: fc.option(fc.constantFrom(...MATURITIES)),
      labels: fc.uniqueArray(fc.string({ unit: 'grapheme', maxLength: 5 }), { maxLength: 3 }),
    }),
  }),
  fc.record({
    ...changeStamp,
    kind: fc.constant('merge' as const),
    userKey: fc.integer({ min: 1, max: 24 }).map((n) => `to-${n}`),
    fromUserKey: fc.constant('u'),
  }),
);
/** Often none, as with most users; sometimes more merges than a state keeps. */
export const someChanges = fc.oneof(
  fc.constant([]),
  fc.array(someChange, { maxLength: 8 }),
  fc.array(someChange, { minLength: 30, maxLength: 60 }),
);

/** Never erased. */
export const somePlainState: fc.Arbitrary<UserState> = fc
  .tuple(manyEvents, manyViews, someChanges)
  .map(([events, views, changes]) => fold(EMPTY_STATE, events, views, changes));

/** Few enough that erasures tie with each other and with what was done, and the whole range. */
export const someErasedAtMs = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 4_000_000_000_000 }));

/** Sometimes of a user who was erased, with what came after, or was inherited after. */
export const someState: fc.Arbitrary<UserState> = fc.oneof(
  { weight: 2, arbitrary: somePlainState },
  fc.tuple(somePlainState, someErasedAtMs).map(([state, erasedAtMs]) => ({ ...state, erasedAtMs })),
  fc
    .tuple(manyEvents, someViews, someChanges, someErasedAtMs)
    .map(([events, views, changes, erasedAtMs]) => fold(erasedState(erasedAtMs), events, views, changes)),
);

/** An event told in a few words; its time is also its key. */
export function eventAt(
  occurredAtMs: number,
  type: StateEvent['type'],
  itemNo: number,
  more: Partial<Pick<StateEvent, 'value' | 'trigger'>> = {},
): StateEvent {
  const eventKey = { high: occurredAtMs >>> 0, low: 0 };
  return { occurredAtMs, eventKey, type, itemNo, value: Number.NaN, trigger: 'user', ...more };
}
