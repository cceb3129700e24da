import { describe, expect, test } from '@jest/globals';
import type { Decision } from '../../../clients/typescript/src/index.ts';
import { decisionFacts, moreHref } from '../../../src/console/log/decision/decision-facts.ts';
import {
  decisionHref,
  readDecisionQuery,
  slotOfImpression,
  writeDecisionQuery,
} from '../../../src/console/log/decision/decision-query.ts';
import { eventLines } from '../../../src/console/log/decision/event-lines.ts';
import {
  type DecisionSlot,
  outcomeSteps,
  rescoredSlotText,
  rescoreText,
  slotFacts,
} from '../../../src/console/log/decision/slot-facts.ts';
import { pastDecision } from '../../../src/http/past-decision.ts';
import { A_RESCORED_PAGE, aPastPage } from '../../support/past-pages.ts';

/** As the API answers it. */
const PAGE = pastDecision(aPastPage(), A_RESCORED_PAGE) as Decision;
const ID = PAGE.recommendationId;
const slotAt = (row: number, position: number): DecisionSlot => PAGE.rows[row]!.items[position]!;

describe('the address of a page', () => {
  test('has the slot that is open, and whether it is scored again', () => {
    expect(decisionHref(ID, { row: 1, position: 12 })).toBe(`/log/decisions/${ID}?slot=1.12`);
    expect(decisionHref(ID)).toBe(`/log/decisions/${ID}`);
    for (const query of [
      { slot: { row: 0, position: 3 }, again: true },
      { slot: null, again: false },
    ])
      expect(readDecisionQuery(writeDecisionQuery(query))).toEqual(query);
    expect(readDecisionQuery(new URLSearchParams('slot=top.3'))).toEqual({ slot: null, again: false });
  });

  test('an impression names a slot of its own page alone', () => {
    expect(slotOfImpression(ID, `${ID}.1.0`)).toEqual({ row: 1, position: 0 });
    expect(slotOfImpression(ID, 'another.1.0')).toBeNull();
    expect(slotOfImpression(ID, `${ID}.x`)).toBeNull();
  });
});

describe('why a slot', () => {
  test('a pin put it there, and what gave way is named, by its id where it is gone', () => {
    const { lead, facts } = slotFacts(slotAt(1, 0), PAGE.rows[1]!);
    expect(lead).toBe('An editor’s pin put it here. film-3 gave way.');
    expect(facts).toContain('Nothing was left to chance here.');
    expect(facts.join()).not.toContain('Score');
  });

  test('chance put it there, with what chance it had', () => {
    const { lead, facts } = slotFacts(slotAt(0, 0), PAGE.rows[0]!);
    expect(lead).toBe('Chance put it here, to learn about it.');
    expect(facts).toContain('Its chance to stand here was 70%, given all that was chosen before it.');
  });

  test('its score is told by its place among those that no pin put there', () => {
    const plain = { ...slotAt(0, 0), explored: false, propensity: 1, score: 0.5 };
    const row = {
      rowId: 'trending',
      items: [plain, { ...plain, score: 0.7 }, { ...plain, score: 0.2 }, { ...plain, score: 0.9, pinId: 'p' }],
    };
    expect(slotFacts(plain, row).facts).toContain('Score 0.500: the 2nd of 3 in this row.');
    expect(slotFacts(row.items[1]!, row).facts).toContain('Score 0.700: the highest of 3 in this row.');
    expect(slotFacts(plain, row).lead).toBe('It was trending.');
  });

  test('what came of it is told step by step', () => {
    expect(outcomeSteps(slotAt(0, 0))).toEqual([]);
    const outcome = { ...slotAt(1, 0).outcome!, portion: 0.437, completed: false, hidden: true };
    expect(outcomeSteps({ ...slotAt(1, 0), outcome }).map(({ text }) => text)).toEqual([
      'Clicked',
      'Watched to 43%',
      'Hidden by the viewer',
    ]);
  });
});

