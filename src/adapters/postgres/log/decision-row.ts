import type { Decision } from '../../../domain/decision.ts';
import type { Origin } from '../../../domain/origin.ts';
import type { Rung } from '../../../domain/page.ts';

/** A table row of `decisions`, all values as Postgres writes them in text, selected by DECISION_COLUMNS, as a Decision. */
export function decisionOf(row: readonly (string | null)[]): Decision {
  return {
    recommendationId: row[0]!,
    parentId: row[1]!,
    servedAtMs: Number(row[2]),
    userKey: row[3]!.replaceAll('-', ''),
    sessionId: row[4]!,
    origin: row[5] as Origin,
    route: row[6] as Decision['route'],
    surface: row[7]!,
    region: row[8]!,
    maturity: row[9]!,
    language: row[10]!,
    timeZone: row[29]!,
    switches: row[30] === null ? null : JSON.parse(row[30]!),
    rung: row[11] as Rung,
    retrievalVersion: row[12]!,
    rankerVersion: row[13]!,
    arms: JSON.parse(row[14]!),
    snapshotVersions: JSON.parse(row[15]!),
    randomSeed: Number(row[16]),
    tookMs: Number(row[17]),
    slotsAsked: row[31] === null ? null : Number(row[31]),
    rowIds: JSON.parse(row[18]!),
    withheld: JSON.parse(row[19]!),
    slots: {
      itemNo: Int32Array.from(numbers(row[20]!)),
      rowIndex: Int16Array.from(numbers(row[21]!)),
      position: Int16Array.from(numbers(row[22]!)),
      source: Uint8Array.from(numbers(row[23]!)),
      score: Float32Array.from(numbers(row[24]!)),
      propensity: Float32Array.from(numbers(row[25]!)),
      explored: Uint8Array.from(numbers(row[26]!)),
      pinNo: Int32Array.from(numbers(row[27]!)),
      displacedItemNo: Int32Array.from(numbers(row[28]!)),
    },
  };
}

export const DECISION_COLUMNS = `recommendation_id, parent_id, (extract(epoch FROM served_at) * 1000)::float8, user_key,
  session_id, origin, route, surface, region, maturity, language, rung, retrieval_version, ranker_version, arms,
  snapshot_versions, random_seed, took_ms, to_json(row_ids), withheld, item_no, row_index, position, source, score, propensity,
  explored::int4[], pin_no, displaced_item_no, time_zone, to_json(switches), slots_asked`;

/** '{1,2.5}' as numbers. JSON.parse is several times faster than an array parser in JavaScript; NaN needs the slow way. */
function numbers(text: string): number[] {
  const inner = text.slice(1, -1);
  if (inner === '') return [];
  return /[a-z]/i.test(inner.replaceAll('e', '')) ? inner.split(',').map(Number) : JSON.parse(`[${inner}]`);
}
