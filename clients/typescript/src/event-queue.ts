import type { Event, EventAnswer } from './api-types.ts';
import type { EventDraft, EventQueueClock, EventQueueOptions, EventQueueStats } from './event-queue-options.ts';
import { MarqueeProblem } from './problem.ts';
import { backoffMs } from './retry.ts';
import { createStorageLane } from './storage-lane.ts';

export interface EventQueue {
  /**
   * Takes an event, to be sent with its fellows. Resolves with its id when it is stored, or cannot be (then onStorageFailure is told, and
   * memory alone has it). Its id and timestamp never change again, so that the service counts it once however often it is sent.
   */
  add(event: EventDraft): Promise<string>;
  /** Sends now what is queued, until all is taken or an attempt fails. Resolves with how many are left. */
  flush(): Promise<number>;
  /** A last flush; what is left stays in the storage for the next queue. Resolves with how many that are. */
  close(): Promise<number>;
  stats(): EventQueueStats;
}

/**
 * Carries events to the service from a browser or from Node: in batches, again after failures, on from where the last run stopped. An
 * event leaves the queue when the service took it, when it refused it for good, or when the queue was full; each of them is counted.
 */
export function createEventQueue(options: EventQueueOptions): EventQueue {
  const { client, clock = SYSTEM_CLOCK, newEventId = () => crypto.randomUUID(), random = Math.random } = options;
  const { maxBatchBytes = 256 * 1024, maxAgeMs = 5000 } = options;
  const maxBatchEvents = Math.min(500, options.maxBatchEvents ?? 200);
  const maxQueued = Math.max(maxBatchEvents, options.maxQueued ?? 10_000);
  const storage = createStorageLane(options.storage, options.onStorageFailure);
  const counts = { accepted: 0, rejected: 0, dropped: 0 };
  let waiting: Waiting[] = [];
  /** How many at the head of `waiting` are being sent. */
  let inFlight = 0;
  let failures = 0;
  let nextAttemptMs = 0;
  /** Smaller than maxBatchEvents while a batch that was refused as a whole is searched for the culprit. */
  let batchLimit = maxBatchEvents;
  let isLoaded = false;
  let isSending = false;
  let isClosed = false;
  let cancelTimer = () => {};

  // What an earlier queue left is older than anything added since, and due at once.
  let lane: Promise<unknown> = storage.load().then((left) => {
    waiting = [...left.map((event) => ({ event, bytes: bytesOf(event), dueMs: 0 })), ...waiting];
    while (waiting.length > maxQueued) dropOne();
    isLoaded = true;
    arm();
  });

  /** One sends at a time, so that events arrive in order and no event is in two batches. */
  function inLane<T>(work: () => Promise<T>): Promise<T> {
    const result = lane.then(work);
    lane = result;
    return result;
  }

  async function send(goesOn: () => boolean): Promise<void> {
    cancelTimer();
    isSending = true;
    while (waiting.length > 0 && goesOn()) if (!(await sendBatch())) break;
    isSending = false;
    arm();
  }

  function arm(): void {
    cancelTimer();
    if (!isLoaded || isSending || isClosed || waiting.length === 0) return;
    const dueMs = failures > 0 ? nextAttemptMs : isBatchFull() ? 0 : waiting[0]!.dueMs;
    const run = () => void inLane(() => send(isDue));
    cancelTimer = clock.after(Math.max(0, dueMs - clock.nowMs()), run);
  }

  const isDue = () =>
    failures > 0 ? clock.nowMs() >= nextAttemptMs : isBatchFull() || clock.nowMs() >= waiting[0]!.dueMs;

  const isBatchFull = () => {
    const count = batchLength();
    return count < waiting.length || count >= batchLimit;
  };

  /** How many from the head make a batch: at least one, however big. */
  function batchLength(): number {
    let bytes = 0;
    let count = 0;
    while (count < Math.min(batchLimit, waiting.length)) {
      bytes += waiting[count]!.bytes;
      if (count > 0 && bytes > maxBatchBytes) break;
      count++;
    }
    return count;
  }

  /** Whether the service judged the batch. */
  async function sendBatch(): Promise<boolean> {
    inFlight = batchLength();
    const batch = waiting.slice(0, inFlight).map(({ event }) => event);
    try {
      const answer = await client.postEvents({ body: { events: batch } }, { retries: 0 });
      settle(batch, refusalsOf(answer, batch.length));
      batchLimit = Math.min(maxBatchEvents, batchLimit * 2);
      return true;
    } catch (error) {
      if (isSpoiled(error)) {
        // By one event: halves, down to the one that is refused alone.
        if (batch.length > 1) batchLimit = Math.ceil(batch.length / 2);
        else settle(batch, [{ index: 0, code: error.code, detail: error.message }]);
        return true;
      }
      const retryAfterMs = error instanceof MarqueeProblem ? (error.retryAfterMs ?? 0) : 0;
      const delayMs = Math.max(retryAfterMs, backoffMs(++failures, random, 1000, 60_000));
      nextAttemptMs = clock.nowMs() + delayMs;
      queueMicrotask(() => options.onSendFailure?.(error, delayMs));
      return false;
    } finally {
      inFlight = 0;
    }
  }

  function settle(batch: readonly Event[], refusals: EventAnswer['rejected']): void {
    waiting.splice(0, batch.length);
    failures = 0;
    counts.accepted += batch.length - refusals.length;
    counts.rejected += refusals.length;
    storage.remove(batch);
    // Told when the books are in order, so that a callback that throws harms its caller alone.
    for (const { index, code, detail } of refusals) {
      queueMicrotask(() => options.onRejected?.(batch[index]!, { code, detail }));
    }
  }

  function dropOne(): void {
    const at = options.whenFull === 'drop-newest' ? waiting.length - 1 : inFlight;
    const [{ event }] = waiting.splice(at, 1) as [Waiting];
    counts.dropped++;
    storage.remove([event]);
    queueMicrotask(() => options.onDropped?.(event));
  }

  const flush = () => inLane(() => send(() => true)).then(() => waiting.length);

  return {
    async add(draft) {
      if (isClosed) throw new TypeError('The event queue is closed.');
      const nowMs = clock.nowMs();
      const eventId = draft.eventId ?? newEventId();
      // Named: it may be sent weeks from now, to a service that has another current version.
      const event = { schemaVersion: EVENT_VERSION, ...draft, eventId, timestamp: draft.timestamp ?? iso(nowMs) };
      // Measured first: what is no JSON throws here, before anybody knows of it.
      waiting.push({ event, bytes: bytesOf(event), dueMs: nowMs + maxAgeMs });
      const stored = storage.append(event);
      if (waiting.length > maxQueued && isLoaded) dropOne();
      // After a failure the timer is set already, and for later.
      if (failures === 0 && (waiting.length === 1 || isBatchFull())) arm();
      await stored;
      return event.eventId;
    },
    flush,
    async close() {
      isClosed = true;
      cancelTimer();
      const left = await flush();
      await storage.settled();
      return left;
    },
    stats: () => ({ queued: waiting.length, ...counts, storageFailures: storage.failures() }),
  };
}

