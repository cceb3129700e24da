import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  filtersOf,
  PIN_STATES,
  type PinsQuery,
  readPinsQuery,
  writePinsQuery,
} from '../../../src/console/pins/pins-query.ts';

const text = fc.option(fc.string({ minLength: 1 }));
const anyQuery: fc.Arbitrary<PinsQuery> = fc.record({
  view: fc.constantFrom('table' as const, 'timeline' as const),
  state: fc.option(fc.constantFrom(...PIN_STATES)),
  rowId: text,
  itemId: text,
  campaign: text,
  span: fc.constantFrom('week' as const, 'month' as const),
  day: fc.option(fc.constantFrom('2026-11-27', '2024-02-29')),
  open: fc.option(
    fc.oneof(
      fc.constant({ what: 'new' as const }),
      fc.record({
        what: fc.constantFrom('edit' as const, 'copy' as const, 'report' as const),
        pinId: fc.uuid(),
      }),
    ),
  ),
});

describe('the address of the view', () => {
  test('has all of what is shown: sent to a colleague, they see the same', () => {
    fc.assert(
      fc.property(anyQuery, (query) => {
        const sent = new URLSearchParams(writePinsQuery(query).toString());
        expect(readPinsQuery(sent)).toEqual(query);
      }),
    );
  });

  test('is empty for what is shown anyway', () => {
    expect(writePinsQuery(readPinsQuery(new URLSearchParams())).toString()).toBe('');
  });

  test('what is not understood counts as not there', () => {
    const odd = new URLSearchParams('view=cube&state=asleep&span=year&day=2026-13-45&edit=');
    expect(readPinsQuery(odd)).toEqual(readPinsQuery(new URLSearchParams()));
  });

  test('only filters that are set are asked by', () => {
    expect(filtersOf(readPinsQuery(new URLSearchParams('campaign=oscars&view=timeline')))).toEqual({
      campaign: 'oscars',
    });
  });
});
