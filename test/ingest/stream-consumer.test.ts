import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createMemoryStreamContents, openMemoryEventStream } from '../../src/adapters/memory/event-stream.ts';
import { impressionIdOf } from '../../src/domain/decision.ts';
import { MarqueeError } from '../../src/domain/errors.ts';
import type { ViewerEvent } from '../../src/domain/event.ts';
import type { EventStream } from '../../src/domain/ports/event-stream.ts';
import { SILENT_LOGGER } from '../../src/domain/ports/logger.ts';
import { NO_METRICS } from '../../src/domain/ports/metrics.ts';
import { decodeUserState } from '../../src/features/user-state-codec.ts';
import { createStreamEventIntake } from '../../src/ingest/accept-events.ts';
import { createStreamChangeLog } from '../../src/ingest/change-log.ts';
import { createServedImpressions } from '../../src/ingest/served-impressions.ts';
import { createStreamConsumer, type StreamConsumer } from '../../src/ingest/stream-consumer.ts';
import { recordOfEvent } from '../../src/ingest/stream-records.ts';
import { aDecision, anEvent, recommendationIdAt, userKeyFor } from '../support/log-fixtures.ts';
import { createMemoryItemNumbers, createMemoryLogStore } from '../support/memory-log-store.ts';
import { fatefulStates, until } from './consumer-workbench.ts';

const NOW_MS = Date.UTC(2026, 5, 1, 12);
const anna = userKeyFor(1);
const bert = userKeyFor(2);
/** As full as can be: only what the stream brings is looked at here; the copies have their own test. */
const NO_JOURNAL = {
  append(): number {
    throw new MarqueeError('journal-unavailable', 'The journal is full; try again later.');
  },
};

