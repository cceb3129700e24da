import { afterEach, describe, expect, test } from '@jest/globals';
import { impressionIdOf } from '../../src/domain/decision.ts';
import { aDecision, anEvent, recommendationIdAt, userKeyFor } from '../support/log-fixtures.ts';
import { type Ingest, openIngest, until } from './consumer-workbench.ts';

let ingest: Ingest;
afterEach(() => ingest.close());

const anna = userKeyFor(1);
const itemsOf = async (userKey = anna): Promise<number[]> => [...(await ingest.stateOf(userKey)).events.itemNo];
const viewsOf = async (userKey = anna): Promise<number[]> => [...(await ingest.stateOf(userKey)).views.itemNo];
const shipped = (): string[] => [...ingest.log.stored.events.values()].map((event) => event.eventId);

describe('the consumer', () => {
  test('brings pages and events into the log and events into the user states, without being asked', async () => {
    ingest = await openIngest();
    await ingest.record(aDecision([7, 8]));
    await ingest.accept(anEvent({ eventId: 'a' }), anEvent({ eventId: 'b', userKey: userKeyFor(2) }));
    await until(async () => shipped().length === 2 && (await itemsOf(userKeyFor(2))).length === 1);
    expect(ingest.log.stored.decisions).toEqual([aDecision([7, 8])]);
    expect(await itemsOf()).toEqual([1]);
  });

  test('drained, has stored everything that was appended, and the journal may forget it', async () => {
    ingest = await openIngest();
    for (let n = 0; n < 60; n++) await ingest.accept(anEvent({ eventId: `e${n}`, occurredAtMs: 1000 + n }));
    expect(ingest.journal.endPosition).toBeGreaterThan(3 * 4096);
    await ingest.consumer.drain();
    expect(shipped()).toHaveLength(60);
    expect(await itemsOf()).toHaveLength(60);
    expect(ingest.consumer.lag()).toEqual({ unshippedBytes: 0, unmergedBytes: 0, parkedEvents: 0 });
    expect(ingest.journal.sizeBytes).toBeLessThanOrEqual(4096 + 32);
  });

  test('sets aside a record that it cannot read, says so, and goes on', async () => {
    ingest = await openIngest();
    await ingest.journal.appendDurable([Uint8Array.of(77, 1, 2, 3), Uint8Array.of(2, 0x7b)]);
    await ingest.accept(anEvent({ eventId: 'after' }));
    await ingest.consumer.drain();
    expect(shipped()).toEqual(['after']);
    expect(await itemsOf()).toEqual([1]);
    expect([...ingest.log.stored.deadLetters.values()].map(({ kind }) => kind)).toEqual(['record', 'record']);
    expect(ingest.lines.some(({ level, message }) => level === 'warn' && message.includes('dead letters'))).toBe(true);
  });

  test('gives up draining after its deadline; the journal keeps the rest', async () => {
    ingest = await openIngest();
    ingest.log.control.fate = () => 'fails';
    await ingest.accept(anEvent({ eventId: 'a' }));
    await expect(ingest.consumer.drain(100)).rejects.toMatchObject({ code: 'unavailable' });
    ingest.log.control.fate = () => 'works';
    await ingest.restart();
    await ingest.consumer.drain();
    expect(shipped()).toEqual(['a']);
  });

  test('stopped, leaves what is in the journal to the next', async () => {
    ingest = await openIngest();
    await ingest.consumer.stop();
    await ingest.accept(anEvent({ eventId: 'a' }));
    expect(shipped()).toEqual([]);
    await ingest.restart();
    await ingest.consumer.drain();
    expect(shipped()).toEqual(['a']);
  });

  test('of a journal older than its offset in the log stores what is new, and says what happened', async () => {
    ingest = await openIngest();
    await ingest.consumer.stop();
    ingest.log.offsets.set(ingest.journal.journalId, 50_000);
    await ingest.restart();
    await until(() => ingest.journal.endPosition >= 50_000);
    await ingest.accept(anEvent({ eventId: 'new' }));
    await ingest.consumer.drain();
    expect(shipped()).toEqual(['new']);
    expect(ingest.lines.some(({ message }) => message.includes('was it restored'))).toBe(true);
  });
});

