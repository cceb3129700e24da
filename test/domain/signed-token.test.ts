import { createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createTokenSeal } from '../../src/domain/signed-token.ts';
import { createUserTokens } from '../../src/domain/user-token.ts';

const secret = new Uint8Array(32).fill(1);
const seal = createTokenSeal(secret, 'mqx_', 3);
const payload = fc.uint8Array({ maxLength: 300 });

describe('a sealed token', () => {
  test('gives back its payload', () => {
    fc.assert(fc.property(payload, (bytes) => expect(seal.open(seal.seal(bytes))).toEqual(bytes)));
  });

  test('is the prefix, and in base64url the version, the payload and HMAC-SHA-256 of both', () => {
    const signed = Buffer.from([3, 104, 105]);
    const mac = createHmac('sha256', secret).update(signed).digest();
    expect(seal.seal(Buffer.from('hi'))).toBe(`mqx_${Buffer.concat([signed, mac]).toString('base64url')}`);
  });

  test('is refused with any one character changed, dropped or added', () => {
    const alphabet = 'ABCxyz019-_=.+/ ';
    const changed = fc.tuple(payload, fc.nat(), fc.constantFrom(...alphabet), fc.constantFrom('set', 'drop', 'add'));
    fc.assert(
      fc.property(changed, ([bytes, at, letter, how]) => {
        const token = seal.seal(bytes);
        const index = at % token.length;
        const rest = token.slice(how === 'add' ? index : index + 1);
        const other = token.slice(0, index) + (how === 'drop' ? '' : letter) + rest;
        expect(seal.open(other)).toEqual(other === token ? bytes : null);
      }),
      { numRuns: 1000 },
    );
  });

  test('is refused by another secret, prefix or version, and so is what is no token', () => {
    const token = seal.seal(Uint8Array.of(1, 2));
    expect(createTokenSeal(new Uint8Array(32), 'mqx_', 3).open(token)).toBeNull();
    expect(createTokenSeal(secret, 'mqy_', 3).open(token)).toBeNull();
    expect(createTokenSeal(secret, 'mqx_', 4).open(token)).toBeNull();
    for (const text of ['', 'mqx_', 'mqx_AAAA', `mqx_${'A'.repeat(9000)}`, 'mq_key'])
      expect(seal.open(text)).toBeNull();
  });
});

describe('a user token', () => {
  const tokens = createUserTokens(secret);

  test.each([
    [null, null],
    ['kids', 'SE'],
    ['adult', null],
  ] as const)('holds its ceilings: maturity %p, region %p', (maturityMax, region) => {
    const token = { keyId: 'key_1', userKey: 'f'.repeat(32), expiresAtMs: 1_800_000_000_000, maturityMax, region };
    expect(tokens.read(tokens.issue(token))).toEqual(token);
  });

  test('of another tenant’s secret is none', () => {
    const token = createUserTokens(new Uint8Array(32)).issue({
      keyId: 'key_1',
      userKey: 'u',
      expiresAtMs: 1000,
      maturityMax: null,
      region: null,
    });
    expect(tokens.read(token)).toBeNull();
  });
});
