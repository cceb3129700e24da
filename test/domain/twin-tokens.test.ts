import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createTwinTokens } from '../../src/domain/twin-tokens.ts';

const SECRET = new Uint8Array(32).fill(3);
const bytes = fc.uint8Array({ maxLength: 300 });

describe('twin tokens', () => {
  test('open to what was sealed, and are text that needs no escape in an address', () => {
    fc.assert(
      fc.property(bytes, fc.array(bytes, { maxLength: 5 }), (common, owns) => {
        const tokens = createTwinTokens(SECRET, 1).seal(common, owns);
        const opened = tokens.map((token) => createTwinTokens(SECRET, 1).open(token)!);
        expect(opened.map(({ own }) => [...own])).toEqual(owns.map((own) => [...own]));
        for (const one of opened) expect([...one.common]).toEqual([...common]);
        for (const token of tokens) expect(token).toMatch(/^[A-Za-z0-9_-]+$/);
      }),
    );
  });

  test('begin alike as far as their common part goes, so that a compressed page has it once', () => {
    const common = new Uint8Array(299).map((_, at) => at);
    const [one, other] = createTwinTokens(SECRET, 1).seal(common, [Uint8Array.of(1), Uint8Array.of(2)]);
    expect(one!.slice(0, 400)).toBe(other!.slice(0, 400));
    expect(one).not.toBe(other);
  });

  test('do not open with any bit flipped, cut, lengthened, of another secret or version, or put together from two', () => {
    const tokens = createTwinTokens(SECRET, 1);
    fc.assert(
      fc.property(bytes, bytes, fc.nat(), (common, own, where) => {
        const [token] = tokens.seal(common, [own]);
        const sealed = Buffer.from(token!, 'base64url');
        const flipped = Buffer.from(sealed);
        flipped[(where >>> 3) % sealed.length]! ^= 1 << (where & 7);
        expect(tokens.open(flipped.toString('base64url'))).toBe(null);
        expect(tokens.open(sealed.subarray(0, where % sealed.length).toString('base64url'))).toBe(null);
        expect(tokens.open(`${token}A`)).toBe(null);
        expect(tokens.open(`${token}=`)).toBe(null);
        expect(createTwinTokens(new Uint8Array(32).fill(4), 1).open(token!)).toBe(null);
        expect(createTwinTokens(SECRET, 2).open(token!)).toBe(null);
        const [other] = tokens.seal(Uint8Array.of(9, ...common), [own]);
        expect(tokens.open(other!.slice(0, -24) + token!.slice(-24))).toBe(null);
      }),
    );
  });

  test('random text is none', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => createTwinTokens(SECRET, 1).open(text) === null));
  });
});
