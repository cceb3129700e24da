import { describe, expect, test } from '@jest/globals';
import {
  changeIntervalText,
  changeOf,
  changeText,
  differenceChange,
  differenceInterval,
  isGood,
} from '../../../src/console/reports/change.ts';
import { figureText, intervalText, kindOf, numberIn, shortText } from '../../../src/console/reports/figures.ts';

describe('a change', () => {
  test('of a ratio is clear where its interval has no 0 in it, and only then news', () => {
    const up = differenceChange(0.0031, [0.0011, 0.0052], 'share')!;
    expect([up.verdict, changeText(up), changeIntervalText(up)]).toEqual(['higher', '+0.31 pts', '+0.11 to +0.52 pts']);
    expect([isGood(up, 'up'), isGood(up, 'down'), isGood(up, 'neutral')]).toEqual([true, false, null]);
    const unclear = differenceChange(-0.0004, [-0.0021, 0.0012], 'share')!;
    expect([unclear.verdict, changeText(unclear), isGood(unclear, 'up')]).toEqual(['unclear', '−0.04 pts', null]);
    expect(differenceChange(0.2, null, 'number')!.verdict).toBe('unclear');
  });

  test('of a count is a share of what it was, has no interval, and is no news by itself', () => {
    const change = changeOf(624, 780, 'count', null)!;
    expect([changeText(change), change.verdict, changeIntervalText(change), isGood(change, 'up')]).toEqual([
      '−20.0%',
      'lower',
      '',
      null,
    ]);
    expect(changeOf(0, 0, 'count', null)!.verdict).toBe('same');
    expect(changeOf(5, 0, 'count', null)).toBeNull();
    expect(changeOf(5, null, 'count', null)).toBeNull();
  });

  test('of two estimates has the interval that the database’s difference_ci95 gives', () => {
    const [low, high] = differenceInterval(0.5, [0.4, 0.6], 0.3, [0.25, 0.4])!;
    expect(low).toBeCloseTo(0.2 - Math.hypot(0.1, 0.1), 12);
    expect(high).toBeCloseTo(0.2 + Math.hypot(0.1, 0.05), 12);
    expect(differenceInterval(0.5, null, 0.3, [0.25, 0.4])).toBeNull();
  });
});

describe('figures', () => {
  test('counts whole, shares as percent, others as they are, and what is not known as a dash', () => {
    expect([figureText(1234567, 'count'), figureText(0.0197423, 'share'), figureText(0.72, 'number')]).toEqual([
      '1,234,567',
      '1.97%',
      '0.72',
    ]);
    expect([figureText(null, 'share'), figureText(0, 'share'), figureText(1, 'share')]).toEqual(['–', '0.00%', '100%']);
    expect([figureText(1234.5, 'number'), figureText(0.00042, 'share')]).toEqual(['1,235', '0.042%']);
  });

  test('an interval is as exact as the number beside it', () => {
    expect(intervalText([0.018988, 0.020525], 'share', 0.0197)).toBe('1.90–2.05%');
    expect(intervalText([0.5, 1.25], 'number', 0.8)).toBe('0.50–1.25');
    expect(intervalText(null, 'share', 0.1)).toBe('');
  });

  test('are short on axes', () => {
    expect([
      shortText(0.02, 'share'),
      shortText(12_345, 'count'),
      shortText(2_500_000, 'count'),
      shortText(2.5, 'number'),
    ]).toEqual(['2.0%', '12.3 k', '2.5 M', '2.5']);
  });

  test('are of the kind that their definition says, and numbers too great for JSON come as texts', () => {
    expect([
      kindOf({ kind: 'ratio', isShare: true }),
      kindOf({ kind: 'ratio', isShare: false }),
      kindOf({ kind: 'sum' }),
    ]).toEqual(['share', 'number', 'number']);
    expect([numberIn('9007199254740993'), numberIn(''), numberIn('film'), numberIn(null)]).toEqual([
      9007199254740992,
      null,
      null,
      null,
    ]);
  });
});
