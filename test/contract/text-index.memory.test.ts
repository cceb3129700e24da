import { createMemoryTextIndex } from '../../src/adapters/memory/text-index.ts';
import { describeTextIndex } from './text-index.suite.ts';

describeTextIndex('that looks at every item', createMemoryTextIndex);
