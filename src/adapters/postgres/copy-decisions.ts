import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Decision } from '../../domain/decision.ts';
import { type BinaryWriter, createBinaryWriter, PG_TYPE } from './binary-writer.ts';
import { encoding } from './poison.ts';

/** Appends decisions to the log by binary COPY, within the client's transaction. */
export async function copyDecisions(
  client: PoolClient,
  decisions: readonly Decision[],
  journal: { readonly journalId: string; readonly position: number },
): Promise<void> {
  const bytes = encoding(() => encodeDecisions(decisions, journal));
  await pipeline(Readable.from([bytes]), client.query(copyFrom(COPY)));
}

function encodeDecisions(
  decisions: readonly Decision[],
  journal: { readonly journalId: string; readonly position: number },
): Buffer {
  // Enough, so that megabytes are not copied into a larger buffer: a slot is 63 bytes, the rest of a page mostly less than this.
  const writer = createBinaryWriter(
    decisions.reduce((bytes, { slots }) => bytes + 64 * slots.itemNo.length + 1024, 1024),
  );
  writer.copyHeader();
  for (const decision of decisions) {
    writer.row(COLUMNS.length);
    writeRequest(writer, decision);
    writeSlots(writer, decision);
    writer.text(journal.journalId);
    writer.int64(journal.position);
  }
  writer.copyTrailer();
  return writer.bytes();
}

/** In the order of the two functions below. */
const COLUMNS = [
  'recommendation_id',
  'parent_id',
  'served_at',
  'user_key',
  'session_id',
  'origin',
  'route',
  'surface',
  'region',
  'maturity',
  'language',
  'rung',
  'retrieval_version',
  'ranker_version',
  'arms',
  'snapshot_versions',
  'random_seed',
  'took_ms',
  'row_ids',
  'withheld',
  'item_no',
  'row_index',
  'position',
  'source',
  'score',
  'propensity',
  'explored',
  'pin_no',
  'displaced_item_no',
  'journal_id',
  'journal_position',
];
const COPY = `COPY decisions (${COLUMNS.join(', ')}) FROM STDIN (FORMAT binary)`;

function writeRequest(writer: BinaryWriter, decision: Decision): void {
  writer.uuid(decision.recommendationId);
  writer.uuid(decision.parentId);
  writer.timestamp(decision.servedAtMs);
  writer.uuid(decision.userKey);
  writer.text(decision.sessionId);
  writer.text(decision.origin);
  writer.text(decision.route);
  writer.text(decision.surface);
  writer.text(decision.region);
  writer.text(decision.maturity);
  writer.text(decision.language);
  writer.text(decision.rung);
  writer.text(decision.retrievalVersion);
  writer.text(decision.rankerVersion);
  writer.jsonb(decision.arms);
  writer.jsonb(decision.snapshotVersions);
  writer.int64(decision.randomSeed);
  writer.float4(decision.tookMs);
  writer.array(PG_TYPE.text, decision.rowIds.length, (index) => writer.text(decision.rowIds[index]!));
  writer.jsonb(decision.withheld);
}

function writeSlots(writer: BinaryWriter, { slots }: Decision): void {
  writer.int4Array(slots.itemNo);
  writer.int2Array(slots.rowIndex);
  writer.int2Array(slots.position);
  writer.int2Array(slots.source);
  writer.float4Array(slots.score);
  writer.float4Array(slots.propensity);
  writer.boolArray(slots.explored);
  writer.int4Array(slots.pinNo);
  writer.int4Array(slots.displacedItemNo);
}