describe('with Postgres away', () => {
  test('events still reach the user states, and everything reaches the log once it is back', async () => {
    ingest = await openIngest();
    await ingest.items.resolve(['film-1']);
    ingest.log.control.fate = () => 'fails';
    ingest.items.control.isAway = true;
    await ingest.record(aDecision([7]));
    await ingest.accept(anEvent({ eventId: 'a' }));
    await until(async () => (await itemsOf()).length === 1);
    expect(shipped()).toEqual([]);
    expect(ingest.consumer.lag().unshippedBytes).toBeGreaterThan(0);
    ingest.log.control.fate = () => 'works';
    ingest.items.control.isAway = false;
    await ingest.consumer.drain();
    expect(shipped()).toEqual(['a']);
    expect(ingest.log.stored.decisions).toHaveLength(1);
  });

  test('nothing that is not in the log leaves the journal', async () => {
    ingest = await openIngest();
    await ingest.items.resolve(['film-1']);
    ingest.log.control.fate = () => 'fails';
    for (let n = 0; n < 60; n++) await ingest.accept(anEvent({ eventId: `e${n}`, occurredAtMs: 1000 + n }));
    await until(async () => (await itemsOf()).length === 60);
    ingest.clock.now += 10_000;
    await ingest.accept(anEvent({ eventId: 'last' }));
    await until(async () => (await itemsOf()).length === 61);
    expect(ingest.journal.startPosition).toBe(0);
    ingest.log.control.fate = () => 'works';
    await ingest.consumer.drain();
    expect(shipped()).toHaveLength(61);
  });

  test('events about an item nobody has met wait beside the road; the others pass', async () => {
    ingest = await openIngest();
    await ingest.items.resolve(['film-1']);
    ingest.items.control.isAway = true;
    await ingest.accept(anEvent({ eventId: 'a', itemId: 'new-film', occurredAtMs: 1000 }));
    await ingest.accept(anEvent({ eventId: 'b', itemId: 'film-1', occurredAtMs: 2000 }));
    await until(async () => (await itemsOf()).length === 1);
    await until(() => ingest.consumer.lag().parkedEvents === 1);
    expect(await itemsOf()).toEqual([1]);
    ingest.items.control.isAway = false;
    await until(async () => (await itemsOf()).length === 2);
    expect(await itemsOf()).toEqual([2, 1]);
  });

  test('an event that waits is still there after a crash', async () => {
    ingest = await openIngest();
    ingest.items.control.isAway = true;
    await ingest.accept(anEvent({ eventId: 'a', itemId: 'new-film' }));
    await until(() => ingest.consumer.lag().parkedEvents === 1);
    ingest.clock.now += 10_000;
    await ingest.accept(anEvent({ eventId: 'b', itemId: 'new-film', userKey: userKeyFor(2) }));
    await until(() => ingest.consumer.lag().parkedEvents === 2);
    await ingest.restart();
    ingest.items.control.isAway = false;
    await ingest.consumer.drain();
    expect(await itemsOf()).toEqual([1]);
    expect(await itemsOf(userKeyFor(2))).toEqual([1]);
  });
});

