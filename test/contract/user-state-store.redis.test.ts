import { openRedisUserStateStore } from '../../src/adapters/redis/user-state-store.ts';
import { SILENT_LOGGER } from '../../src/domain/ports/logger.ts';
import { testRedisUrl, testTenant } from '../support/redis.ts';
import { describeUserStateStore } from './user-state-store.suite.ts';

describeUserStateStore('Redis', () =>
  openRedisUserStateStore({ url: testRedisUrl(), tenant: testTenant(), logger: SILENT_LOGGER }),
);
