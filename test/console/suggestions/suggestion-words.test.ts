import { expect, test } from '@jest/globals';
import { suggestionWords } from '../../../src/console/suggestions/suggestion-words.ts';

const titles: Record<string, string> = { up: 'Up', dune: 'Dune', heat: 'Heat' };
const titleOf = (itemId: string) => titles[itemId] ?? itemId;
const found = { suggestionId: 's1', modelVersion: 'm1', itemId: 'dune', title: 'Dune' };
const slot = { ...found, kind: 'slots', surface: 'tv', rowId: 'top-picks', position: 0, pageValue: 2 } as const;

test('a slot: where to, for whom, what the page gains of what it is worth, and who moves', () => {
  const words = suggestionWords({ ...slot, region: 'US', insteadOf: 'up', gain: 0.05, impressions: null }, titleOf);
  expect(words.does).toBe('Pin “Dune” to top-picks, slot 1, on tv in US, for a week');
  expect(words.because).toBe('Worth of the page: +0.050 (+2.5 %); Up moves one slot down.');
});

test('a new item: what it costs is said as a loss, and what it is short of', () => {
  const impressions = { served: 3, minimum: 100 };
  const words = suggestionWords(
    { ...slot, kind: 'new-items', region: null, insteadOf: null, gain: -0.01, impressions },
    titleOf,
  );
  expect(words.does).toBe('Pin “Dune” to top-picks, slot 1, on tv, for a week');
  expect(words.because).toBe('Worth of the page: −0.010 (−0.50 %). It was shown 3 times and should be 100 times.');
});

test('a tag: who of its neighbours has it, and how usual it is', () => {
  const tag = { ...found, kind: 'tags', field: 'genres', value: 'Drama', confidence: 0.8, usual: 0.25 } as const;
  const words = suggestionWords({ ...tag, neighbours: ['up', 'heat', 'x', 'y'] }, titleOf);
  expect(words.does).toBe('Give “Dune” the genre Drama');
  expect(words.because).toBe('80 % of the titles like it have it, of all titles 25 %: Up, Heat, x.');
});
