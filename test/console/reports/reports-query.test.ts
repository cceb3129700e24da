import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DIMENSIONS, type Dimension } from '../../../src/console/reports/report-words.ts';
import {
  askedOf,
  PRESETS,
  type ReportsQuery,
  readReportsQuery,
  spanOf,
  writeReportsQuery,
} from '../../../src/console/reports/reports-query.ts';
import { ORIGINS } from '../../../src/domain/origin.ts';

const name = fc.stringMatching(/^[a-z]\w{0,20}$/);
const anyQuery: fc.Arbitrary<ReportsQuery> = fc.record({
  range: fc.oneof(
    fc.constantFrom(...PRESETS),
    fc.constant({ from: '2026-02-28', to: '2026-03-01' }),
    fc.constant({ from: '2024-02-29', to: '2024-02-29' }),
  ),
  tz: fc.option(fc.constantFrom('UTC', 'Asia/Kolkata', 'America/New_York')),
  origin: fc.option(fc.constantFrom(...ORIGINS)),
  compare: fc.boolean(),
  by: fc.uniqueArray(fc.constantFrom(...(Object.keys(DIMENSIONS) as Dimension[]))),
  sort: fc.option(fc.record({ column: name, descending: fc.boolean() })),
  find: fc.option(fc.string({ minLength: 1 })),
  metric: fc.option(name),
});

const PLAIN = readReportsQuery(new URLSearchParams());
const NOW = Date.parse('2026-11-21T05:04:03.210Z');
const OWN = { tz: 'Europe/Berlin', origin: 'simulate' } as const;

describe('the address of a report', () => {
  test('has all of what is asked: sent to a colleague, they see the same', () => {
    fc.assert(
      fc.property(anyQuery, (query) => {
        const sent = new URLSearchParams(writeReportsQuery(query).toString());
        expect(readReportsQuery(sent)).toEqual(query);
      }),
    );
  });

  test('is empty for what is shown anyway, and keeps what a tab has of its own', () => {
    expect(writeReportsQuery(PLAIN).toString()).toBe('');
    const before = new URLSearchParams('item=film-1&range=today&sort=-ctr');
    expect(writeReportsQuery({ ...PLAIN, range: '28d' }, before).toString()).toBe('item=film-1&range=28d');
  });

  test('what is not understood counts as not there', () => {
    const odd =
      'range=year&from=2026-11-31&to=2026-12-01&tz=Mars/Olympus&origin=moon&by=colour&compare=x&sort=a b&metric=;';
    expect(readReportsQuery(new URLSearchParams(odd))).toEqual(PLAIN);
    expect(readReportsQuery(new URLSearchParams('from=2026-11-12&to=2026-11-11')).range).toBe('7d');
  });
});

describe('what is asked of the API', () => {
  test('days begin at midnight of the zone: of the address, else of the reader', () => {
    const today = { ...PLAIN, range: 'today' } as const;
    expect(askedOf(today, OWN, NOW)).toEqual({
      ...{ from: '2026-11-20T23:00:00.000Z', to: '2026-11-21T05:04:03.210Z' },
      ...{ tz: 'Europe/Berlin', origin: 'simulate' },
    });
    expect(
      askedOf({ ...today, tz: 'America/New_York', origin: 'app', by: ['day', 'row'], compare: true }, OWN, NOW),
    ).toEqual({
      ...{ from: '2026-11-21T05:00:00.000Z', to: '2026-11-21T05:04:03.210Z' },
      ...{ tz: 'America/New_York', origin: 'app', by: ['day', 'row'], compare: 'week' },
    });
  });

  test('7 and 28 days are to the millisecond, so that weekdays and hours are as in those before', () => {
    expect(spanOf('7d', 'UTC', NOW)).toEqual({ from: '2026-11-14T05:04:03.210Z', to: '2026-11-21T05:04:03.210Z' });
    expect(spanOf('28d', 'UTC', NOW).from).toBe('2026-10-24T05:04:03.210Z');
  });

  test('whole days are whole over changes of clocks, and what is not over ends now', () => {
    const days = { from: '2026-10-25', to: '2026-10-25' };
    const { from, to } = spanOf(days, 'Europe/Berlin', NOW);
    expect([from, to]).toEqual(['2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z']);
    expect(spanOf({ from: '2026-11-20', to: '2026-12-24' }, 'UTC', NOW).to).toBe('2026-11-21T05:04:03.210Z');
  });

  test('a time has a length whenever it is asked for', () => {
    const range = fc.constantFrom<ReportsQuery['range']>(...PRESETS, { from: '2026-11-21', to: '2026-11-21' });
    const tz = fc.constantFrom('UTC', 'Europe/Berlin', 'Pacific/Apia', 'America/Sao_Paulo');
    const atMs = fc.oneof(fc.integer({ min: 0, max: 4e12 }), fc.constant(Date.parse('2026-11-21T00:00:00Z')));
    fc.assert(
      fc.property(range, tz, atMs, (asked, zone, ms) => {
        const { from, to } = spanOf(asked, zone, ms);
        expect(Date.parse(from)).toBeLessThan(Date.parse(to));
      }),
    );
  });
});
