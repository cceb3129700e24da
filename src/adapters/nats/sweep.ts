import type { ConsumerInfo, StoredMsg } from '@nats-io/jetstream';
import type { StreamGroup } from '../../domain/ports/event-stream.ts';
import type { OpenedStream } from './connection.ts';
import { deliveryOfStored } from './delivery.ts';
import { consumerName, PARTITIONS, streamName, subjectOf } from './ensure-stream.ts';
import type { GroupReader } from './group-reader.ts';
import type { Ledger } from './ledger.ts';

/**
 * Reads out of the stream itself what its consumer should have brought and did not: a consumer whose leader dies may pass over what the
 * old one had sent and nobody had acknowledged (nats-server before 2.10.26), and never send it again. Returns how many it found.
 */
export async function sweep(
  { jsm }: OpenedStream,
  {
    tenant,
    group,
    reader,
    ledger,
    missedSince,
    nowMs,
  }: {
    readonly tenant: string;
    readonly group: StreamGroup;
    readonly reader: GroupReader;
    readonly ledger: Ledger;
    /** Since when a number was found to have no record, kept from sweep to sweep. */
    readonly missedSince: Map<number, number>;
    readonly nowMs: number;
  },
): Promise<number> {
  const name = streamName(tenant);
  const { state } = await jsm.streams.info(name);
  const held = reader.heldSeqs();
  const candidates = ledger.missing(group, state.last_seq, AT_ONCE + held.size).filter((seq) => !held.has(seq));
  const seqs = candidates.slice(0, Math.min(AT_ONCE, reader.room()));
  if (seqs.length === 0) return 0;
  const [oldest] = await messagesOf([seqs[0]!]);
  if (oldest !== undefined && !isOverdue(oldest)) return 0;

  const consumers = new Map<string, ConsumerInfo>();
  for (let partition = 0; partition < PARTITIONS; partition++) {
    const info = await jsm.consumers.info(name, consumerName(group, partition));
    consumers.set(subjectOf(tenant, partition), info);
  }
  const stored = await messagesOf(seqs);
  const found = new Set(stored.map((message) => message.seq));
  for (const seq of seqs) {
    if (found.has(seq)) missedSince.delete(seq);
    else if (!missedSince.has(seq)) missedSince.set(seq, nowMs);
    // A leader that has just begun may not have it yet; a number that nobody has, ever, must not hold the others up.
    else if (nowMs - missedSince.get(seq)! >= HOLE_MS) ledger.note(group, [seq]);
  }
  for (const seq of missedSince.keys()) if (seq < ledger.upTo) missedSince.delete(seq);
  const passedOver = stored.filter((message) => {
    const consumer = consumers.get(message.subject);
    if (consumer === undefined || !isOverdue(message)) return false;
    return consumer.num_pending === 0 || consumer.delivered.stream_seq >= message.seq;
  });
  reader.offer(passedOver.map(deliveryOfStored));
  return passedOver.length;

  function isOverdue(message: StoredMsg): boolean {
    return nowMs - message.time.getTime() >= OVERDUE_MS;
  }

  async function messagesOf(wanted: readonly number[]): Promise<readonly StoredMsg[]> {
    const messages = await Promise.all(wanted.map((seq) => jsm.streams.getMessage(name, { seq })));
    return messages.filter((message) => message !== null);
  }
}

/** Long after every acknowledgement that is only late: a consumer takes a record back after ACK_WAIT_MS. */
const OVERDUE_MS = 30_000;
const HOLE_MS = 120_000;
const AT_ONCE = 500;
