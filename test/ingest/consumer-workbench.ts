import { setImmediate } from 'node:timers/promises';
import { createMemoryUserStateStore } from '../../src/adapters/memory/user-state-store.ts';
import type { ViewerEvent } from '../../src/domain/event.ts';
import type { Journal } from '../../src/domain/ports/journal.ts';
import { NO_METRICS } from '../../src/domain/ports/metrics.ts';
import type { UserStateStore } from '../../src/domain/ports/user-state-store.ts';
import { EMPTY_STATE, type UserState } from '../../src/features/user-state.ts';
import { decodeUserState, encodeUserState } from '../../src/features/user-state-codec.ts';
import { fold, stateEntriesOf } from '../../src/features/user-state-merge.ts';
import { createEventIntake } from '../../src/ingest/accept-events.ts';
import { type ConsumerDeps, createConsumer } from '../../src/ingest/consumer.ts';
import { encodeDecision } from '../../src/ingest/journal-records.ts';
import { open, recordingLogger, temporaryDirectory } from '../adapters/journal/support.ts';
import { createMemoryItemNumbers, createMemoryLogStore, type Fate } from '../support/memory-log-store.ts';

/** Waits for what other promises bring about, without a clock. The test's timeout ends it. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await setImmediate();
}

/** User states in memory whose calls meet the given fates. */
export function fatefulStates() {
  const memory = createMemoryUserStateStore();
  const control = { fate: (): Fate => 'works' };
  async function underFate<Result>(work: () => Promise<Result>): Promise<Result> {
    const fate = control.fate();
    if (fate === 'fails') throw new Error('Redis is away');
    const result = await work();
    if (fate === 'answer-lost') throw new Error('Redis went away before it answered');
    return result;
  }
  const store: UserStateStore = {
    ...memory,
    readMany: (userKeys) => underFate(() => memory.readMany(userKeys)),
    compareAndSetMany: (writes) => underFate(() => memory.compareAndSetMany(writes)),
  };
  return { store, memory, control };
}

/** A real journal, its consumer, and stores that a test can take away. `restart` is a crash: the old consumer's memory is lost. */
export async function openIngest(differences: Partial<ConsumerDeps> = {}) {
  const directory = temporaryDirectory();
  const log = createMemoryLogStore();
  const states = fatefulStates();
  const items = createMemoryItemNumbers();
  const clock = { now: Date.UTC(2026, 5, 1, 12), nowMs: () => clock.now, monotonicMs: () => clock.now };
  const { logger, lines } = recordingLogger();
  const saved = { position: 0, saves: 0 };
  const stateOffset = {
    load: async () => saved.position,
    save: async (position: number) => {
      saved.position = position;
      saved.saves++;
    },
  };
  let journal = await open(directory, { segmentBytes: 4096 });
  const start = (from: Journal) => {
    const consumer = createConsumer({
      journal: from,
      logStore: log,
      userStates: states.store,
      itemNumbers: items,
      stateOffset,
      clock,
      logger,
      metrics: NO_METRICS,
      // Time passes at once: retries follow each other as fast as everything else lets them.
      sleep: () => setImmediate(),
      ...differences,
    });
    consumer.start();
    return consumer;
  };
  let consumer = start(journal);

  return {
    log,
    states,
    items,
    clock,
    lines,
    saved,
    get journal() {
      return journal;
    },
    get consumer() {
      return consumer;
    },
    accept: (...events: ViewerEvent[]) => createEventIntake(journal).accept(events),
    record: (...decisions: Parameters<typeof encodeDecision>[0][]) =>
      journal.appendDurable(decisions.map((decision) => encodeDecision(decision))),
    async stateOf(userKey: string): Promise<UserState> {
      const stored = await states.memory.read(userKey);
      return stored === null ? EMPTY_STATE : decodeUserState(stored.bytes);
    },
    async restart() {
      const { position } = saved;
      await consumer.stop();
      // A killed process saves nothing as it goes.
      saved.position = position;
      await journal.close();
      items.forget();
      journal = await open(directory, { segmentBytes: 4096 });
      consumer = start(journal);
    },
    async close() {
      log.control.fate = () => 'works';
      states.control.fate = () => 'works';
      await consumer.stop();
      await journal.close();
    },
  };
}

export type Ingest = Awaited<ReturnType<typeof openIngest>>;

/** The bytes of the state that the events make, one after the other. */
export function foldedBytes(events: readonly ViewerEvent[], itemNoOf: (itemId: string) => number): Uint8Array {
  const state = events.reduce((before, event) => {
    const entries = stateEntriesOf(event, event.itemId === null ? 0 : itemNoOf(event.itemId), new Int32Array(0));
    return fold(before, entries.events, entries.views);
  }, EMPTY_STATE);
  return encodeUserState(state);
}
