import { createMemoryStreamContents, openMemoryEventStream } from '../../src/adapters/memory/event-stream.ts';
import { describeEventStream } from './event-stream.suite.ts';

describeEventStream('memory', async ({ maxBytes }) => {
  const contents = createMemoryStreamContents();
  return { open: async () => openMemoryEventStream(contents, { maxBytes }), destroy: async () => {} };
});
