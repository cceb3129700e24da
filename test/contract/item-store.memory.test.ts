import { createMemoryItemStore } from '../../src/adapters/memory/item-store.ts';
import { describeItemStore } from './item-store.suite.ts';

describeItemStore('memory', async () => ({ store: createMemoryItemStore(), close: async () => {} }));
