import { expect, test } from '@jest/globals';
import type { CheckedData } from '../../../src/domain/data-checks.ts';
import { requireSound } from '../../../src/learning/data-checks/require-sound.ts';

const FACTS = { catalogueItems: 1, itemsWithGenres: 1, itemsWithReleaseDate: 1 };
const CHECKED: CheckedData = {
  facts: FACTS,
  findings: [
    { check: 'bots', severity: 'block', found: '3 bots', advice: 'a' },
    { check: 'day-missing', severity: 'block', found: '1 day', advice: 'b' },
    { check: 'unknown-items', severity: 'warn', found: '5 %', advice: 'c' },
  ],
};

test('a warning holds nothing up', () => {
  const onlyWarnings = { facts: FACTS, findings: CHECKED.findings.slice(2) };
  expect(requireSound(onlyWarnings, {})).toEqual(onlyWarnings);
});

test('what blocks has to be accepted, each by its name, and stays marked', () => {
  expect(() => requireSound(CHECKED, {})).toThrow('3 bots (and 1 more)');
  expect(() => requireSound(CHECKED, { accept: ['bots'] })).toThrow('1 day');
  const { findings } = requireSound(CHECKED, { accept: ['bots', 'day-missing'] });
  expect(findings.map(({ accepted }) => accepted)).toEqual([true, true, undefined]);
});

test('all of it may be accepted at once', () => {
  const { findings } = requireSound(CHECKED, { forceData: true });
  expect(findings.map(({ accepted }) => accepted)).toEqual([true, true, undefined]);
});

test('a check that there is not is told, with those that there are', () => {
  expect(() => requireSound(CHECKED, { accept: ['bot'] })).toThrow(/no data check "bot".*duplicate-events/);
});
