import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { viewingPieces } from '../../../src/reports/watching/viewing-pieces.ts';

const HOUR_MS = 3_600_000;
const AT_MS = Date.parse('2026-03-02T10:20:30.400Z');

describe('where viewing is read from', () => {
  test('each moment of a time once, whole hours from the roll-up, none of them cut', () => {
    const moments = fc.integer({ min: 0, max: 12 * HOUR_MS }).map((ms) => AT_MS + ms);
    fc.assert(
      fc.property(moments, moments, fc.array(moments), fc.array(moments), (a, b, cutsMs, asked) => {
        const [fromMs, toMs] = [Math.min(a, b), Math.max(a, b)];
        const { hours, ends } = viewingPieces(fromMs, toMs, cutsMs);
        for (const ms of asked) {
          const hour = Math.floor(ms / HOUR_MS) * HOUR_MS;
          const isRolledUp =
            hours !== null && ms >= hours.fromMs && ms < hours.untilMs && !hours.without.includes(hour);
          const readIn = ends.filter((end) => ms >= end.fromMs && ms < end.untilMs).length + (isRolledUp ? 1 : 0);
          expect(readIn).toBe(ms >= fromMs && ms < toMs ? 1 : 0);
          if (!isRolledUp) continue;
          expect(hour >= fromMs && hour + HOUR_MS <= toMs).toBe(true);
          expect(cutsMs.filter((cut) => cut > hour && cut < hour + HOUR_MS)).toEqual([]);
        }
      }),
    );
  });

  test('all from the log where there is no whole hour', () => {
    expect(viewingPieces(AT_MS, AT_MS + 60_000)).toEqual({
      hours: null,
      ends: [{ fromMs: AT_MS, untilMs: AT_MS + 60_000 }],
    });
  });
});
