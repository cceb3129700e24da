import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseTimestamp } from '../../src/ingest/parse-timestamp.ts';

describe('a timestamp', () => {
  test('with an offset is the same moment as in UTC', () => {
    const whenever = fc.date({
      min: new Date('1000-01-02T00:00:00Z'),
      max: new Date('9999-12-30T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(whenever, fc.integer({ min: -23 * 60, max: 23 * 60 }), (date, offsetMinutes) => {
        const local = new Date(date.getTime() + offsetMinutes * 60_000).toISOString().slice(0, -1);
        const two = (n: number) => String(n).padStart(2, '0');
        const ahead = Math.abs(offsetMinutes);
        const offset = `${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(ahead / 60))}:${two(ahead % 60)}`;
        expect(parseTimestamp(local + offset)).toBe(date.getTime());
        expect(parseTimestamp(date.toISOString())).toBe(date.getTime());
      }),
    );
  });

  test.each([
    ['2026-03-01T12:00:00Z', '2026-03-01T12:00:00.000Z'],
    ['2026-03-01t12:00:00z', '2026-03-01T12:00:00.000Z'],
    ['2026-03-01T12:00:00.5Z', '2026-03-01T12:00:00.500Z'],
    ['2026-03-01T12:00:00.987654321Z', '2026-03-01T12:00:00.987Z'],
    ['2024-02-29T00:00:00-00:00', '2024-02-29T00:00:00.000Z'],
  ])('%s is read to the millisecond', (text, moment) => {
    expect(parseTimestamp(text)).toBe(Date.parse(moment));
  });

  test.each([
    '',
    'yesterday',
    '2026-03-01',
    '2026-03-01 12:00:00Z',
    '2026-03-01T12:00:00',
    '2026-03-01T12:00Z',
    '2026-03-01T24:00:00Z',
    '2026-03-01T12:60:00Z',
    '2026-03-01T12:00:60Z',
    '2026-03-01T12:00:00.Z',
    '2026-03-01T12:00:00+2:00',
    '2026-03-01T12:00:00+24:00',
    '2026-13-01T12:00:00Z',
    '2026-00-01T12:00:00Z',
    '2026-02-29T12:00:00Z',
    '2026-04-31T12:00:00Z',
    '0000-01-01T00:00:00Z',
    '1772366400000',
    ' 2026-03-01T12:00:00Z',
  ])('%j is none', (text) => {
    expect(parseTimestamp(text)).toBeNaN();
  });
});