/** The version of events that this client was made for. */
export const EVENT_VERSION = 1;

interface Waiting {
  readonly event: Event;
  /** As JSON in UTF-8. */
  readonly bytes: number;
  /** When it should be sent even if its batch is not full. */
  readonly dueMs: number;
}

const SYSTEM_CLOCK: EventQueueClock = {
  nowMs: Date.now,
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

const encoder = new TextEncoder();
const bytesOf = (event: Event): number => encoder.encode(JSON.stringify(event)).length + 1;
const iso = (nowMs: number): string => new Date(nowMs).toISOString();

/** Whether the service will never take this batch as it is. What a gateway says of 400 is not the service's word. */
function isSpoiled(error: unknown): error is MarqueeProblem {
  if (!(error instanceof MarqueeProblem)) return false;
  return error.status === 413 || (error.status === 400 && error.code !== 'invalid-answer');
}

/** Throws unless the answer judges every event: what something else between said "200" to was not taken. */
function refusalsOf(answer: EventAnswer, count: number): EventAnswer['rejected'] {
  if (Array.isArray(answer?.rejected) && answer.accepted + answer.rejected.length === count) return answer.rejected;
  throw new MarqueeProblem('postEvents: the answer does not judge the events sent.', { code: 'invalid-answer' });
}
