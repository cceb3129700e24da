import { STREAM_GROUPS, type StreamGroup } from '../../domain/ports/event-stream.ts';

/** What this process knows to be handled, from its own work and from what others tell: sequence numbers of the stream, by group. */
export interface Ledger {
  note(group: StreamGroup, seqs: readonly number[]): void;
  /** Every record before it is known to be handled by every group. */
  readonly upTo: number;
  /** What lies before is gone from the stream. */
  begin(firstSeq: number): void;
  /** The oldest that are not known to be handled by the group, up to and with `lastSeq`; at most `limit`. */
  missing(group: StreamGroup, lastSeq: number, limit: number): readonly number[];
}

export function createLedger(): Ledger {
  /** Per group: everything before `upTo`, and what is known beyond. */
  const groups = new Map(STREAM_GROUPS.map((group) => [group, { upTo: 1, beyond: new Set<number>() }]));

  function moveOn(known: { upTo: number; beyond: Set<number> }): void {
    while (known.beyond.delete(known.upTo)) known.upTo++;
  }

  return {
    note(group, seqs) {
      const known = groups.get(group)!;
      for (const seq of seqs) if (seq >= known.upTo) known.beyond.add(seq);
      moveOn(known);
    },
    get upTo() {
      return Math.min(...[...groups.values()].map((known) => known.upTo));
    },
    begin(firstSeq) {
      for (const known of groups.values()) {
        if (known.upTo >= firstSeq) continue;
        known.upTo = firstSeq;
        for (const seq of known.beyond) if (seq < firstSeq) known.beyond.delete(seq);
        moveOn(known);
      }
    },
    missing(group, lastSeq, limit) {
      const { upTo, beyond } = groups.get(group)!;
      const found: number[] = [];
      for (let seq = upTo; seq <= lastSeq && found.length < limit; seq++) if (!beyond.has(seq)) found.push(seq);
      return found;
    },
  };
}
