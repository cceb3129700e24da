import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createLedger } from '../../../src/adapters/nats/ledger.ts';
import { STREAM_GROUPS } from '../../../src/domain/ports/event-stream.ts';

const group = fc.constantFrom(...STREAM_GROUPS);
const seq = fc.integer({ min: 1, max: 40 });
const step = fc.oneof(
  fc.record({ group, seqs: fc.array(seq, { maxLength: 12 }) }),
  fc.record({ firstSeq: fc.integer({ min: 1, max: 20 }) }),
);

describe('the ledger of a stream', () => {
  test('says "handled up to" only of what every group handled or is gone, whatever the order it hears it in', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const ledger = createLedger();
        const told = new Map(STREAM_GROUPS.map((name) => [name, new Set<number>()]));
        let first = 1;
        for (const one of steps) {
          if ('seqs' in one) {
            ledger.note(one.group, one.seqs);
            for (const number of one.seqs) told.get(one.group)!.add(number);
          } else {
            ledger.begin(one.firstSeq);
            first = Math.max(first, one.firstSeq);
          }
        }
        const isDone = (name: (typeof STREAM_GROUPS)[number], number: number) =>
          number < first || told.get(name)!.has(number);
        let upTo = 1;
        while (STREAM_GROUPS.every((name) => isDone(name, upTo))) upTo++;
        expect(ledger.upTo).toBe(upTo);
        for (const name of STREAM_GROUPS) {
          const open = Array.from({ length: 45 }, (_, at) => at + 1).filter((number) => !isDone(name, number));
          expect(ledger.missing(name, 45, 10)).toEqual(open.slice(0, 10));
        }
      }),
    );
  });
});