describe('scored again', () => {
  const rescored = PAGE.rescored!;

  test('the same to the bit, different, and not at all are three things', () => {
    expect(rescoreText(rescored)).toBe('One slot was ordered by score, and the scores are the same again, to the bit.');
    expect(rescoreText({ ...rescored, isSame: false, compared: 48, different: 12, largestDifference: 0.01324 })).toBe(
      '12 of 48 slots have another score; the largest difference is 0.013.',
    );
    expect(rescoreText({ ...rescored, isSame: null, reason: 'Its package is gone.' })).toBe('Its package is gone.');
  });

  test('of a slot: what the score is now, and where it would stand by it', () => {
    const [slot] = rescored.slots;
    expect(rescoredSlotText(slot!)).toBe('Scored again: 0.500, the same to the bit.');
    expect(rescoredSlotText({ ...slot!, again: { score: 0.25, rank: 2 } })).toBe(
      'Scored again: 0.250 instead of 0.500; by score it would be 3rd instead of 1st of its row.',
    );
    expect(rescoredSlotText({ ...slot!, again: null, missing: 'item-gone' })).toContain('is gone');
    expect(rescoredSlotText({ ...slot!, again: null, missing: 'not-scored' })).toBeNull();
  });
});

describe('what happened after', () => {
  const event = (eventId: string, changes: Partial<Decision['events'][number]>): Decision['events'][number] => ({
    ...PAGE.events[0]!,
    eventId,
    occurredAt: '2026-06-01T11:00:05.000Z',
    ...changes,
  });
  const linesOf = (...events: Decision['events']) => eventLines({ ...PAGE, events });

  test('views that follow one another are one line, of all their slots, each once', () => {
    const viewed = { type: 'viewed', itemId: null } as const;
    const [line, ...more] = linesOf(
      event('a', { ...viewed, impressionIds: [`${ID}.0.0`, `${ID}.0.1`] }),
      event('b', { ...viewed, impressionIds: [`${ID}.0.1`, `${ID}.1.0`, 'another.0.0'] }),
    );
    expect(more).toEqual([]);
    expect(line).toMatchObject({ text: 'Saw 3 slots', key: 'a' });
    expect(line!.slots).toHaveLength(3);
  });

  test('of how far one item was watched the last report is told; of another item it is another line', () => {
    const progress = { type: 'progress' } as const;
    const lines = linesOf(
      event('a', { ...progress, portion: 0.1 }),
      event('b', { ...progress, portion: 0.5, occurredAt: '2026-06-01T11:30:00.000Z' }),
      event('c', { ...progress, portion: 0.2, itemId: 'film-1', occurredAt: '2026-06-01T11:40:00.000Z' }),
    );
    expect(lines.map(({ text, itemId }) => [text, itemId])).toEqual([
      ['Watched to 50% of', 'film-2'],
      ['Watched to 20% of', 'film-1'],
    ]);
  });

  test('it is told in the order in which it happened, whatever order it came in', () => {
    const lines = linesOf(
      event('late', { type: 'complete', occurredAt: '2026-06-01T12:30:00.000Z' }),
      event('early', { type: 'click' }),
      event('between', { type: 'play', trigger: 'autoplay', occurredAt: '2026-06-01T11:00:09.000Z' }),
    );
    expect(lines.map(({ text }) => text)).toEqual(['Clicked', 'Went on to', 'Finished']);
  });

  test('an opinion is told with its sign, and one taken back as such', () => {
    const rated = (value: number | null) => linesOf(event('r', { type: 'rate', value }))[0]!.text;
    expect([rated(1), rated(-0.5), rated(null)]).toEqual(['Rated +1:', 'Rated -0.5:', 'Took back the rating of']);
  });
});

test('what is known of the page leads to more like it, of that day and that origin', () => {
  const facts = new Map(decisionFacts(PAGE).map((fact) => [fact.name, fact]));
  expect(facts.get('Rung')?.text).toBe('R0: all was well');
  expect(facts.get('Arm')?.text).toBe('layout: a');
  expect(facts.get('Switched off')).toEqual({ name: 'Switched off', text: 'exploration, row:genre', href: null });
  expect(facts.get('Surface')?.href).toBe(moreHref(PAGE, 'surface', 'tv'));
  const { searchParams } = new URL(facts.get('Ranker')!.href!, 'http://host');
  expect(Object.fromEntries(searchParams)).toEqual({
    from: '2026-05-31T23:00:00.000Z',
    to: '2026-06-01T23:00:00.000Z',
    origin: 'app',
    model: 'v7',
  });
  const nobody = decisionFacts({ ...PAGE, userKey: '0'.repeat(32) });
  expect(nobody[0]).toEqual({ name: 'Viewer', text: 'Nobody', href: null });
});
