import { randomBytes } from 'node:crypto';

/** The Redis of this test run. All test files share it: keep apart by the tenant, which is part of every key. */
export function testRedisUrl(): string {
  const url = process.env.MARQUEE_TEST_REDIS_URL;
  if (!url) throw new Error('No test Redis: run the tests by npm test, whose global setup starts one.');
  return url;
}

/** A tenant name that no other test uses: a key space of its own. */
export const testTenant = (): string => `t${randomBytes(6).toString('hex')}`;
