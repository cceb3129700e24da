import { describe, expect, test } from '@jest/globals';
import { MarqueeError } from '../../src/domain/errors.ts';
import { createStreamEventIntake } from '../../src/ingest/accept-events.ts';
import { createStreamChangeLog } from '../../src/ingest/change-log.ts';
import { decodeRecord } from '../../src/ingest/journal-records.ts';
import { anEvent, userKeyFor } from '../support/log-fixtures.ts';

describe('beside a stream, the journal of the replica', () => {
  const refused = new MarqueeError('journal-unavailable', 'The stream cannot be reached; try again later.');
  const event = anEvent({ eventId: 'e1' });

  function journal() {
    const payloads: Uint8Array[] = [];
    return { payloads, append: (payload: Uint8Array) => payloads.push(payload) };
  }

  test('gets a copy of every event that the stream acknowledged', async () => {
    const copies = journal();
    await createStreamEventIntake({ publish: async () => {} }, copies).accept([event]);
    expect(copies.payloads.map(decodeRecord)).toEqual([{ kind: 'events', events: [event] }]);
  });

  test('and of every change of a user', async () => {
    const copies = journal();
    const stream = { publishAndFollow: async () => ({ handled: Promise.resolve() }) };
    const change = {
      kind: 'merge',
      changeId: 'c1',
      userKey: userKeyFor(1),
      fromUserKey: userKeyFor(2),
      changedAtMs: 5,
      origin: 'app',
    } as const;
    await createStreamChangeLog(stream, copies).append(change);
    expect(copies.payloads.map(decodeRecord)).toEqual([{ kind: 'user-change', change }]);
  });

  test('gets none of what the stream refused, which is not acknowledged', async () => {
    const copies = journal();
    const intake = createStreamEventIntake({ publish: () => Promise.reject(refused) }, copies);
    await expect(intake.accept([event])).rejects.toBe(refused);
    expect(copies.payloads).toEqual([]);
  });

  test('may be full: what the stream has is acknowledged all the same', async () => {
    const full = {
      append(): number {
        throw new MarqueeError('journal-unavailable', 'The journal is full; try again later.');
      },
    };
    await createStreamEventIntake({ publish: async () => {} }, full).accept([event]);
  });
});
