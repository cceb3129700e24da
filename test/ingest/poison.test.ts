import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createMemoryUserStateStore } from '../../src/adapters/memory/user-state-store.ts';
import type { DeadLetter } from '../../src/domain/dead-letter.ts';
import { NO_METRICS } from '../../src/domain/ports/metrics.ts';
import { decodeUserState } from '../../src/features/user-state-codec.ts';
import { createConsumer } from '../../src/ingest/consumer.ts';
import { encodeDecision, encodeEvents, encodeUserChange } from '../../src/ingest/journal-records.ts';
import { readRecords } from '../../src/ingest/read-records.ts';
import { validateEvents } from '../../src/ingest/validate.ts';
import { open, recordingLogger, temporaryDirectory } from '../adapters/journal/support.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { aDecision, anEvent, userKeyFor } from '../support/log-fixtures.ts';
import { poisonCorpus } from '../support/poison.ts';
import { openStores, type Stores } from '../support/postgres-stores.ts';
import { foldedBytes } from './consumer-workbench.ts';

const NOW_MS = Date.UTC(2026, 5, 1, 12);
const CLOCK = { nowMs: () => NOW_MS, monotonicMs: () => 0 };
const corpus = poisonCorpus();
const keyOf = ({ kind, contentKey }: DeadLetter): string => `${kind} ${Buffer.from(contentKey).toString('hex')}`;

describe('poison in the journal', () => {
  let database: TestDatabase;
  let stores: Stores;

  beforeAll(async () => {
    database = await createTestDatabase();
    stores = openStores(database.url);
  });
  afterAll(async () => {
    await stores.pool.end();
    await database.drop();
  });

  test('there are over 200 kinds of it', () => {
    expect(corpus.length).toBeGreaterThanOrEqual(200);
    expect(new Set(corpus.map(({ name }) => name)).size).toBe(corpus.length);
  });

  test.each(corpus.map((poison) => [poison.name, poison] as const))(
    '%s: is refused, with a reason',
    (_name, poison) => {
      const { refused, ...good } = readRecords([poison.payload], NOW_MS);
      expect(good).toMatchObject({ decisions: [], events: [], userChanges: [] });
      expect(refused.map(({ kind }) => kind)).toEqual([poison.kind]);
      expect(refused[0]!.reason).toMatch(/^[A-Z\w].*\.$/);
      expect(refused[0]!.sqlstate).toBeNull();
    },
  );

  const sendable = corpus.filter(({ body }) => body !== null);
  test('what can be sent over HTTP is refused at the door', () => {
    const rules = {
      nowMs: NOW_MS,
      retentionMs: 90 * 86_400_000,
      origin: 'app' as const,
      userKeyOf: () => userKeyFor(1),
    };
    expect(sendable.length).toBeGreaterThan(80);
    const taken = sendable.filter(({ body }) => validateEvents({ events: [body] }, rules).rejected.length === 0);
    expect(taken.map(({ name }) => name)).toEqual([]);
  });

  test('one part in a hundred: all good ones are stored and merged, all bad ones are dead letters, and the journal is done with', async () => {
    const goodEvents = 100 * corpus.length;
    const users = 500;
    const userStates = createMemoryUserStateStore();
    const journal = await open(temporaryDirectory());
    const { logger, lines } = recordingLogger();
    const counted = new Map<string, number>();
    const consumer = createConsumer({
      journal,
      logStore: stores.log,
      itemNumbers: stores.itemNumbers,
      userStates,
      stateOffset: { load: async () => 0, save: async () => {} },
      clock: CLOCK,
      logger,
      metrics: {
        ...NO_METRICS,
        deadLetters: (kind, count) => counted.set(kind, (counted.get(kind) ?? 0) + count),
      },
    });
    const sent = Array.from({ length: goodEvents }, (_, n) =>
      anEvent({
        eventId: `good-${n}`,
        type: n % 3 === 0 ? 'play' : 'click',
        userKey: userKeyFor(n % users),
        itemId: `film-${n % 50}`,
        occurredAtMs: NOW_MS - 1000 * n,
        properties: n % 7 === 0 ? { n, word: 'ü\u2028' } : null,
      }),
    );
    const records = corpus.flatMap(({ payload }, n) => [
      encodeEvents(sent.slice(100 * n, 100 * n + 50)),
      payload,
      encodeEvents(sent.slice(100 * n + 50, 100 * n + 100)),
      encodeDecision(aDecision([n + 1], { recommendationId: pageId(n) })),
      encodeUserChange({
        kind: 'attributes',
        changeId: `good-${n}`,
        userKey: userKeyFor(10_000 + n),
        changedAtMs: NOW_MS,
        origin: 'app',
        attributes: { region: 'SE', language: null, maturity: null, labels: [] },
      }),
    ]);
    await journal.appendDurable(records);
    consumer.start();
    await consumer.drain();
    await consumer.stop();

    expect(await stores.log.offset(journal.journalId)).toBe(journal.endPosition);
    const { rows } = await stores.pool.query('SELECT event_id FROM events');
    expect(rows.map(({ event_id }) => event_id).sort()).toEqual(sent.map(({ eventId }) => eventId).sort());
    const { rows: pages } = await stores.pool.query('SELECT recommendation_id FROM decisions');
    expect(pages.map(({ recommendation_id }) => recommendation_id).sort()).toEqual(
      corpus.map((_, n) => pageId(n)).sort(),
    );
    const { rows: changes } = await stores.pool.query('SELECT change_id FROM user_changes');
    expect(changes).toHaveLength(corpus.length);
    const { rows: uses } = await stores.pool.query('SELECT sum(uses + clicks)::integer AS counted FROM item_stats');
    expect(uses).toEqual([{ counted: goodEvents }]);

    const expected = corpus.flatMap(({ payload }) => readRecords([payload], NOW_MS).refused);
    const letters = await stores.deadLetters.open(0, 10_000);
    expect(letters.map(keyOf).sort()).toEqual(expected.map(keyOf).sort());
    expect(letters.every(({ reason, journalId }) => reason.length > 10 && journalId === journal.journalId)).toBe(true);
    expect(counted.get('event')).toBe(expected.filter(({ kind }) => kind === 'event').length);
    // Told once a batch, in counts.
    const told = lines.filter(({ message }) => message.includes('dead letters'));
    expect(told.length).toBeGreaterThan(0);
    expect(told.length).toBeLessThan(20);

    const itemNoOf = (itemId: string) => stores.itemNumbers.known(itemId);
    for (const n of [0, 1, 2, users - 1]) {
      const own = sent.filter(({ userKey }) => userKey === userKeyFor(n));
      expect((await userStates.read(userKeyFor(n)))?.bytes).toEqual(foldedBytes(own, itemNoOf));
    }
    expect(await userStates.read(userKeyFor(900))).toBeNull();
    const profile = await userStates.read(userKeyFor(10_000));
    expect(decodeUserState(profile!.bytes).attributes).toMatchObject({ region: 'SE' });
    await journal.close();
  });
});

const pageId = (n: number): string => `01970000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
