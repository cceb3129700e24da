import type { JetStreamManager, StreamState } from '@nats-io/jetstream';
import { STREAM_GROUPS } from '../../domain/ports/event-stream.ts';
import { consumerName, PARTITIONS, streamName, subjectOf } from './ensure-stream.ts';

export interface Handled {
  /** Every record before this sequence number was acknowledged by every group. At most one more than the last there is. */
  readonly upTo: number;
  /** Of the stream, before that was asked. */
  readonly state: StreamState;
}

/**
 * How far every group has come. A consumer says up to where it has acknowledged all; one whose partition was quiet since says an old
 * number, so that has to be held against the partition's last record, of which the stream's leader knows. What a consumer believes
 * to be still to come is not asked: a server that lags behind believes nothing is.
 */
export async function handledUpTo(jsm: JetStreamManager, tenant: string): Promise<Handled> {
  const name = streamName(tenant);
  // First of all: what is published after this is not counted as handled, whatever the consumers say.
  const { state } = await jsm.streams.info(name);
  const end = state.last_seq + 1;
  if (state.messages === 0) return { upTo: end, state };
  const ends = await Promise.all(
    Array.from({ length: PARTITIONS }, async (_, partition) => {
      const last = await jsm.streams.getMessage(name, { last_by_subj: subjectOf(tenant, partition) });
      if (last === null) return end;
      const floors = await Promise.all(
        STREAM_GROUPS.map(
          async (group) => (await jsm.consumers.info(name, consumerName(group, partition))).ack_floor.stream_seq,
        ),
      );
      const floor = Math.min(...floors);
      return floor >= last.seq ? end : floor + 1;
    }),
  );
  return { upTo: Math.min(end, ...ends), state };
}
