import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { createEventMap, opinionOfStars, translateEvent } from '../../src/catalogue/event-map.ts';
import { plainName, readInstantMs } from '../../src/catalogue/foreign-values.ts';
import { stableEventId, stableRecommendationId } from '../../src/catalogue/stable-ids.ts';
import { ID_PATTERN } from '../../src/domain/item.ts';

describe("another system's word for an event", () => {
  const usual = createEventMap([]);

  test.each([
    ['read', null, { type: 'click' }],
    ['CLICK', null, { type: 'click' }],
    ['purchase', 3, { type: 'play' }],
    ['like', 0, { type: 'rate', value: 1 }],
    ['star', null, { type: 'rate', value: 1 }],
    ['dislike', null, { type: 'rate', value: -1 }],
    ['rating', 4, { type: 'rate', value: 0.5 }],
    ['rating', 0.5, { type: 'rate', value: -1 }],
    ['wish_list', null, { type: 'list-add' }],
    ['not_interested', null, { type: 'hide' }],
    ['complete', 7, { type: 'complete', portion: 1 }],
    ['progress', 0.25, { type: 'progress', portion: 0.25 }],
  ])('%s with %s', (word, number, event) => {
    expect(translateEvent(word, number, usual)).toEqual(event);
  });

  test('an unknown word is refused with the option that would map it, and never shown when it may be a name', () => {
    expect(translateEvent('share', null, usual)).toContain('--map share=EVENT');
    expect(translateEvent('ada@example.org', null, usual)).toContain('--map TYPE=EVENT');
    expect(translateEvent('rating', 9, usual)).toContain('stars');
    expect(translateEvent('rating', null, usual)).toContain('stars');
    expect(translateEvent('progress', 30, usual)).toContain('portion');
  });

  test('--map adds words and changes usual ones', () => {
    const map = createEventMap(['share=click', 'read=play', 'meh=rate:-0.5', 'stars=rate', 'thumbs=hide']);
    expect(translateEvent('share', null, map)).toEqual({ type: 'click' });
    expect(translateEvent('read', null, map)).toEqual({ type: 'play' });
    expect(translateEvent('meh', 5, map)).toEqual({ type: 'rate', value: -0.5 });
    expect(translateEvent('stars', 5, map)).toEqual({ type: 'rate', value: 1 });
    expect(translateEvent('like', null, map)).toEqual({ type: 'rate', value: 1 });
  });

  test.each([
    'share',
    '=click',
    'share=',
    'share=viewed',
    'share=rate:2',
    'share=rate:',
    'share=click:1',
    'a=rate:1:1',
  ])('--map %s is a bad argument', (mapping) => {
    expect(() => createEventMap([mapping])).toThrow(expect.objectContaining({ code: 'bad-argument' }));
  });

  test('docs/migrating.md names every usual word beside its event', () => {
    const guide = readFileSync(resolve(import.meta.dirname, '../../docs/migrating.md'), 'utf8');
    const rows = guide.split('\n').filter((line) => line.startsWith('| `'));
    for (const [word, { type, value }] of usual) {
      const row = rows.find(
        (line) =>
          line.split('|')[1]!.includes(`\`${type}\``) &&
          (value === null || line.includes(`opinion ${value} |`)) &&
          line
            .split('|')[2]!
            .split(/[,;]/)
            .some((listed) => plainName(listed) === word),
      );
      expect([word, row]).toEqual([word, expect.any(String)]);
    }
  });

  test('three stars are neither good nor bad', () => {
    expect([0.5, 1, 2, 3, 4, 5].map(opinionOfStars)).toEqual([-1, -1, -0.5, 0, 0.5, 1]);
  });
});

describe('ids made of what an import says', () => {
  test('are the same for the same parts and different for others', () => {
    const id = stableEventId('gorse', 'like', 'u1', 'i1', 5);
    expect(id).toBe(stableEventId('gorse', 'like', 'u1', 'i1', 5));
    expect(id).toMatch(ID_PATTERN);
    expect(stableEventId('gorse', 'a', 'bc')).not.toBe(stableEventId('gorse', 'ab', 'c'));
    expect(stableEventId('gorse', 'a')).not.toBe(stableEventId('metarank', 'a'));
  });

  test('a recommendation id is a UUIDv7 of the time it was served', () => {
    const atMs = Date.parse('2021-10-24T06:42:20.207Z');
    const id = stableRecommendationId(atMs, 'metarank', 'r1');
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(atMs);
    expect(stableRecommendationId(atMs, 'metarank', 'r1')).toBe(id);
    expect(stableRecommendationId(atMs, 'metarank', 'r2')).not.toBe(id);
  });
});

describe('a point in time as exports write it', () => {
  const ms = Date.parse('2021-10-24T06:42:20.207Z');
  test.each([
    ['2021-10-24T06:42:20.207Z', ms],
    ['2021-10-24T06:42:20.207123456Z', ms],
    ['2021-10-24T08:42:20.207+02:00', ms],
    ['2021-10-24 06:42:20.207 +0000 UTC', ms],
    ['2021-10-24 08:42:20.207 +0200 CEST m=+0.5', ms],
    ['2021-10-24 06:42:20', ms - 207],
    ['2021-10-24', Date.parse('2021-10-24T00:00:00Z')],
    ['1635057740207', ms],
    [1635057740207, ms],
    [1635057740207.5, ms],
  ])('%s', (text, expected) => {
    expect(readInstantMs(text, 'ms')).toBe(expected);
  });

  test('a short number is seconds where the source says so', () => {
    expect(readInstantMs('1635057740', 's')).toBe(1635057740000);
    expect(readInstantMs('1635057740', 'ms')).toBe(1635057740);
  });

  test.each([
    '',
    'yesterday',
    '2021-02-30',
    '2021-10-24T25:00:00Z',
    '24/10/2021',
    '99999999999999999',
    null,
    {},
    Number.NaN,
    -5,
  ])('%p is none', (value) => {
    expect(readInstantMs(value, 'ms')).toBeUndefined();
  });
});
