import { JetStreamApiError } from '@nats-io/jetstream';
import { createInbox, headers, type MsgHdrs } from '@nats-io/transport-node';
import type { Clock } from '../../domain/clock.ts';
import { MarqueeError } from '../../domain/errors.ts';
import { type EventStream, MAX_STREAM_RECORD_BYTES, type StreamRecord } from '../../domain/ports/event-stream.ts';
import type { StreamConnection } from './connection.ts';
import { PARTITIONS, streamName, subjectOf } from './ensure-stream.ts';
import { pause } from './pause.ts';

/** The writing half of the stream. */
export function createPublisher({
  connection,
  tenant,
  closing,
  clock,
}: {
  readonly connection: StreamConnection;
  readonly tenant: string;
  /** Aborted when nothing more is taken. */
  readonly closing: AbortSignal;
  readonly clock: Clock;
}): Pick<EventStream, 'publish' | 'publishAndFollow'> {
  let inFlight = 0;

  async function publish(records: readonly StreamRecord[], reply?: string): Promise<void> {
    const tooLong = records.find(({ payload }) => payload.length > MAX_STREAM_RECORD_BYTES);
    if (tooLong !== undefined) throw new RangeError(`A record of ${tooLong.payload.length} bytes is too long.`);
    if (inFlight + records.length > MAX_IN_FLIGHT) throw unavailable(new Error(`${inFlight} records wait already`));
    inFlight += records.length;
    try {
      const deadlineMs = clock.monotonicMs() + PUBLISH_TIMEOUT_MS;
      const outcomes = await Promise.allSettled(records.map((record) => publishOne(record, deadlineMs, reply)));
      const failed = outcomes.find((outcome) => outcome.status === 'rejected');
      if (failed !== undefined) throw unavailable(failed.reason);
    } finally {
      inFlight -= records.length;
    }
  }

  /** Again and again until the deadline: while a cluster chooses a leader nobody answers. The id makes repetition one record. */
  async function publishOne({ id, userKey, payload }: StreamRecord, deadlineMs: number, reply?: string): Promise<void> {
    const subject = subjectOf(tenant, partitionOf(userKey));
    for (let cause: unknown = new Error('not connected'); ; ) {
      const leftMs = deadlineMs - clock.monotonicMs();
      if (leftMs <= 0 || closing.aborted) throw cause;
      try {
        const opened = connection.current;
        if (opened !== null) {
          const expect = { streamName: streamName(tenant) };
          // Resolves with the PubAck: a majority of the replicas has written the record.
          await opened.js.publish(subject, payload, { msgID: id, timeout: leftMs, expect, headers: headersOf(reply) });
          return;
        }
      } catch (error) {
        if (error instanceof JetStreamApiError && error.code !== NO_LEADER) throw error;
        cause = error;
      }
      await pause(Math.min(RETRY_MS, leftMs));
    }
  }

  return {
    publish: (records) => publish(records),
    async publishAndFollow(record, group) {
      const opened = connection.current;
      if (opened === null) {
        await publish([record]);
        return { handled: new Promise(() => {}) };
      }
      const inbox = createInbox();
      const { promise, resolve } = Promise.withResolvers<void>();
      const subscription = opened.connection.subscribe(inbox, {
        max: 1,
        timeout: FOLLOW_MS,
        callback: (error) => {
          if (error === null) resolve();
        },
      });
      try {
        await publish([record], `${group} ${inbox}`);
      } catch (error) {
        subscription.unsubscribe();
        throw error;
      }
      return { handled: promise };
    },
  };
}

/** Header that names the group to be followed and where to say so. */
export const FOLLOW_HEADER = 'Marquee-Follow';

/** A user's records are read by one consumer of a group. Keys are hashes: their first digits are as good as any other hash. */
export const partitionOf = (userKey: string): number => Number.parseInt(userKey.slice(0, 4), 16) % PARTITIONS || 0;

/** Less than an app waits; a cluster that chooses a leader may take longer, and is asked again by whoever sends again. */
const PUBLISH_TIMEOUT_MS = 3000;
const RETRY_MS = 50;
const FOLLOW_MS = 10_000;
/** Some 40 calls of the largest size; whoever comes after would wait longer than the timeout. */
const MAX_IN_FLIGHT = 20_000;
/** JetStream's own error code: the system is temporarily unavailable. */
const NO_LEADER = 10008;

function headersOf(follow: string | undefined): MsgHdrs {
  const made = headers();
  if (follow !== undefined) made.set(FOLLOW_HEADER, follow);
  return made;
}

const unavailable = (cause: unknown): MarqueeError =>
  new MarqueeError('journal-unavailable', 'Nothing can be accepted at the moment. Send it again later, unchanged.', {
    cause,
  });
