import { createMemoryPinStore } from '../../src/adapters/memory/pin-store.ts';
import { describePinStore } from './pin-store.suite.ts';

describePinStore('memory', async () => ({ store: createMemoryPinStore(), close: async () => {} }));
