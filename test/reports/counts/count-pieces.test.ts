import { describe, expect, test } from '@jest/globals';
import { countPieces, daysAreOfHours } from '../../../src/reports/counts/count-pieces.ts';
import type { DimensionName } from '../../../src/reports/report.ts';

const at = (time: string): number => Date.parse(`2026-05-${time}:00.000Z`);
const RANGE = { fromMs: at('01T10:20'), toMs: at('03T07:45') };

/** As `view from until`. */
function pieces(
  by: readonly DimensionName[],
  options: { range?: typeof RANGE; dropped?: [string, string]; byHours?: boolean } = {},
) {
  const dropped = options.dropped && { fromMs: at(options.dropped[0]), untilMs: at(options.dropped[1]) };
  return countPieces(options.range ?? RANGE, by, { dropped: dropped ?? null }, options.byHours ?? true).map(
    ({ source, fromMs, untilMs }) =>
      [source.view, ...[fromMs, untilMs].map((ms) => new Date(ms).toISOString().slice(8, 16))].join(' '),
  );
}

describe('where a range is counted from', () => {
  test('whole hours from the roll-up that has what is asked, the ends from the log', () => {
    const ends = ['v_impression_outcomes 01T10:20 01T11:00', 'v_impression_outcomes 03T07:00 03T07:45'];
    const middle = (view: string) => [ends[0], `${view} 01T11:00 03T07:00`, ends[1]];
    expect(pieces([])).toEqual(middle('v_page_funnel_hourly'));
    expect(pieces(['position', 'model'])).toEqual(middle('v_funnel_hourly'));
    expect(pieces(['day', 'row', 'position', 'source', 'model'])).toEqual(middle('v_funnel_hourly'));
    expect(pieces(['surface', 'region', 'arm', 'rung', 'route', 'model'])).toEqual(middle('v_page_funnel_hourly'));
    expect(pieces(['item', 'day'])).toEqual(middle('v_item_funnel_hourly'));
  });

  test('from the roll-up whose days go back furthest where the log has dropped some of them', () => {
    const viewOf = (dropped: [string, string]) =>
      pieces(['day', 'model'], { dropped })
        .find((piece) => /hourly/.test(piece))!
        .split(' ')[0];
    expect(viewOf(['01T00:00', '01T10:20'])).toBe('v_page_funnel_hourly');
    expect(viewOf(['01T00:00', '01T10:21'])).toBe('v_funnel_hourly');
  });

  test('all of it from the log where no roll-up has it, within an hour, and by days that begin between hours', () => {
    expect(pieces(['row', 'surface'])).toEqual(['v_impression_outcomes 01T10:20 03T07:45']);
    expect(pieces(['item', 'row'])).toEqual(['v_impression_outcomes 01T10:20 03T07:45']);
    expect(pieces(['day'], { byHours: false })).toEqual(['v_impression_outcomes 01T10:20 03T07:45']);
    const short = { fromMs: at('01T10:20'), toMs: at('01T11:10') };
    expect(pieces([], { range: short })).toEqual(['v_impression_outcomes 01T10:20 01T11:10']);
  });

  test('nothing from the log where the range is of whole hours', () => {
    const range = { fromMs: at('01T10:00'), toMs: at('03T07:00') };
    expect(pieces([], { range })).toEqual(['v_page_funnel_hourly 01T10:00 03T07:00']);
  });

  test('an hour that the log has dropped is taken whole', () => {
    expect(pieces([], { dropped: ['01T00:00', '02T00:00'] })).toEqual([
      'v_funnel_hourly 01T10:00 03T07:00',
      'v_impression_outcomes 03T07:00 03T07:45',
    ]);
    expect(pieces([], { dropped: ['01T00:00', '04T00:00'] })).toEqual(['v_funnel_hourly 01T10:00 03T08:00']);
  });
});

test.each([
  ['UTC', true],
  ['America/New_York', true],
  ['Asia/Kolkata', false],
  ['Australia/Lord_Howe', false],
])('days of %s begin with an hour of UTC: %p', (tz, ofHours) => {
  expect(daysAreOfHours(tz, at('01T00:00'), at('30T00:00'))).toBe(ofHours);
});
