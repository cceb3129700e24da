import { afterEach, describe, expect, test } from '@jest/globals';
import { anEvent, userKeyFor } from '../support/log-fixtures.ts';
import { type Ingest, openIngest } from './consumer-workbench.ts';

let ingest: Ingest;
afterEach(() => ingest.close());

const acceptSixty = async (name: string): Promise<void> => {
  for (let n = 0; n < 60; n++) await ingest.accept(anEvent({ eventId: `${name}${n}`, occurredAtMs: 1000 + n }));
};

/** On a full disk the file beside the journal cannot be written, and the room would come from the journal itself. */
describe('a position of the user states that cannot be saved', () => {
  const stateOffset = {
    load: async () => 0,
    save: async () => {
      throw new Error('ENOSPC: no space left on device');
    },
  };

  test('keeps nothing in the journal that is stored and merged', async () => {
    ingest = await openIngest({ stateOffset });
    await acceptSixty('a');
    await ingest.consumer.drain();
    expect(ingest.journal.sizeBytes).toBeLessThanOrEqual(4096 + 32);
  });

  test('costs the next start a second look at what the journal still holds, and no event', async () => {
    ingest = await openIngest({ stateOffset });
    await acceptSixty('a');
    await ingest.consumer.drain();
    expect(ingest.journal.startPosition).toBeGreaterThan(0);
    ingest.states.control.fate = () => 'fails';
    await ingest.accept(anEvent({ eventId: 'last', occurredAtMs: 2000 }));
    await ingest.restart();
    ingest.states.control.fate = () => 'works';
    await ingest.consumer.drain();
    expect((await ingest.stateOf(userKeyFor(1))).events.length).toBe(61);
  });
});
