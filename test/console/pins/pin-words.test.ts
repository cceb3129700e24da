import { describe, expect, test } from '@jest/globals';
import { daysText, effectiveGroups, reachText, repeatText } from '../../../src/console/pins/pin-words.ts';

describe('a pin in words', () => {
  test('days', () => {
    expect(daysText(['fri'])).toBe('Fri');
    expect(daysText(['sun', 'fri', 'sat'])).toBe('Fri to Sun');
    expect(daysText(['tue', 'thu'])).toBe('Tue and Thu');
    expect(daysText(['mon', 'wed', 'sun'])).toBe('Mon, Wed and Sun');
    expect(daysText(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'])).toBe('Every day');
  });

  test('a repeat that goes past midnight says so', () => {
    const zone = 'Europe/Berlin';
    expect(repeatText({ days: ['fri'], from: '18:00', until: '24:00' }, zone)).toBe('Fri, 18:00–24:00 (Europe/Berlin)');
    expect(repeatText({ days: ['fri'], from: '22:00', until: '02:00' }, zone)).toBe(
      'Fri, 22:00–02:00 of the next day (Europe/Berlin)',
    );
  });

  test('times that are the same in several regions are said once', () => {
    const [from, until, later] = ['2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z', '2026-01-05T00:00:00Z'];
    expect(
      effectiveGroups([
        { region: 'GB', from: later, until },
        { region: 'DE', from, until },
        { region: 'US', from, until },
      ]),
    ).toEqual([
      { regions: 'DE, US', from, until },
      { regions: 'GB', from: later, until },
    ]);
  });

  test('reach says what it is: counted, estimated, or at most', () => {
    const reach = {
      users: 1200,
      ofUsers: 4800,
      share: 0.25,
      rowShare: 0.5,
      days: 7,
      asOf: '',
      sampleShare: 1,
      unknown: [],
    };
    expect(reachText(null)).toContain('not known');
    expect(reachText(reach)).toBe(
      '1,200 of 4,800 viewers (25%) of the last 7 days were in the audience; 50% of them had the row.',
    );
    expect(reachText({ ...reach, sampleShare: 0.2 })).toMatch(/^About /);
    expect(reachText({ ...reach, users: 10, fewerThan: 10, rowShare: null })).toMatch(
      /^Fewer than 10 of [\d,]+ viewers of /,
    );
    expect(reachText({ ...reach, rowShare: null, unknown: ['newUsers'] })).toBe(
      'At most 1,200 of 4,800 viewers (25%) of the last 7 days were in the audience. Not counted in: newUsers.',
    );
  });
});
