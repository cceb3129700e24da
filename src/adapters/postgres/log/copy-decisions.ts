import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Decision } from '../../../domain/decision.ts';
import { type BinaryWriter, PG_TYPE } from '../binary-writer.ts';
import { encodePieces } from './encode-pieces.ts';

/** Appends decisions to the log by binary COPY, within the client's transaction. */
export async function copyDecisions(
  client: PoolClient,
  decisions: readonly Decision[],
  journal: { readonly journalId: string; readonly position: number },
): Promise<void> {
  const pieces = await encodePieces(decisions, PAGES_A_PIECE, (writer, decision) => {
    writer.row(COLUMNS.length);
    writeRequest(writer, decision);
    writeSlots(writer, decision);
    writer.text(decision.timeZone ?? null);
    writer.textArray(decision.switches ?? null);
    writer.int32(decision.slotsAsked ?? null);
    writer.text(journal.journalId);
    writer.int64(journal.position);
  });
  await pipeline(Readable.from(pieces), client.query(copyFrom(COPY)));
}

/** A few milliseconds. */
const PAGES_A_PIECE = 64;

/** In the order of the two functions below, what came later behind the slots. */
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
  'time_zone',
  'switches',
  'slots_asked',
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
