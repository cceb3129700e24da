import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Pin, PinDraft } from '../../../clients/typescript/src/index.ts';
import {
  draftOf,
  draftOfPin,
  fieldsOf,
  isSame,
  type PinFields,
  patchBetween,
  WEEKDAYS,
} from '../../../src/console/pins/pin-fields.ts';
import { mergePatch } from '../../../src/http/merge-patch.ts';
import { pinDraft } from '../../../src/http/schemas/pin.ts';

const whole: PinFields = fieldsOf(
  { itemId: 'heat', rowId: 'top-picks', from: '2026-11-27T19:00:00.000Z', until: '2026-11-28T19:00:00.000Z' },
  'Europe/Berlin',
);

const draftFrom = (fields: PinFields): Required<PinDraft> => {
  const outcome = draftOf(fields);
  if ('problems' in outcome) throw new Error(JSON.stringify(outcome.problems));
  return outcome.draft;
};

const problemsOf = (changed: Partial<PinFields>) => {
  const outcome = draftOf({ ...whole, ...changed });
  return 'problems' in outcome ? Object.keys(outcome.problems) : [];
};

const anyDraft: fc.Arbitrary<Required<PinDraft>> = fc
  .record({
    itemId: fc.constantFrom('heat', 'alien'),
    row: fc.constantFrom(
      { rowId: 'genre:drama', rowKind: null },
      { rowId: 'top-picks', rowKind: null },
      { rowId: null, rowKind: 'genre' as const },
    ),
    position: fc.nat({ max: 999 }),
    fromMs: fc.integer({ min: 0, max: 2e12 }),
    lengthMs: fc.integer({ min: 1, max: 1e11 }),
    timeZone: fc.constantFrom('UTC', 'Europe/Berlin'),
    repeat: fc.option(
      fc.record({
        days: fc.subarray([...WEEKDAYS], { minLength: 1 }),
        from: fc.constantFrom('18:00', '00:00'),
        until: fc.constantFrom('24:00', '02:30'),
      }),
    ),
    audience: fc.record(
      {
        regions: fc.subarray(['US', 'GB', 'DE'], { minLength: 1 }),
        surfaces: fc.subarray(['tv', 'web', 'mobile'] as const, { minLength: 1 }),
        newUsers: fc.boolean(),
        segmentIds: fc.constant(['regulars']),
      },
      { requiredKeys: [] },
    ),
    priority: fc.integer({ min: -9, max: 9 }),
    ifRowAbsent: fc.constantFrom('withhold' as const, 'insert' as const),
    ifWatched: fc.constantFrom('withhold' as const, 'show' as const),
    enabled: fc.boolean(),
    note: fc.constantFrom('', 'because'),
    campaign: fc.constantFrom(null, 'summer'),
  })
  .map(({ row, fromMs, lengthMs, ...same }) => ({
    ...same,
    ...row,
    from: new Date(fromMs).toISOString(),
    until: new Date(fromMs + lengthMs).toISOString(),
  }));

describe('a pin and its form', () => {
  test('whatever pin is put into the form comes out of it as it was, and the service takes it', () => {
    fc.assert(
      fc.property(anyDraft, (draft) => {
        const out = draftFrom(fieldsOf(draft, 'Asia/Tokyo'));
        expect(out).toEqual(draft);
        expect(pinDraft.parse(out)).toEqual(draft);
      }),
    );
  });

  test('a slot is counted from 1 by people and from 0 by the service', () => {
    expect(draftFrom({ ...whole, slot: 1 }).position).toBe(0);
    expect(fieldsOf({ position: 4 }, 'UTC').slot).toBe(5);
  });

  test('a new pin begins by the clocks of the editor', () => {
    expect(fieldsOf({}, 'Asia/Tokyo').timeZone).toBe('Asia/Tokyo');
    expect(draftFrom(whole)).toMatchObject({ position: 0, repeat: null, audience: {}, campaign: null, enabled: true });
  });

  test('what is missing or cannot be is said at its field', () => {
    expect(problemsOf({})).toEqual([]);
    expect(problemsOf({ itemId: null, rowKey: null, slot: null })).toEqual(['itemId', 'rowKey', 'slot']);
    expect(problemsOf({ until: whole.from })).toEqual(['until']);
    expect(problemsOf({ from: null })).toEqual(['from']);
    expect(problemsOf({ priority: 0.5 })).toEqual(['priority']);
    expect(problemsOf({ repeats: true, days: [] })).toEqual(['days']);
    expect(problemsOf({ repeats: true, repeatFrom: '25:00' })).toEqual(['repeatFrom']);
    expect(problemsOf({ repeats: true, repeatUntil: whole.repeatFrom })).toEqual(['repeatUntil']);
    expect(problemsOf({ repeats: false, days: [] })).toEqual([]);
  });
});

describe('the patch from one pin to another', () => {
  test('makes of the first the second, whatever they are, as the service patches', () => {
    fc.assert(
      fc.property(anyDraft, anyDraft, (before, after) => {
        expect(pinDraft.parse(mergePatch(before, patchBetween(before, after)))).toEqual(after);
      }),
    );
  });

  test('says only what differs, so that what others changed stays', () => {
    const before = draftFrom(whole);
    expect(patchBetween(before, before)).toEqual({});
    expect(patchBetween(before, { ...before, priority: 3 })).toEqual({ priority: 3 });
    expect(patchBetween({ ...before, audience: { regions: ['US'], newUsers: true } }, before)).toEqual({
      audience: { regions: null, newUsers: null },
    });
  });

  test('one instant written in two ways is no difference', () => {
    expect(isSame('2026-11-27T20:00:00+01:00', '2026-11-27T19:00:00.000Z')).toBe(true);
    expect(isSame({ a: 1, b: ['x'] }, { b: ['x'], a: 1 })).toBe(true);
    expect(isSame(['x', 'y'], ['y', 'x'])).toBe(false);
    expect(isSame(null, {})).toBe(false);
  });

  test('a stored pin leaves its id, state and version behind', () => {
    const pin: Pin = {
      ...(draftFrom(whole) as Omit<Pin, 'pinId'>),
      pinId: 'p1',
      state: 'live',
      version: 3,
      createdAt: '2026-11-01T00:00:00.000Z',
      updatedAt: '2026-11-01T00:00:00.000Z',
    };
    expect(draftOfPin(pin)).toEqual(draftFrom(whole));
  });
});
