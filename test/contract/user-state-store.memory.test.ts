import { createMemoryUserStateStore } from '../../src/adapters/memory/user-state-store.ts';
import { describeUserStateStore } from './user-state-store.suite.ts';

describeUserStateStore('memory', async () => createMemoryUserStateStore());
