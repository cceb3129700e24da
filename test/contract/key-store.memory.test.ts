import { createMemoryKeyStore } from '../../src/adapters/memory/key-store.ts';
import { describeKeyStore } from './key-store.suite.ts';

describeKeyStore('memory', async () => ({ store: createMemoryKeyStore(), close: async () => {} }));