describe('the consumer of a stream', () => {
  const clock = { now: NOW_MS, nowMs: () => clock.now, monotonicMs: () => clock.now };
  let contents = createMemoryStreamContents();
  let log = createMemoryLogStore();
  let states = fatefulStates();
  let items = createMemoryItemNumbers();
  let replicas: { consumer: StreamConsumer; stream: EventStream }[] = [];
  beforeEach(() => {
    clock.now = NOW_MS;
    contents = createMemoryStreamContents();
    log = createMemoryLogStore();
    states = fatefulStates();
    items = createMemoryItemNumbers();
    replicas = [];
  });
  afterEach(async () => {
    log.control.fate = () => 'works';
    states.control.fate = () => 'works';
    items.control.isAway = false;
    for (const { consumer, stream } of replicas) {
      await consumer.stop();
      await stream.close();
    }
  });

  function startReplica() {
    const stream = openMemoryEventStream(contents);
    const consumer = createStreamConsumer({
      eventStream: stream,
      logStore: log,
      userStates: states.store,
      itemNumbers: items,
      served: createServedImpressions(),
      clock,
      logger: SILENT_LOGGER,
      metrics: NO_METRICS,
      sleep: () => setImmediate(),
    });
    consumer.start();
    const replica = { consumer, stream, accept: createStreamEventIntake(stream, NO_JOURNAL).accept };
    replicas.push(replica);
    return replica;
  }
  const event = (eventId: string, changes: Partial<ViewerEvent> = {}) =>
    anEvent({ eventId, userKey: anna, itemId: 'film-1', occurredAtMs: NOW_MS, receivedAtMs: NOW_MS, ...changes });
  const stateOf = async (userKey: string) => {
    const stored = await states.memory.read(userKey);
    return stored === null ? null : decodeUserState(stored.bytes);
  };
  const eventsOf = async (userKey: string): Promise<number> => (await stateOf(userKey))?.events.itemNo.length ?? 0;
  const stored = (): string[] => [...log.stored.events.values()].map(({ eventId }) => eventId);

  test('brings each event into the log once and into the state once, however often and wherever it was sent', async () => {
    const [one, other] = [startReplica(), startReplica()];
    await items.resolve(['film-1']);
    for (const replica of [one, other, one]) await replica.accept([event('a'), event('b')]);
    await one.consumer.drain();
    expect(stored().toSorted()).toEqual(['a', 'b']);
    expect(await eventsOf(anna)).toBe(2);
  });

  test('with Postgres away merges what it can name; what it cannot waits beside, and is not given up', async () => {
    const one = startReplica();
    await items.resolve(['film-1']);
    log.control.fate = () => 'fails';
    items.control.isAway = true;
    await one.accept([event('unknown', { itemId: 'never-met' })]);
    await one.accept([event('known', { userKey: bert })]);
    await until(async () => (await eventsOf(bert)) === 1);
    expect(await eventsOf(anna)).toBe(0);
    expect(stored()).toEqual([]);
    log.control.fate = () => 'works';
    items.control.isAway = false;
    await one.consumer.drain();
    expect(await eventsOf(anna)).toBe(1);
    expect(stored().toSorted()).toEqual(['known', 'unknown']);
  });

  test('with the user states away the log still advances, and the states follow', async () => {
    const one = startReplica();
    await items.resolve(['film-1']);
    states.control.fate = () => 'fails';
    await one.accept([event('a')]);
    await until(() => stored().length === 1);
    states.control.fate = () => 'works';
    await one.consumer.drain();
    expect(await eventsOf(anna)).toBe(1);
  });

  test('what one that ended had not handled, another does', async () => {
    const one = startReplica();
    await items.resolve(['film-1']);
    log.control.fate = () => 'fails';
    await one.accept([event('a')]);
    await until(async () => (await eventsOf(anna)) === 1);
    const stopping = one.consumer.stop();
    await stopping;
    log.control.fate = () => 'works';
    const other = startReplica();
    await other.consumer.drain();
    expect(stored()).toEqual(['a']);
  });

  test('a viewed event of a page of another replica waits until the log has the page', async () => {
    const page = aDecision([72], { recommendationId: recommendationIdAt(NOW_MS) });
    const { rowIndex, position } = page.slots;
    const impressionIds = [impressionIdOf(page.recommendationId, rowIndex[0]!, position[0]!)];
    const one = startReplica();
    let asked = 0;
    log.control.fate = () => {
      asked++;
      return 'works';
    };
    // It came long ago: the replica that has the page may not have been able to ship it.
    await one.accept([event('v', { type: 'viewed', itemId: null, impressionIds, receivedAtMs: NOW_MS - 3_600_000 })]);
    await until(() => stored().length === 1 && asked > 5);
    clock.now += 8000;
    log.stored.decisions.push(page);
    await one.consumer.drain();
    expect([...(await stateOf(anna))!.views.itemNo]).toEqual([72]);
  });

  test('a viewed event of a page that is nobody’s holds nothing up for longer than the grace', async () => {
    const one = startReplica();
    const nobodys = impressionIdOf(recommendationIdAt(NOW_MS), 0, 0);
    await one.accept([event('v', { type: 'viewed', itemId: null, impressionIds: [nobodys] })]);
    await until(() => stored().length === 1);
    const drained = one.consumer.drain();
    const passing = setInterval(() => {
      clock.now += 5000;
    }, 1);
    await drained;
    clearInterval(passing);
    expect((await stateOf(anna))?.views.itemNo.length ?? 0).toBe(0);
  });

  test('what cannot be read or stored goes to the dead letters and holds nobody up', async () => {
    const one = startReplica();
    await items.resolve(['film-1']);
    await one.stream.publish([{ id: 'bad', userKey: anna, payload: Uint8Array.of(77, 1, 2) }]);
    await one.accept([event('good')]);
    await one.consumer.drain();
    expect(stored()).toEqual(['good']);
    expect([...log.stored.deadLetters.values()].map(({ kind }) => kind)).toEqual(['record']);
  });

  test('a change of a user is told to whoever said it once it is merged', async () => {
    const one = startReplica();
    const changeLog = createStreamChangeLog(one.stream, NO_JOURNAL);
    const attributes = { region: 'SE', language: null, maturity: null, labels: [] };
    const { merged } = await changeLog.append({
      kind: 'attributes',
      changeId: 'c1',
      userKey: anna,
      changedAtMs: NOW_MS,
      origin: 'app',
      attributes,
    });
    await merged;
    expect((await stateOf(anna))!.attributes).toMatchObject({ region: 'SE' });
    await one.consumer.drain();
    expect([...log.stored.userChanges.keys()]).toEqual(['c1']);
  });

  test('gives up draining after its deadline; the stream keeps the rest', async () => {
    const one = startReplica();
    log.control.fate = () => 'fails';
    await one.accept([event('a')]);
    await expect(one.consumer.drain(1)).rejects.toMatchObject({ code: 'unavailable' });
    expect((await one.stream.backlog()).records).toBe(1);
  });
});

describe('a record of an event', () => {
  test('has the same id when it is sent again, and another when anything else is said', () => {
    const event = anEvent({ eventId: 'a', userKey: anna });
    const { id } = recordOfEvent(event);
    expect(recordOfEvent({ ...event, receivedAtMs: event.receivedAtMs + 5 }).id).toBe(id);
    const others: Partial<ViewerEvent>[] = [{ userKey: bert }, { occurredAtMs: 1 }, { itemId: 'x' }, { value: 0.5 }];
    for (const change of others) expect(recordOfEvent({ ...event, ...change }).id).not.toBe(id);
    expect(id).toMatch(/^[!-~]{1,300}$/);
  });
});
