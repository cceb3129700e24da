import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { createLogRetention } from '../../src/adapters/postgres/log/log-retention.ts';
import { createLogStore } from '../../src/adapters/postgres/log/log-store.ts';
import { createStateLog } from '../../src/adapters/postgres/log/state-log.ts';
import { impressionIdOf } from '../../src/domain/decision.ts';
import type { EventType, ViewerEvent } from '../../src/domain/event.ts';
import { SILENT_LOGGER } from '../../src/domain/ports/logger.ts';
import { NO_METRICS } from '../../src/domain/ports/metrics.ts';
import type { UserStateStore } from '../../src/domain/ports/user-state-store.ts';
import type { UserChange } from '../../src/domain/user-change.ts';
import { createConsumer } from '../../src/ingest/consumer.ts';
import { encodeDecision, encodeEvents, encodeUserChange } from '../../src/ingest/journal-records.ts';
import { createRetention } from '../../src/ingest/retention.ts';
import { open, temporaryDirectory } from '../adapters/journal/support.ts';
import { aDecision, anEvent, recommendationIdAt, userKeyFor } from '../support/log-fixtures.ts';
import type { Stores } from '../support/postgres-stores.ts';

export const DAY_MS = 86_400_000;
export const DAYS = 5;
export const USERS = 5;
export const RETENTION_DAYS = 10;
export const userKeys = Array.from({ length: USERS }, (_, n) => userKeyFor(n + 1));

/** What is done and said, told in a few words; days from the installation's on. */
export type Move =
  | { kind: 'act'; id: number; user: number; atMs: number; type: EventType; item: number; value: number }
  | { kind: 'view'; user: number; atMs: number; items: number[]; afterMs: number }
  | { kind: 'profile'; user: number; atMs: number; region: string }
  | { kind: 'merge'; user: number; into: number; atMs: number };

const user = fc.nat({ max: USERS - 1 });
// Few times, so that stamps tie, on several days.
const atMs = fc
  .tuple(fc.nat({ max: DAYS - 1 }), fc.constantFrom(0, 1, 3_600_000, 43_200_000, DAY_MS - 1))
  .map(([day, ms]) => day * DAY_MS + ms);
const types = fc.constantFrom<EventType>('click', 'play', 'complete', 'progress', 'rate', 'hide', 'unhide', 'list-add');

export const someMoves: fc.Arbitrary<Move[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('act' as const),
        // Few, so that some are sent again and some name two different things.
        id: fc.nat({ max: 40 }),
        user,
        atMs,
        type: types,
        item: fc.nat({ max: 6 }),
        value: fc.constantFrom(0.1, 0.5, 0.95),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('view' as const),
        user,
        atMs,
        items: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }),
        afterMs: fc.constantFrom(1, 5_000, 3_600_000, DAY_MS),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('profile' as const), user, atMs, region: fc.constantFrom('SE', 'GB') }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('merge' as const), user, into: user, atMs }) },
  ),
  { minLength: 5, maxLength: 80 },
);

/** Journal records of the moves, in their order; what they name is numbered from `firstNumber`. */
export function recordsOf(moves: readonly Move[], firstDayMs: number, firstNumber = 0): Uint8Array[] {
  return moves.flatMap((move, index) => {
    const n = firstNumber + index;
    const occurredAtMs = firstDayMs + move.atMs;
    const userKey = userKeys[move.user]!;
    if (move.kind === 'act') {
      const { type, value } = move;
      const itemId = `film-${move.item}`;
      const portion = type === 'complete' || type === 'progress' ? value : null;
      const said = { type, itemId, portion, value: type === 'rate' ? value : null };
      return [encodeEvents([anEvent({ eventId: `e${move.id}`, userKey, occurredAtMs, ...said })])];
    }
    if (move.kind === 'view') return viewed(n, userKey, occurredAtMs, move);
    const stamp = { changeId: `change-${n}`, userKey, changedAtMs: occurredAtMs, origin: 'app' as const };
    const attributes = move.kind === 'profile' && {
      region: move.region,
      language: null,
      maturity: null,
      labels: ['å'],
    };
    const change: UserChange = attributes
      ? { ...stamp, kind: 'attributes', attributes }
      : { ...stamp, kind: 'merge', userKey: userKeys[(move as { into: number }).into]!, fromUserKey: userKey };
    return [encodeUserChange(change)];
  });
}

