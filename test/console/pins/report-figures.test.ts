import { describe, expect, test } from '@jest/globals';
import type { PinCost, PinReport, PinValue } from '../../../clients/typescript/src/index.ts';
import {
  costVerdict,
  figureText,
  outcomeFigures,
  totalText,
  valueParts,
  withheldFigures,
} from '../../../src/console/pins/report/report-figures.ts';

const none: PinValue = {
  ...{ gained: null, expected: null, recovered: null, movedDown: null },
  ...{ net: null, ci95: null, total: null, totalCi95: null },
};
const some: PinValue = {
  ...{ gained: 30, expected: 42, recovered: 8, movedDown: 2.5 },
  ...{ net: -6.5, ci95: [-9, -4], total: -1300, totalCi95: [-1800, -800] },
};
const cost = (clicks: PinValue): PinCost => ({
  ...{ trustworthy: true, reasons: [], sampleShare: 1, impressions: 9, users: 5, positionBias: [], audiences: [] },
  ...{ clicks, plays: none, hours: none },
});
const report = (changes: Partial<PinReport>): PinReport => ({
  ...{ pinId: 'p1', from: '', to: '', origin: 'app', served: 200, viewed: 150, clicked: 1, played: 0 },
  ...{ withheld: {}, displaced: 0, displacedItems: [], cost: cost(none), notes: [] },
  ...changes,
});

describe('the figures of a report', () => {
  test('what viewers did is of the impressions served', () => {
    expect(outcomeFigures(report({})).map(figureText)).toEqual(['200 · 100%', '150 · 75%', '1 · 0.5%', '0 · 0%']);
    expect(outcomeFigures(report({ served: 0, viewed: 0, clicked: 0 })).map(figureText)).toEqual(['0', '0', '0', '0']);
  });

  test('reasons are of all pages on which it was due, the most frequent first', () => {
    const figures = withheldFigures(report({ withheld: { watched: 50, 'lost-to-pin': 150 } }));
    expect(figures).toEqual([
      { name: 'Another pin had the slot', count: 150, share: 0.375 },
      { name: 'The viewer had watched it', count: 50, share: 0.125 },
    ]);
    expect(withheldFigures(report({}))).toEqual([]);
  });

  test('what it cost is said only where the interval says so', () => {
    expect(costVerdict(cost(some))).toBe('It cost more clicks than it brought.');
    expect(costVerdict(cost({ ...some, ci95: [1, 9] }))).toBe('It brought more clicks than it cost.');
    expect(costVerdict(cost({ ...some, ci95: [-1, 9] }))).toMatch(/^It cannot be told/);
    expect(costVerdict(cost(none))).toMatch(/^There is not enough/);
  });

  test('the parts have the signs by which they add up', () => {
    expect(valueParts(some).map(([, text]) => text)).toEqual(['+30', '+8', '−42', '−2.5', '−6.5 (−9 to −4)']);
    expect(valueParts(none).map(([, text]) => text)).toEqual(['–', '–', '–', '–', '–']);
    expect(totalText(some)).toBe('−1,300 (−1,800 to −800)');
  });
});
