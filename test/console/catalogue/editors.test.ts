import { describe, expect, test } from '@jest/globals';
import { MarqueeProblem } from '../../../clients/typescript/src/index.ts';
import {
  collectionDraftOf,
  collectionFieldsOf,
  collectionProblemsOf,
  moved,
} from '../../../src/console/catalogue/editors/collection-fields.ts';
import {
  FILTER_EXAMPLES,
  ITEM_FILTER_FIELDS,
  USER_FILTER_FIELDS,
} from '../../../src/console/catalogue/editors/filter-fields.ts';
import { parseRefusal, placeOf, refusalOf } from '../../../src/console/catalogue/editors/filter-refusal.ts';
import { ruleDraftOf, ruleFieldsOf, ruleProblemsOf } from '../../../src/console/catalogue/editors/rule-fields.ts';
import { scheduleText } from '../../../src/console/catalogue/editors/schedule.ts';
import { segmentUses } from '../../../src/console/catalogue/editors/segment-uses.ts';
import { limitWords, normalShareBelow, strengthWords } from '../../../src/console/catalogue/editors/strength-words.ts';
import { compileUserFilter } from '../../../src/domain/filter/compile-user-filter.ts';
import { FIELDS } from '../../../src/domain/filter/fields.ts';
import { parseFilter } from '../../../src/domain/filter/parse-filter.ts';
import { USER_FIELDS } from '../../../src/domain/filter/user-fields.ts';
import { collectionDraft } from '../../../src/http/schemas/collection.ts';
import { ruleDraft } from '../../../src/http/schemas/rule.ts';

const ZONE = 'Europe/Berlin';

describe('filters', () => {
  test('the help names every field there is, and its examples are right', () => {
    expect(ITEM_FILTER_FIELDS.map(({ name }) => name)).toEqual(Object.keys(FIELDS));
    expect(USER_FILTER_FIELDS.map(({ name }) => name)).toEqual(Object.keys(USER_FIELDS));
    for (const example of FILTER_EXAMPLES.items) expect(() => parseFilter(example)).not.toThrow();
    for (const example of FILTER_EXAMPLES.users) expect(() => compileUserFilter(example)).not.toThrow();
  });

  test.each(['genre = ', 'gender = Comedy', 'type = movie', 'genre < War', 'year > 1990 type = film'])(
    'the refusal of %j says its place',
    (filter) => {
      let detail = '';
      try {
        parseFilter(filter);
      } catch (error) {
        detail = (error as Error).message;
      }
      const { at, sentence } = parseRefusal(`createRule: ${detail}`);
      expect(detail.toLowerCase()).toBe(`filter, character ${at + 1}: ${sentence}`.toLowerCase());
      const { before, there, after } = placeOf(filter, at);
      expect((before + there + after).trimEnd()).toBe(filter.trimEnd());
    },
  );

  test('the place is one word, and what is around it is cut where it is long', () => {
    expect(placeOf('year > 1990 type = film', 12)).toEqual({ before: 'year > 1990 ', there: 'type', after: ' = film' });
    expect(placeOf(`${'x'.repeat(60)} <`, 61).before).toHaveLength(41);
  });

  test('another problem is none of the filter', () => {
    expect(refusalOf(new MarqueeProblem('createRule: no.', { code: 'invalid-body' }))).toBeNull();
    expect(refusalOf(new Error('filter, character 1: x'))).toBeNull();
  });
});

