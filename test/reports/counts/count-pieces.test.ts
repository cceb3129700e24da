import { describe, expect, test } from '@jest/globals';
import { countPieces, withinSql } from '../../../src/reports/counts/count-pieces.ts';
import { SLOTS } from '../../../src/reports/counts/count-sources.ts';
import type { DimensionName } from '../../../src/reports/report.ts';

const at = (time: string): number => Date.parse(`2026-05-${time}:00.000Z`);
const RANGE = { fromMs: at('01T10:20'), toMs: at('03T07:45') };

/** As `view from until`, and hours left out (-) or taken alone (+). */
function pieces(
  by: readonly DimensionName[],
  options: { range?: typeof RANGE; dropped?: [string, string]; tz?: string; laterMs?: number } = {},
) {
  const dropped = options.dropped && { fromMs: at(options.dropped[0]), untilMs: at(options.dropped[1]) };
  const { range = RANGE, tz = 'UTC', laterMs = 0 } = options;
  const time = (ms: number) => new Date(ms).toISOString().slice(8, 16);
  return countPieces({ ...range, tz, laterMs }, by, { dropped: dropped ?? null }).map(
    ({ source, fromMs, untilMs, without = [], alone = [] }) =>
      [
        source.view,
        ...[fromMs, untilMs].map(time),
        ...without.map((ms) => `-${time(ms)}`),
        ...alone.map((ms) => `+${time(ms)}`),
      ].join(' '),
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

  test('all of it from the log where no roll-up has it, and within an hour', () => {
    expect(pieces(['row', 'surface'])).toEqual(['v_impression_outcomes 01T10:20 03T07:45']);
    expect(pieces(['item', 'row'])).toEqual(['v_impression_outcomes 01T10:20 03T07:45']);
    const short = { fromMs: at('01T10:20'), toMs: at('01T11:10') };
    expect(pieces([], { range: short })).toEqual(['v_impression_outcomes 01T10:20 01T11:10']);
  });

  test('nothing from the log where the range is of whole hours', () => {
    const range = { fromMs: at('01T10:00'), toMs: at('03T07:00') };
    expect(pieces([], { range })).toEqual(['v_page_funnel_hourly 01T10:00 03T07:00']);
  });

  test('by days that begin between hours, those hours alone from the log', () => {
    const days = [
      'v_impression_outcomes 01T10:20 01T11:00',
      'v_funnel_hourly 01T11:00 03T07:00 -01T18:00 -02T18:00',
      'v_impression_outcomes 01T18:00 02T19:00 +01T18:00 +02T18:00',
      'v_impression_outcomes 03T07:00 03T07:45',
    ];
    expect(pieces(['day', 'row'], { tz: 'Asia/Kolkata' })).toEqual(days);
    // Told so much later, a day of UTC begins at a quarter past.
    const told = pieces(['day', 'row'], { laterMs: 45 * 60_000 });
    expect(told[1]).toBe('v_funnel_hourly 01T11:00 03T07:00 -01T23:00 -02T23:00');
    expect(pieces(['row'], { tz: 'Asia/Kolkata' })[1]).toBe('v_funnel_hourly 01T11:00 03T07:00');
    expect(pieces(['day', 'row'], { tz: 'America/New_York' })[1]).toBe('v_funnel_hourly 01T11:00 03T07:00');
    const dropped = pieces(['day', 'row'], { tz: 'Asia/Kolkata', dropped: ['01T00:00', '02T00:00'] });
    expect(dropped.slice(0, 2)).toEqual([
      'v_funnel_hourly 01T10:00 03T07:00 -02T18:00',
      'v_impression_outcomes 02T18:00 02T19:00 +02T18:00',
    ]);
  });

  test('a piece of single hours asks for each by its beginning and end', () => {
    const hours = [at('01T18:00'), at('02T18:00')];
    const sql = withinSql({ source: SLOTS, fromMs: hours[0]!, untilMs: at('02T19:00'), alone: hours }, 'app');
    expect(sql.match(/served_at >= /g)).toHaveLength(3);
    expect(sql).toContain(' OR served_at >= ');
  });

  test('an hour that the log has dropped is taken whole', () => {
    expect(pieces([], { dropped: ['01T00:00', '02T00:00'] })).toEqual([
      'v_funnel_hourly 01T10:00 03T07:00',
      'v_impression_outcomes 03T07:00 03T07:45',
    ]);
    expect(pieces([], { dropped: ['01T00:00', '04T00:00'] })).toEqual(['v_funnel_hourly 01T10:00 03T08:00']);
  });
});
