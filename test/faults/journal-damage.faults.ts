import { expect, test } from '@jest/globals';
import { seededRandom } from '../../src/domain/clock.ts';
import { encodeDecision, encodeEvents } from '../../src/ingest/journal-records.ts';
import { cutAt, flipOneByte, type WrittenJournal, writeJournal } from '../adapters/journal/damaged-copies.ts';
import { aDecision, anEvent } from '../support/log-fixtures.ts';
import { report } from './report.ts';

/** Pages and batches of events as a service writes them, in a handful of segments. */
async function realisticJournal(): Promise<WrittenJournal> {
  const payloads = Array.from({ length: 60 }, (_, n) => {
    if (n % 3 > 0)
      return encodeEvents(Array.from({ length: 1 + (n % 4) }, (__, at) => anEvent({ eventId: `${n}-${at}` })));
    return encodeDecision(aDecision(Array.from({ length: 10 * (1 + (n % 5)) }, (__, at) => n * 1000 + at)));
  });
  return writeJournal(payloads.map(Buffer.from), 16 * 1024);
}

test('1,000 flipped bytes: never a wrong record, what was intact is recovered, the damage counted and told once', async () => {
  const whole = await realisticJournal();
  const random = seededRandom(1000);
  const seen = { flips: 1000, within: 0, tail: 0, recordsLost: 0 };
  for (let flip = 0; flip < seen.flips; flip++) {
    const { recovered, expected } = await flipOneByte(whole, random);
    expect(recovered).toEqual(expected);
    seen[recovered.told[0]!.place]++;
    seen.recordsLost += whole.records.length - recovered.found.length;
  }
  report('journal-flips', { records: whole.records.length, ...seen });
});

test('the last segment cut at every byte of its last records: what is whole is recovered, the rest counted and told once', async () => {
  const whole = await realisticJournal();
  const { file, until } = whole.records.at(-1)!;
  const inFile = whole.records.filter((record) => record.file === file);
  const { from } = inFile.at(-5) ?? inFile[0]!;
  const seen = { cuts: 0, torn: 0, clean: 0 };
  for (let cut = from; cut <= until; cut++) {
    const { recovered, expected } = await cutAt(whole, cut);
    expect(recovered).toEqual(expected);
    seen.cuts++;
    seen[recovered.told.length > 0 ? 'torn' : 'clean']++;
  }
  report('journal-cuts', seen);
});
