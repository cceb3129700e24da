import { describe, expect, test } from '@jest/globals';
import { timePresets } from '../../../src/console/pins/time-presets.ts';

const at = (instant: string, timeZone: string) =>
  Object.fromEntries(timePresets(Date.parse(instant), timeZone).map(({ name, from, until }) => [name, [from, until]]));

describe('usual times', () => {
  test('of a Tuesday morning in Berlin: this evening, and Friday evening to the end of Sunday', () => {
    expect(at('2026-11-24T09:15:20Z', 'Europe/Berlin')).toEqual({
      Tonight: ['2026-11-24T17:00:00.000Z', '2026-11-24T23:00:00.000Z'],
      'This weekend': ['2026-11-27T17:00:00.000Z', '2026-11-29T23:00:00.000Z'],
      'For a week': ['2026-11-24T09:15:00.000Z', '2026-12-01T09:15:00.000Z'],
      'For four weeks': ['2026-11-24T09:15:00.000Z', '2026-12-22T09:15:00.000Z'],
    });
  });

  test('on a Sunday the weekend is the one that is on, from now', () => {
    expect(at('2026-11-29T11:00:30Z', 'Europe/Berlin')['This weekend']).toEqual([
      '2026-11-29T11:00:00.000Z',
      '2026-11-29T23:00:00.000Z',
    ]);
  });

  test('a week goes by the clocks, also where they change in it', () => {
    expect(at('2026-10-22T10:00:00Z', 'Europe/Berlin')['For a week']).toEqual([
      '2026-10-22T10:00:00.000Z',
      '2026-10-29T11:00:00.000Z',
    ]);
  });
});
