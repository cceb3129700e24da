import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { seededRandom } from '../../../src/domain/clock.ts';
import { INCLUDABLE_FIELDS, MATURITIES } from '../../../src/domain/item.ts';
import { SURFACES } from '../../../src/domain/pin.ts';
import {
  CHAIN_TTL_MS,
  MAX_TOKEN_LENGTH,
  MOST_SHOWN,
  type PageChain,
} from '../../../src/recommend/paging/page-chain.ts';
import { createPageTokens } from '../../../src/recommend/paging/page-tokens.ts';
import { aChain, FROM_MS } from '../../support/chains.ts';

const SECRET = new Uint8Array(32).fill(5);
/** `count` different numbers from 1 to `most`, ascending. */
function drawnNos(count: number, most: number, seed: number): Int32Array {
  const random = seededRandom(seed);
  const drawn = new Set<number>();
  while (drawn.size < count) drawn.add(1 + Math.floor(random() * most));
  return Int32Array.from(drawn).sort();
}

const id = fc.string({ unit: fc.constantFrom(...'abcXYZ019._:@-'), minLength: 1, maxLength: 128 });
const orNull = <T>(some: fc.Arbitrary<T>) => fc.option(some);
const numbers = fc.uniqueArray(fc.integer({ min: 0, max: 2 ** 31 - 1 }), { maxLength: 100 });
const ascending = numbers.map((drawn) => Int32Array.from(drawn).sort());
const rowId = fc.oneof(
  fc.constantFrom('top-picks', 'popular', 'search', 'genre', 'genre:', 'personal', 'x:', ':'),
  id.map((key) => `because-you-watched:${key}`),
  id,
);
const chain: fc.Arbitrary<PageChain> = fc.record({
  route: fc.constantFrom('home', 'row', 'similar', 'search'),
  rowId: orNull(rowId),
  fromMs: fc.constant(FROM_MS),
  userId: orNull(id),
  userKey: orNull(id),
  surface: fc.constantFrom(...SURFACES),
  region: orNull(id),
  language: orNull(id),
  maturity: orNull(fc.constantFrom(...MATURITIES)),
  timeZone: id,
  sessionId: orNull(id),
  rows: fc.integer({ min: 1, max: 20 }),
  items: fc.integer({ min: 1, max: 50 }),
  rowIds: orNull(fc.array(rowId, { minLength: 1, maxLength: 5 })),
  excludeItemNos: ascending,
  excludeItemIds: fc.array(id, { maxLength: 3 }),
  filter: orNull(fc.string({ unit: 'grapheme' })),
  about: orNull(
    fc.oneof(
      id.map((seedItemId) => ({ seedItemId })),
      fc.string({ unit: 'grapheme' }).map((query) => ({ query })),
    ),
  ),
  include: fc.subarray([...INCLUDABLE_FIELDS]),
  randomSeed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  shown: fc.record({
    parentId: fc.uuid(),
    rowIds: fc.array(rowId, { maxLength: 5 }),
    titleNos: ascending,
    lastInRow: numbers.map((drawn) => Int32Array.from(drawn.slice(0, 12))),
    countInRow: fc.nat(2000),
  }),
});

describe('the tokens of a page', () => {
  const tokens = createPageTokens(SECRET);

  test('hold all of their chain, whichever replica opens them', () => {
    fc.assert(
      fc.property(chain, (given) => {
        const [token] = tokens.issue([given]);
        if (token === null) return;
        expect(createPageTokens(SECRET).open(token!, FROM_MS)).toEqual(given);
      }),
    );
  });

  test('of one page differ in what goes on alone', () => {
    const home = aChain();
    const row = aChain({ route: 'row', rowId: 'genre:war', shown: { ...home.shown, rowIds: [], countInRow: 20 } });
    const [first, second] = tokens.issue([home, row]);
    expect(tokens.open(first!, FROM_MS)).toEqual(home);
    expect(tokens.open(second!, FROM_MS)).toEqual(row);
  });

  test('hold 2,000 titles of a catalogue of ten million in 6 KB of text', () => {
    const titleNos = drawnNos(MOST_SHOWN, 10_000_000, 1);
    const lastInRow = titleNos.slice(0, 12);
    const given = aChain({ excludeItemNos: drawnNos(50, 10_000_000, 2) });
    const row = { ...given, shown: { ...given.shown, titleNos, lastInRow, countInRow: 2000 }, rowId: 'top-picks' };
    const [token] = tokens.issue([row]);
    expect(token!.length).toBeLessThanOrEqual(MAX_TOKEN_LENGTH);
    expect(tokens.open(token!, FROM_MS)).toEqual(row);
  });

  test('are none where they would be longer', () => {
    const excludeItemIds = Array.from({ length: 60 }, (_, at) => `${at}`.padEnd(128, 'x'));
    expect(tokens.issue([aChain({ excludeItemIds })])).toEqual([null]);
  });

  test('are good for 24 hours from the chain’s first page, and not a millisecond more', () => {
    const [token] = tokens.issue([aChain()]);
    expect(tokens.open(token!, FROM_MS + CHAIN_TTL_MS - 1).userId).toBe('u1');
    expect(() => tokens.open(token!, FROM_MS + CHAIN_TTL_MS)).toThrow(
      expect.objectContaining({ code: 'token-expired' }),
    );
  });

  test('are refused with a bit flipped, of another secret, or made of anything else', () => {
    const [token] = tokens.issue([aChain()]);
    const refused = expect.objectContaining({ code: 'invalid-token' });
    expect(() => createPageTokens(new Uint8Array(32)).open(token!, FROM_MS)).toThrow(refused);
    fc.assert(
      fc.property(fc.nat(), (where) => {
        const bytes = Buffer.from(token!, 'base64url');
        bytes[(where >>> 3) % bytes.length]! ^= 1 << (where & 7);
        expect(() => tokens.open(bytes.toString('base64url'), FROM_MS)).toThrow(refused);
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(() => tokens.open(text, FROM_MS)).toThrow(refused);
      }),
    );
  });
});