function viewed(n: number, userKey: string, servedAtMs: number, { items, afterMs }: Move & { kind: 'view' }) {
  const page = aDecision(items, { recommendationId: recommendationIdAt(servedAtMs, n), userKey, servedAtMs });
  const view: ViewerEvent = anEvent({
    eventId: `v${n}`,
    type: 'viewed',
    userKey,
    itemId: null,
    occurredAtMs: servedAtMs + afterMs,
    // One more than there are: an impression that is none.
    impressionIds: [...items, 0].map((_, position) => impressionIdOf(page.recommendationId, 0, position)),
  });
  return [encodeDecision(page), encodeEvents([view])];
}

/** Brings records into the log and into the states as the service does. */
export async function consume(
  stores: Stores,
  userStates: UserStateStore,
  records: readonly Uint8Array[],
  nowMs: number,
) {
  const journal = await open(temporaryDirectory());
  const clock = { nowMs: () => nowMs, monotonicMs: () => 0 };
  const consumer = createConsumer({
    journal,
    logStore: createLogStore({ ...stores, clock }),
    userStates,
    itemNumbers: stores.itemNumbers,
    stateOffset: { load: async () => 0, save: async () => {} },
    clock,
    logger: SILENT_LOGGER,
    metrics: NO_METRICS,
    sleep: () => setImmediate(),
  });
  consumer.start();
  try {
    // In several batches, however few the records are.
    const size = Math.ceil(records.length / 4);
    for (let at = 0; at < records.length; at += size) await journal.appendDurable(records.slice(at, at + size));
    await consumer.drain();
  } finally {
    await consumer.stop();
    await journal.close();
  }
}

/** What replay and retention are made of, over one database. */
export function openReplay(stores: Stores) {
  const stateLog = createStateLog(stores);
  // As the owner: the service may not drop days that are to come by the server's clock.
  const logRetention = createLogRetention({ pool: stores.owner });
  const deps = { stateLog, logStore: stores.log, itemNumbers: stores.itemNumbers, logger: SILENT_LOGGER };
  return {
    deps,
    stateLog,
    logRetention,
    /** Runs retention as of a time until it finds nothing more; returns how many days it dropped. */
    async retain(nowMs: number, serverNowMs = nowMs): Promise<number> {
      const clock = { nowMs: () => nowMs, monotonicMs: () => 0 };
      const retention = { ...logRetention, nowMs: async () => serverNowMs };
      const options = { clock, logger: SILENT_LOGGER, retentionDays: RETENTION_DAYS };
      const task = createRetention({ logRetention: retention, ...options });
      let dropped = 0;
      while ((await task.run()).more) dropped++;
      return dropped;
    },
  };
}

/** Every user's bytes. */
export const bytesOf = async (states: UserStateStore) =>
  (await states.readMany(userKeys)).map((state) => state && Buffer.from(state.bytes).toString('hex'));

export async function installationMs({ pool }: Stores): Promise<number> {
  const { rows } = await pool.query("SELECT (first_day - date '1970-01-01')::int AS day FROM installation");
  return rows[0].day * DAY_MS;
}

/** As after a fresh install, save the numbers of items. */
export const emptyLog = ({ owner }: Stores) =>
  owner.query(`TRUNCATE events, decisions, item_stats, event_days, journal_offsets, user_changes, dead_letters, erasures,
    user_checkpoints, log_checkpoint`);
