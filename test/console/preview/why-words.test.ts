import { describe, expect, test } from '@jest/globals';
import type { SlotExplanation } from '../../../clients/typescript/src/index.ts';
import type { PageRow, PageSlot } from '../../../src/console/preview/page-marks.ts';
import { groupName, passedOverText, rowWords } from '../../../src/console/preview/row-words.ts';
import { type Names, ordinal, slotWords } from '../../../src/console/preview/why-words.ts';

const NAMES: Names = {
  item: (itemId) => `The ${itemId}`,
  row: (rowId) => `Row ${rowId}`,
  pin: (pinId) => (pinId === 'draft-0' ? 'your draft' : `pin ${pinId}`),
};
const EXPLAINED: SlotExplanation = {
  proposedBy: [
    { source: 'popular', rank: 0 },
    { source: 'retrieval', rank: 11 },
  ],
  ranks: { byScore: 2, amongFree: 1, byValue: 0, chosen: 0, slot: 0 },
  chosenBy: { value: 3, likeness: 0.14, overTaste: 0, wishes: 0.2, rules: 0 },
  rules: [],
  contributions: null,
};

function aSlot(code: string, explanation?: Partial<SlotExplanation>, seedItemId: string | null = null): PageSlot {
  return {
    itemId: 'heat',
    position: 0,
    pinned: code === 'pinned',
    reason: { code, seedItemId },
    ...(explanation && { explanation: { ...EXPLAINED, ...explanation } }),
  } as PageSlot;
}

describe('why an item is in a slot', () => {
  test('first the reason, then how it came about', () => {
    expect(slotWords(aSlot('popular', {}), NAMES)).toEqual({
      lead: 'It is popular.',
      facts: [
        'Proposed as popular, 1st there.',
        'Proposed as near to the viewer’s taste, 12th there.',
        'By score it is 3rd of all that this row may show.',
        'Of what was left when slot 1 was filled it was 2nd by score, and 1st after variety, taste and wishes.',
        'Likeness to what stands before it took some off (-0.1 sd).',
        'Wishes of the page (new titles, quality, freshness) moved it (0.2 sd).',
      ],
    });
    expect(slotWords(aSlot('similar-title', undefined, 'ronin'), NAMES)).toEqual({
      lead: 'It is like the title of the row: The ronin.',
      facts: [],
    });
  });

  test('a pin is said with what gave way, and a draft as one’s own', () => {
    const pinned = (pinId: string, displaced: string | null) =>
      slotWords(aSlot('pinned', { rules: [{ rule: 'pinned', pinId, displaced }] }), NAMES).lead;
    expect(pinned('draft-0', 'ronin')).toBe('Your draft puts it here. The ronin gave way.');
    expect(pinned('p1', null)).toBe('Pin p1 puts it here.');
    expect(slotWords(aSlot('pinned'), NAMES).lead).toBe('An editor’s pin put it here.');
  });

  test('every rule has its sentence, with titles for ids', () => {
    const rules: SlotExplanation['rules'] = [
      { rule: 'new-item' },
      { rule: 'chance', instead: 'ronin' },
      { rule: 'boosted', ruleId: 'r1', strength: 1, lifted: true },
      { rule: 'boosted', ruleId: 'r1', strength: 1, lifted: false },
      { rule: 'buried', ruleId: 'r2', strength: 1 },
      { rule: 'capped', itemId: 'ronin', cap: 'person' },
      { rule: 'capped', itemId: 'ronin', cap: 'ignored' },
      { rule: 'stands-elsewhere', itemId: 'ronin', rowId: 'new' },
    ];
    const facts = slotWords(aSlot('popular', { proposedBy: [], chosenBy: null, rules }), NAMES).facts.slice(2);
    expect(facts).toHaveLength(rules.length);
    expect(facts[1]).toBe('Chance put it here instead of The ronin, to learn about it.');
    expect(facts[7]).toBe('The ronin scores higher, and stands in Row new already.');
    expect(facts.join()).not.toContain('undefined');
  });

  test('ranks are counted from first', () => {
    expect([0, 1, 2, 3, 10, 11, 12, 20, 100, 110].map(ordinal)).toEqual([
      ...['1st', '2nd', '3rd', '4th', '11th', '12th', '13th', '21st', '101st', '111th'],
    ]);
  });
});

test('why a row is where it is, what orders it, and what was passed over', () => {
  const row = (chosen: object | null, allowed: number) =>
    ({ explanation: { chosen, order: 'score', candidates: { proposed: 60, allowed } } }) as unknown as PageRow;
  expect(rowWords(row({ worth: 0.1, affinity: 1.52, likeness: 0.3, value: 0.12 }, 50), 2)).toEqual([
    'It stands at place 3, chosen by its value 0.120: what it shows is worth 0.100, such rows are touched 1.5 times as often as expected, ' +
      'and likeness to the rows above (30%) takes some off.',
    'It is ordered by score. Of 60 titles proposed 50 may be shown.',
  ]);
  expect(rowWords(row(null, 60), 0)[0]).toBe('A pin inserted this row.');
  expect(rowWords({} as PageRow, 0)).toEqual([]);
  const passed = { rowId: 'genre:drama', kind: 'genre', worth: 0, affinity: 1, likeness: 0, value: 0.02 } as const;
  expect(passedOverText({ ...passed, reason: 'no-place' })).toBe('Genre: drama (value 0.020): the page is full.');
  expect([groupName('fatigue'), groupName('of-a-package')]).toEqual(['Shown before', 'of-a-package']);
});