describe('collections', () => {
  const begun = { ...collectionFieldsOf(null, ZONE), title: ' War ', itemIds: ['a', 'b'], filter: 'genre = War' };

  test('a draft has what was chosen of items and filter, and is as the service takes it', () => {
    const items = collectionDraftOf(begun);
    expect(items).toMatchObject({ title: 'War', itemIds: ['a', 'b'], filter: null, sort: null, timeZone: ZONE });
    const filtered = collectionDraftOf({ ...begun, content: 'filter' });
    expect(filtered).toMatchObject({ itemIds: null, filter: 'genre = War', sort: 'popular' });
    for (const draft of [items, filtered]) expect(collectionDraft.parse(draft)).toEqual(draft);
  });

  test('a draft becomes the same fields and the same draft', () => {
    const draft = collectionDraftOf({ ...begun, content: 'filter', repeats: true, days: ['sun', 'mon'], priority: 3 });
    expect(collectionDraftOf(collectionFieldsOf(draft, 'UTC'))).toEqual(draft);
    expect(draft.repeat!.days).toEqual(['mon', 'sun']);
  });

  test('what is missing is told', () => {
    expect(Object.keys(collectionProblemsOf(collectionFieldsOf(null, ZONE)))).toEqual(['title', 'itemIds']);
    const wrong = { ...begun, content: 'filter', filter: ' ', minimum: 51, priority: null } as const;
    expect(Object.keys(collectionProblemsOf(wrong))).toEqual(['filter', 'minimum', 'priority']);
    const backwards = { ...begun, from: '2026-02-01T00:00:00Z', until: '2026-01-01T00:00:00Z' };
    expect(Object.keys(collectionProblemsOf(backwards))).toEqual(['until']);
  });

  test('an item is moved to where another is', () => {
    expect(moved(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b']);
    expect(moved(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c']);
  });
});

describe('rules', () => {
  const begun = { ...ruleFieldsOf(null, ZONE), name: 'War', filter: 'genre = War', strength: 2, limit: 0.5 };

  test.each([
    ['boost', { strength: 2, limit: 0.5, rows: ['genre'] }],
    ['bury', { strength: 2, limit: null, rows: ['genre'] }],
    ['block', { strength: null, limit: null, rows: null }],
  ] as const)('a %s has what such a rule has', (action, expected) => {
    const draft = ruleDraftOf({ ...begun, action, rows: ['genre'] });
    expect(draft).toMatchObject(expected);
    expect(ruleDraft.parse(draft)).toEqual(draft);
  });

  test('what is missing is told', () => {
    expect(Object.keys(ruleProblemsOf(ruleFieldsOf(null, ZONE)))).toEqual(['name', 'filter']);
    expect(ruleProblemsOf(begun)).toEqual({});
  });

  test('strength and limit in words', () => {
    expect(normalShareBelow(1)).toBeCloseTo(0.8413447, 6);
    expect(normalShareBelow(-1.96)).toBeCloseTo(0.0249979, 6);
    expect(strengthWords('boost', 1)).toContain('best 16%');
    expect(strengthWords('bury', 2.5)).toContain('last 0.6%');
    expect(strengthWords('bury', 3)).toBe('Takes nearly anything to the end.');
    expect(strengthWords('boost', 0)).toBe('Moves nothing.');
    expect(limitWords(0.25)).toContain('At most 25%');
    expect(limitWords(0)).toContain('does nothing');
  });

  test('times in words', () => {
    const times = { from: 'a', until: null, timeZone: ZONE, repeat: null };
    expect(scheduleText(times, (instant) => instant)).toBe('From a');
    expect(scheduleText({ ...times, from: null }, String)).toBe('Always');
    const repeat = { days: ['fri'], from: '18:00', until: '24:00' } as const;
    expect(scheduleText({ ...times, until: 'b', repeat }, String)).toBe(
      'From a · until b · Fri, 18:00–24:00 (Europe/Berlin)',
    );
  });
});

test('a segment is used by what names it in its audience', () => {
  const [named, not] = [{ audience: { segmentIds: ['x', 'vip'] } }, { audience: { segmentIds: ['x'] } }];
  const uses = segmentUses('vip', {
    pins: [
      { pinId: 'p', itemId: 'heat', ...named },
      { pinId: 'q', itemId: 'big', audience: {} },
    ],
    collections: [{ collectionId: 'c', title: 'C', ...not }],
    rules: [{ ruleId: 'r', name: 'R', ...named }],
  });
  expect(uses).toEqual([
    { kind: 'rule', id: 'r', name: 'R' },
    { kind: 'pin', id: 'p', name: 'heat' },
  ]);
});
