import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { DamagePlace } from '../../../src/adapters/journal/damage-report.ts';
import { openJournal } from '../../../src/adapters/journal/journal.ts';
import { RECORD_HEAD_BYTES } from '../../../src/adapters/journal/record.ts';
import { SEGMENT_HEADER_BYTES } from '../../../src/adapters/journal/segment.ts';
import type { Random } from '../../../src/domain/clock.ts';
import { recordingLogger, segmentFiles, temporaryDirectory } from './support.ts';

/** A closed journal, what was written into it, and where. Each experiment is made on a copy of its own. */
export interface WrittenJournal {
  readonly directory: string;
  readonly records: readonly WrittenRecord[];
}

interface WrittenRecord {
  readonly payload: Buffer;
  /** Name of the segment file, and where in it the record begins and ends. */
  readonly file: string;
  readonly from: number;
  readonly until: number;
}

/** What one damaged copy turned out to be when it was opened and read to its end, twice. */
export interface Recovered {
  /** Indices of the records that were given out, in order; -1 for a payload that nobody wrote. */
  readonly found: readonly number[];
  readonly told: readonly { readonly place: DamagePlace; readonly bytes: number }[];
  /** Lines of the log about damage. */
  readonly lines: number;
}

/** Nothing has to reach the disk for what a crash does to files, and a thousand syncs take long. */
const io = { fsync: async () => {}, fdatasync: async () => {} };
const onFatal = (error: Error): never => {
  throw error;
};
const MAX_BYTES = 1024 ** 3;

export async function writeJournal(payloads: readonly Buffer[], segmentBytes: number): Promise<WrittenJournal> {
  const directory = temporaryDirectory();
  const { logger } = recordingLogger();
  const journal = await openJournal({ directory, maxBytes: MAX_BYTES, segmentBytes, logger, onFatal, io });
  const records: WrittenRecord[] = [];
  let firstPosition = 0;
  for (const payload of payloads) {
    const before = segmentFiles(directory).length;
    const position = journal.append(payload);
    const files = segmentFiles(directory);
    if (files.length > before || records.length === 0) firstPosition = position;
    const from = SEGMENT_HEADER_BYTES + position - firstPosition;
    const until = from + RECORD_HEAD_BYTES + payload.length;
    records.push({ payload, file: basename(files.at(-1)!), from, until });
  }
  await journal.close();
  return { directory, records };
}

/** Opens a copy with other bytes in one file; the copy is gone afterwards. */
async function recoverCopy(whole: WrittenJournal, file: string, bytes: Uint8Array): Promise<Recovered> {
  const directory = temporaryDirectory();
  for (const path of [...segmentFiles(whole.directory), join(whole.directory, 'journal-id')]) {
    // The others are only read.
    if (basename(path) !== file) linkSync(path, join(directory, basename(path)));
  }
  writeFileSync(join(directory, file), bytes);
  const { logger, lines } = recordingLogger();
  const told: { place: DamagePlace; bytes: number }[] = [];
  const onDamage = (place: DamagePlace, bytes: number): void => void told.push({ place, bytes });
  const journal = await openJournal({ directory, maxBytes: MAX_BYTES, logger, onFatal, onDamage, io });
  const found = await payloadsOf(journal);
  // Both cursors of a consumer read the same.
  const again = await payloadsOf(journal);
  await journal.close();
  rmSync(directory, { recursive: true });
  if (!found.every((payload, at) => again[at]?.equals(payload))) throw new Error('Read twice, found different records');
  return { found: indicesOf(found, whole.records), told, lines: lines.length };
}

async function payloadsOf(journal: Awaited<ReturnType<typeof openJournal>>): Promise<Buffer[]> {
  const all: Buffer[] = [];
  for (let position = 0; ; ) {
    const { payloads, nextPosition } = await journal.read(position, 4096);
    all.push(...payloads.map((payload) => Buffer.from(payload)));
    if (nextPosition === position) return all;
    position = nextPosition;
  }
}

/** Each payload is looked for behind the last one found: a record that comes twice or too early is a wrong record, too. */
function indicesOf(payloads: readonly Buffer[], records: readonly WrittenRecord[]): number[] {
  let at = 0;
  return payloads.map((payload) => {
    const index = records.findIndex((record, n) => n >= at && record.payload.equals(payload));
    at = index === -1 ? at : index + 1;
    return index;
  });
}

export interface Experiment {
  readonly recovered: Recovered;
  readonly expected: Recovered;
}

/** One byte of one segment file, anywhere, changed to another. What it must cost is known from where it lies. */
export async function flipOneByte(whole: WrittenJournal, random: Random): Promise<Experiment> {
  const { records } = whole;
  const files = [...new Set(records.map((record) => record.file))];
  const file = files[Math.floor(random() * files.length)]!;
  const bytes = readFileSync(join(whole.directory, file));
  const at = Math.floor(random() * bytes.length);
  bytes[at]! ^= 1 + Math.floor(random() * 255);
  const recovered = await recoverCopy(whole, file, bytes);
  const hit = records.findIndex((record) => record.file === file && record.from <= at && at < record.until);
  const told =
    hit === -1
      ? { place: 'within' as const, bytes: SEGMENT_HEADER_BYTES }
      : {
          place: hit === records.length - 1 ? ('tail' as const) : ('within' as const),
          bytes: records[hit]!.until - records[hit]!.from,
        };
  const found = [...records.keys()].filter((index) => index !== hit);
  return { recovered, expected: { found, told: [told], lines: 1 } };
}

/** The last segment file cut after so many bytes. */
export async function cutAt(whole: WrittenJournal, bytes: number): Promise<Experiment> {
  const { records } = whole;
  const { file } = records.at(-1)!;
  const kept = readFileSync(join(whole.directory, file)).subarray(0, bytes);
  const recovered = await recoverCopy(whole, file, kept);
  const intact = records.filter((record) => record.file !== file || record.until <= bytes);
  const end = intact.at(-1)?.file === file ? intact.at(-1)!.until : SEGMENT_HEADER_BYTES;
  const told = bytes > end ? [{ place: 'tail' as const, bytes: bytes - end }] : [];
  return { recovered, expected: { found: [...intact.keys()], told, lines: told.length } };
}
