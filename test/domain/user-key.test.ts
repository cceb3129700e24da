import { createHmac } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createUserKeyOf } from '../../src/domain/user-key.ts';

test('a user key is the HMAC-SHA-256 of the id, cut to 128 bits', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 64 }), fc.string({ unit: 'binary' }), (secret, userId) => {
      const expected = createHmac('sha256', secret).update(userId, 'utf8').digest('hex').slice(0, 32);
      expect(createUserKeyOf(secret)(userId)).toBe(expected);
    }),
  );
});
