import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  createEventQueue,
  createMemoryStorage,
  type Event,
  type EventDraft,
  type EventQueueOptions,
  MarqueeProblem,
} from '../../../clients/typescript/src/index.ts';
import { EVENT_SCHEMAS } from '../../../src/ingest/event-schema.ts';
import { createFakeIntake, type Fate } from './fake-intake.ts';
import { createManualClock, quiet } from './manual-clock.ts';

const click = (itemId: string): EventDraft => ({ type: 'click', userId: 'u', itemId });

function open(options: Partial<EventQueueOptions> & { intake?: ReturnType<typeof createFakeIntake> } = {}) {
  const { intake = createFakeIntake(), ...rest } = options;
  const clock = createManualClock();
  let ids = 0;
  const queue = createEventQueue({
    client: intake.client,
    storage: createMemoryStorage(),
    clock,
    newEventId: () => `e${++ids}`,
    random: () => 0.5,
    ...rest,
  });
  return { queue, clock, intake };
}

describe('the event queue', () => {
  test('events wait for their fellows, and go together when the oldest is five seconds old', async () => {
    const { queue, clock, intake } = open();
    await queue.add(click('a'));
    await clock.advance(4000);
    await queue.add(click('b'));
    await clock.advance(999);
    expect(intake.batches).toEqual([]);
    await clock.advance(1);
    expect(intake.batches.map((batch) => batch.map((event) => [event.eventId, event.itemId]))).toEqual([
      [
        ['e1', 'a'],
        ['e2', 'b'],
      ],
    ]);
    expect(queue.stats()).toMatchObject({ queued: 0, accepted: 2 });
    expect(clock.pending()).toEqual([]);
  });

  test('a full batch goes at once, by count', async () => {
    const { queue, clock, intake } = open({ maxBatchEvents: 3 });
    for (const itemId of ['a', 'b', 'c', 'd']) await queue.add(click(itemId));
    await clock.advance(0);
    expect(intake.batches.map((batch) => batch.length)).toEqual([3]);
    expect(queue.stats().queued).toBe(1);
  });

  test('no batch is larger than its bytes, except an event that is so alone', async () => {
    const { queue, intake } = open({ maxBatchBytes: 1000 });
    for (const size of [300, 300, 300, 2000, 10]) await queue.add({ ...click('a'), sessionId: 'é'.repeat(size / 2) });
    expect(await queue.flush()).toBe(0);
    const bytes = intake.batches.map((batch) => batch.map((event) => Buffer.byteLength(JSON.stringify(event))));
    expect(bytes.map((sizes) => sizes.length)).toEqual([2, 1, 1, 1]);
    for (const sizes of bytes) expect(sizes.length === 1 || sizes.reduce((sum, size) => sum + size) <= 1000).toBe(true);
  });

  test('an event names the version it was made in, which is the one of this release', async () => {
    const { queue, intake } = open();
    await queue.add(click('a'));
    await queue.add({ ...click('b'), schemaVersion: 2 });
    await queue.flush();
    const versions = intake.batches.flat().map(({ schemaVersion }) => schemaVersion);
    expect(versions).toEqual([EVENT_SCHEMAS.current.version, 2]);
  });

  test('an event keeps the moment and the id it was added with, over every attempt', async () => {
    const intake = createFakeIntake({ fates: ['unreachable', 'lost', 'nonsense', 'refused'] });
    const { queue, clock } = open({ intake });
    await queue.add(click('a'));
    await clock.advance(120_000);
    expect(intake.batches.map((batch) => batch.map((event) => [event.eventId, event.timestamp]))).toEqual(
      Array.from({ length: 5 }, () => [['e1', '2026-11-20T12:00:00.000Z']]),
    );
    expect(queue.stats()).toMatchObject({ queued: 0, accepted: 1 });
  });

  test('after failures it waits longer each time, at least as long as the service asks, and from anew after success', async () => {
    const waits: number[] = [];
    const intake = createFakeIntake({ fates: ['unreachable', 'unreachable', 'unreachable', 'refused'] });
    const { queue, clock } = open({ intake, onSendFailure: (_, ms) => waits.push(ms) });
    await queue.add(click('a'));
    await clock.advance(60_000);
    expect(waits).toEqual([750, 1500, 3000, 6000]);
    const asked = createFakeIntake();
    asked.client.postEvents = async () => {
      throw new MarqueeProblem('Later.', { code: 'unavailable', status: 503, retryAfterMs: 40_000 });
    };
    const patient = open({ intake: asked, onSendFailure: (_, ms) => waits.push(ms) });
    await patient.queue.add(click('a'));
    await patient.clock.advance(5000);
    expect(waits.at(-1)).toBe(40_000);
  });

  test('what the service refuses is told, counted, and not sent again', async () => {
    const intake = createFakeIntake({ judge: (event) => (event.itemId === 'bad' ? 'unknown-field' : null) });
    const told: unknown[] = [];
    const { queue } = open({ intake, onRejected: (event, reason) => told.push([event.itemId, reason.code]) });
    for (const itemId of ['a', 'bad', 'c']) await queue.add(click(itemId));
    expect(await queue.flush()).toBe(0);
    expect(told).toEqual([['bad', 'unknown-field']]);
    expect(queue.stats()).toMatchObject({ accepted: 2, rejected: 1 });
    await queue.flush();
    expect(intake.batches.length).toBe(1);
  });

  test.each([400, 413])(
    'one event that spoils its batch (%d) is found and refused; its fellows arrive',
    async (status) => {
      const intake = createFakeIntake();
      const { postEvents } = intake.client;
      intake.client.postEvents = (input) => {
        if (!input.body.events.some((event) => event.itemId === 'poison')) return postEvents(input);
        return Promise.reject(new MarqueeProblem('No.', { code: 'invalid-request', status }));
      };
      const told: (string | undefined)[] = [];
      const { queue } = open({ intake, onRejected: (event) => told.push(event.itemId) });
      const itemIds = Array.from({ length: 40 }, (_, n) => (n === 17 ? 'poison' : `i${n}`));
      for (const itemId of itemIds) await queue.add(click(itemId));
      expect(await queue.flush()).toBe(0);
      expect(told).toEqual(['poison']);
      expect([...intake.counted.values()].map((event) => event.itemId)).toEqual(
        itemIds.filter((id) => id !== 'poison'),
      );
    },
  );

  test("a gateway's 400 costs no event", async () => {
    const intake = createFakeIntake();
    const { postEvents } = intake.client;
    intake.client.postEvents = () => Promise.reject(new MarqueeProblem('?', { code: 'invalid-answer', status: 400 }));
    const { queue } = open({ intake });
    await queue.add(click('a'));
    expect(await queue.flush()).toBe(1);
    intake.client.postEvents = postEvents;
    expect(await queue.flush()).toBe(0);
    expect(queue.stats()).toMatchObject({ accepted: 1, rejected: 0 });
  });

  test.each([
    ['drop-oldest', ['i3', 'i4', 'i5', 'i6']],
    ['drop-newest', ['i0', 'i1', 'i2', 'i3']],
  ] as const)('a full queue has a bound, and counts what gives way: %s', async (whenFull, kept) => {
    const dropped: Event[] = [];
    const storage = createMemoryStorage();
    const { queue } = open({
      storage,
      whenFull,
      maxBatchEvents: 2,
      maxQueued: 4,
      onDropped: (event) => dropped.push(event),
    });
    await quiet();
    for (let n = 0; n < 7; n++) await queue.add(click(`i${n}`));
    expect(queue.stats()).toMatchObject({ queued: 4, dropped: 3 });
    expect(dropped.length).toBe(3);
    expect((await storage.load()).map((event) => event.itemId)).toEqual(kept);
  });

  test('what is being sent is never dropped', async () => {
    const intake = createFakeIntake({ fates: ['silent-lost'] });
    const dropped: string[] = [];
    const { queue, clock } = open({
      intake,
      maxBatchEvents: 2,
      maxQueued: 3,
      onDropped: (event) => dropped.push(event.eventId),
    });
    for (let n = 0; n < 2; n++) await queue.add(click(`i${n}`));
    await clock.advance(0);
    for (let n = 2; n < 6; n++) await queue.add(click(`i${n}`));
    expect(intake.batches[0]!.map((event) => event.eventId)).toEqual(['e1', 'e2']);
    expect(dropped).toEqual(['e3', 'e4', 'e5']);
  });

  test('flush sends without waiting, stops at the first failure, and says how many are left', async () => {
    const { queue } = open({ intake: createFakeIntake({ fates: ['taken', 'refused'] }), maxBatchEvents: 2 });
    for (let n = 0; n < 5; n++) await queue.add(click(`i${n}`));
    expect(await queue.flush()).toBe(3);
    expect(await queue.flush()).toBe(0);
  });

  test('a closed queue has sent what it could, sets no timer, and takes nothing more', async () => {
    const storage = createMemoryStorage();
    const { queue, clock } = open({ intake: createFakeIntake({ fates: ['refused'] }), storage });
    await queue.add(click('a'));
    expect(await queue.close()).toBe(1);
    expect(clock.pending()).toEqual([]);
    expect((await storage.load()).length).toBe(1);
    await expect(queue.add(click('b'))).rejects.toThrow('closed');
  });

  test('what is no JSON is refused at once, and harms nobody else', async () => {
    const { queue, intake } = open();
    await expect(queue.add({ ...click('a'), positionS: 1n as unknown as number })).rejects.toThrow('BigInt');
    await queue.add(click('b'));
    expect(await queue.close()).toBe(0);
    expect([...intake.counted.values()].map((event) => event.itemId)).toEqual(['b']);
    expect(queue.stats().storageFailures).toBe(0);
  });

  test('with a storage that fails it goes on in memory, and says so', async () => {
    const broken = () => Promise.reject(new Error('full'));
    const told: unknown[] = [];
    const { queue, intake } = open({
      storage: { load: broken, append: broken, remove: broken },
      onStorageFailure: (error) => told.push(error),
    });
    await queue.add(click('a'));
    expect(await queue.flush()).toBe(0);
    await quiet();
    expect(intake.counted.size).toBe(1);
    expect(queue.stats().storageFailures).toBe(3);
    expect(told.length).toBe(3);
  });

  test('over failures and restarts in any order nothing that was stored is lost, and nothing counted twice or changed', async () => {
    const fate = fc.constantFrom<Fate>(
      ...(['taken', 'refused', 'unreachable', 'lost', 'nonsense', 'silent-taken', 'silent-lost'] as const),
    );
    const step = fc.oneof(
      { weight: 5, arbitrary: fc.record({ add: fc.integer({ min: 1, max: 7 }) }) },
      { weight: 4, arbitrary: fc.record({ waitMs: fc.integer({ min: 0, max: 20_000 }) }) },
      { weight: 1, arbitrary: fc.constant('die' as const) },
      { weight: 1, arbitrary: fc.constant('close' as const) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), fc.array(fate, { maxLength: 25 }), async (steps, fates) => {
        const intake = createFakeIntake({ fates });
        const storage = createMemoryStorage();
        const stored = new Set<string>();
        let ids = 0;
        const start = () => open({ intake, storage, maxBatchEvents: 3, newEventId: () => `id-${++ids}` });
        let { queue, clock } = start();
        for (const one of steps) {
          if (one === 'die') ({ queue, clock } = start());
          else if (one === 'close') {
            // A service that keeps silent keeps close waiting; the process ends then as if it had died.
            await Promise.race([queue.close(), quiet()]);
            ({ queue, clock } = start());
          } else if ('add' in one) {
            for (let n = 0; n < one.add; n++) void queue.add(click('x')).then((eventId) => stored.add(eventId));
            await quiet();
          } else await clock.advance(one.waitMs);
        }
        fates.length = 0;
        ({ queue, clock } = start());
        expect(await queue.flush()).toBe(0);
        await quiet();
        expect([...intake.counted.keys()].sort()).toEqual([...stored].sort());
        expect(intake.changed).toEqual([]);
        expect(await storage.load()).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});