describe('with the user states away', () => {
  test('the log still advances, and the states follow when they are back', async () => {
    ingest = await openIngest();
    ingest.states.control.fate = () => 'fails';
    await ingest.accept(anEvent({ eventId: 'a' }));
    await until(() => shipped().length === 1);
    expect(await itemsOf()).toEqual([]);
    ingest.states.control.fate = () => 'works';
    await until(async () => (await itemsOf()).length === 1);
  });

  test('nothing that is not merged leaves the journal', async () => {
    ingest = await openIngest();
    ingest.states.control.fate = () => 'fails';
    for (let n = 0; n < 60; n++) await ingest.accept(anEvent({ eventId: `e${n}`, occurredAtMs: 1000 + n }));
    await until(() => shipped().length === 60);
    ingest.clock.now += 10_000;
    expect(ingest.journal.startPosition).toBe(0);
    await ingest.restart();
    ingest.states.control.fate = () => 'works';
    await ingest.consumer.drain();
    expect(await itemsOf()).toHaveLength(60);
  });

  test('who loses a race for a state reads again, and nothing of either is lost', async () => {
    ingest = await openIngest();
    const { store, memory } = ingest.states;
    const rival = await openIngest({ userStates: memory });
    await rival.accept(anEvent({ eventId: 'theirs', occurredAtMs: 1000 }));
    const { compareAndSetMany } = store;
    store.compareAndSetMany = async (writes) => {
      store.compareAndSetMany = compareAndSetMany;
      await rival.consumer.drain();
      return compareAndSetMany(writes);
    };
    await ingest.accept(anEvent({ eventId: 'ours', occurredAtMs: 2000 }));
    await ingest.consumer.drain();
    expect(await itemsOf()).toEqual([1, 1]);
    await rival.close();
  });

  test('a stored state that cannot be read is left for repair, and costs nobody else', async () => {
    ingest = await openIngest();
    const broken = Uint8Array.of(1, 2, 3);
    await ingest.states.memory.compareAndSetMany([{ userKey: anna, bytes: broken, expectedVersion: 0 }]);
    await ingest.accept(anEvent({ eventId: 'a' }), anEvent({ eventId: 'b', userKey: userKeyFor(2) }));
    await ingest.consumer.drain();
    expect((await ingest.states.memory.read(anna))?.bytes).toEqual(broken);
    expect(await itemsOf(userKeyFor(2))).toEqual([1]);
    expect(ingest.lines.some(({ level, message }) => level === 'error' && message.includes('cannot be read'))).toBe(
      true,
    );
  });
});

describe('a viewed event', () => {
  const page = aDecision([71, 72, 73]);
  const slot = (position: number) => impressionIdOf(page.recommendationId, 0, position);
  const viewed = (impressionIds: string[], receivedAtMs?: number) =>
    anEvent({
      eventId: 'v',
      type: 'viewed',
      itemId: null,
      impressionIds,
      ...(receivedAtMs === undefined ? {} : { receivedAtMs }),
    });

  test('is about the items that its page showed, Postgres there or not', async () => {
    ingest = await openIngest();
    ingest.log.control.fate = () => 'fails';
    await ingest.record(page);
    await ingest.accept(viewed([slot(2), slot(0)]));
    await until(async () => (await viewsOf()).length === 2);
    expect((await viewsOf()).toSorted()).toEqual([71, 73]);
  });

  test('of a page from before a restart is about what the log says', async () => {
    ingest = await openIngest();
    await ingest.record(page);
    await ingest.consumer.drain();
    await ingest.restart();
    await ingest.accept(viewed([slot(1)]));
    await ingest.consumer.drain();
    expect(await viewsOf()).toEqual([72]);
  });

  test('waits for a page that is still on its way into the log', async () => {
    ingest = await openIngest();
    await ingest.accept(viewed([slot(1)], ingest.clock.now));
    await until(() => ingest.consumer.lag().parkedEvents === 1);
    await ingest.record(page);
    await ingest.consumer.drain();
    expect(await viewsOf()).toEqual([72]);
  });

  test('of a slot that never was holds nothing up for longer than the grace', async () => {
    ingest = await openIngest();
    const nobodys = impressionIdOf(recommendationIdAt(1), 0, 0);
    await ingest.record(page);
    await ingest.accept(viewed([nobodys, slot(9), slot(1)], ingest.clock.now));
    await until(() => ingest.consumer.lag().parkedEvents === 1);
    ingest.clock.now += 60_000;
    await ingest.consumer.drain();
    expect(await viewsOf()).toEqual([72]);
    expect(ingest.saved.position).toBe(ingest.journal.endPosition);
  });
});
