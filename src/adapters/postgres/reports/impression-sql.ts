import type { LOG_VIEWS } from '../../../domain/log-views.ts';
import { sourceNo } from '../../../domain/page.ts';
import {
  type ImpressionFilter,
  type ImpressionPlace,
  type ImpressionQuestion,
  impressionColumns,
} from '../../../domain/ports/impression-log.ts';

export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Pages of a user, or of everybody, from a place on down to a time. Microseconds since 1970. */
export interface Stretch {
  readonly fromUs: number;
  readonly untilUs: number;
  readonly after: ImpressionPlace;
  readonly userKey: string | undefined;
}

/** Where the page stands that is `pages` further down; no row: there are not so many. Read from the time index or the user index alone. */
export function farther({ fromUs, untilUs, after, userKey }: Stretch, pages: number): Statement {
  const { values, value } = collector();
  const text = `SELECT ${microseconds('d.served_at')} AS us, d.recommendation_id AS id FROM decisions d
WHERE ${bounds({ fromUs, untilUs, after, userKey }, null, value)}
ORDER BY d.served_at DESC, d.recommendation_id DESC OFFSET ${value(pages)} LIMIT 1`;
  return { text, values };
}

/**
 * The impressions of a stretch, down to a page and with it (null: to its end), that the filter lets through; the columns asked for, and
 * then the place of each (us, id, slot). What is the same for a whole page, and whether the page has such a slot at all, is asked before
 * its slots are laid out.
 */
export function impressions(
  stretch: Stretch,
  downTo: ImpressionPlace | null,
  itemNo: number | null,
  question: Pick<ImpressionQuestion, 'filter' | 'limit' | 'outcomes'>,
): Statement {
  const { values, value } = collector();
  const { after } = stretch;
  const passed = `NOT (d.recommendation_id = ${value(after.recommendationId)}::uuid AND d.served_at = ${time(after.servedAtUs, value)}
    AND s.slot <= ${value(after.slot)})`;
  const conditions = [
    bounds(stretch, downTo, value),
    passed,
    ...pageConditions(question.filter, itemNo, value),
    ...slotConditions(question.filter, itemNo, value),
  ];
  const columns = impressionColumns(question.outcomes).map(({ name }) => `${COLUMNS[name as Column]} AS "${name}"`);
  const text = `SELECT ${columns.join(', ')}, ${microseconds('f.served_at')} AS us, f.recommendation_id AS id, f.slot
FROM (
  SELECT d.recommendation_id, d.parent_id, d.served_at, d.user_key, d.row_ids, d.rung, d.retrieval_version, d.ranker_version, d.arms,
    d.surface, d.region, d.session_id, d.origin, d.maturity, d.language, d.route, d.stored_in, d.switches, s.*
  FROM decisions d
  CROSS JOIN LATERAL unnest(d.item_no, d.row_index, d.position, d.source, d.score, d.propensity, d.explored, d.pin_no,
    d.displaced_item_no) WITH ORDINALITY
    AS s (item_no, row_index, position, source, score, propensity, explored, pin_no, displaced_item_no, slot)
  WHERE ${conditions.join('\n    AND ')}
  ORDER BY d.served_at DESC, d.recommendation_id DESC, s.slot
  LIMIT ${value(question.limit)}
) AS f
LEFT JOIN item_ids i ON i.item_no = f.item_no
LEFT JOIN pins p ON p.pin_no = f.pin_no
LEFT JOIN item_ids x ON x.item_no = f.displaced_item_no
${question.outcomes ? OUTCOMES : ''}
ORDER BY f.served_at DESC, f.recommendation_id DESC, f.slot`;
  return { text, values };
}

const OUTCOMES = `LEFT JOIN outcomes o ON o.recommendation_id = f.recommendation_id AND o.served_at = f.served_at
  AND o.row_index = f.row_index AND o.position = f.position`;

type Column = keyof typeof LOG_VIEWS.v_impressions | 'viewed_at' | 'clicked_at' | 'played_at' | 'portion' | 'completed';

/** As v_impressions and v_outcomes define them (migrations 0024 and 0015); a test compares them. */
const COLUMNS: Readonly<Record<Column, string>> = {
  impression_id: `f.recommendation_id || '.' || f.row_index || '.' || f.position`,
  recommendation_id: 'f.recommendation_id::text',
  parent_id: 'f.parent_id::text',
  served_at: 'f.served_at',
  user_key: 'user_key_text(f.user_key)',
  item_id: 'i.item_id',
  row_id: 'f.row_ids[f.row_index + 1]',
  row_index: 'f.row_index',
  position: 'f.position',
  score: 'f.score',
  propensity: 'f.propensity',
  source: 'source_name(f.source)',
  pinned: 'f.pin_no > 0',
  pin_id: 'p.pin_id',
  displaced_item_id: 'x.item_id',
  explored: 'f.explored',
  rung: 'f.rung',
  retrieval_version: 'f.retrieval_version',
  ranker_version: 'f.ranker_version',
  arms: 'f.arms',
  surface: 'f.surface',
  region: 'f.region',
  session_id: 'f.session_id',
  origin: 'f.origin',
  maturity: 'f.maturity',
  language: 'f.language',
  route: 'f.route',
  item_no: 'f.item_no',
  stored_in: 'f.stored_in',
  switches: 'f.switches',
  viewed_at: 'o.viewed_at',
  clicked_at: 'least(o.clicked_at, o.window_clicked_at)',
  played_at: 'least(o.played_at, o.window_played_at)',
  portion: 'greatest(o.portion, o.window_portion)',
  completed: 'coalesce(o.completed OR o.window_completed, false)',
};

type Value = (value: unknown) => string;

function collector(): { readonly values: unknown[]; readonly value: Value } {
  const values: unknown[] = [];
  return { values, value: (value) => `$${values.push(value)}` };
}

/** Bare comparisons of served_at leave out partitions; those of pairs find the page in the index among others of its time. */
function bounds({ fromUs, untilUs, after, userKey }: Stretch, downTo: ImpressionPlace | null, value: Value): string {
  const pair = ({ servedAtUs, recommendationId }: ImpressionPlace): string =>
    `(${time(servedAtUs, value)}, ${value(recommendationId)}::uuid)`;
  const conditions = [
    `d.served_at >= ${time(Math.max(fromUs, downTo?.servedAtUs ?? fromUs), value)}`,
    `d.served_at < ${time(untilUs, value)}`,
    `d.served_at <= ${time(after.servedAtUs, value)}`,
    `(d.served_at, d.recommendation_id) <= ${pair(after)}`,
  ];
  if (downTo !== null) conditions.push(`(d.served_at, d.recommendation_id) >= ${pair(downTo)}`);
  if (userKey !== undefined) conditions.push(`d.user_key = ${value(userKey)}::uuid`);
  return conditions.join(' AND ');
}

function pageConditions(filter: ImpressionFilter, itemNo: number | null, value: Value): string[] {
  const { model, arm, pinned, explored, source, rowId, position } = filter;
  const conditions = (['origin', 'rung', 'surface', 'region'] as const)
    .filter((name) => filter[name] !== undefined)
    .map((name) => `d.${name} = ${value(filter[name])}`);
  if (model !== undefined) conditions.push(`${value(model)} IN (d.retrieval_version, d.ranker_version)`);
  if (arm !== undefined) {
    conditions.push(`EXISTS (SELECT FROM jsonb_each_text(d.arms) AS a (experiment_key, arm_key)
      WHERE ${value(arm)} IN (a.experiment_key || ':' || a.arm_key, a.arm_key))`);
  }
  if (rowId !== undefined) conditions.push(`${value(rowId)} = ANY (d.row_ids)`);
  if (itemNo !== null) conditions.push(`${value(itemNo)} = ANY (d.item_no)`);
  if (position !== undefined) conditions.push(`${value(position)} = ANY (d.position)`);
  if (source !== undefined) conditions.push(`${value(sourceNo(source))} = ANY (d.source)`);
  if (pinned === true) conditions.push('0 < ANY (d.pin_no)');
  if (explored === true) conditions.push('true = ANY (d.explored)');
  return conditions;
}

function slotConditions(filter: ImpressionFilter, itemNo: number | null, value: Value): string[] {
  const { rowId, position, source, pinned, explored } = filter;
  const conditions: string[] = [];
  if (itemNo !== null) conditions.push(`s.item_no = ${value(itemNo)}`);
  if (rowId !== undefined) conditions.push(`d.row_ids[s.row_index + 1] = ${value(rowId)}`);
  if (position !== undefined) conditions.push(`s.position = ${value(position)}`);
  if (source !== undefined) conditions.push(`s.source = ${value(sourceNo(source))}`);
  if (pinned !== undefined) conditions.push(`s.pin_no > 0 IS ${pinned ? 'TRUE' : 'FALSE'}`);
  if (explored !== undefined) conditions.push(`s.explored IS ${explored ? 'TRUE' : 'FALSE'}`);
  return conditions;
}

const microseconds = (time: string): string => `(extract(epoch FROM ${time}) * 1000000)::bigint`;

/** A time to the microsecond, which a Date has not. */
function time(us: number, value: Value): string {
  const ms = Math.floor(us / 1000);
  const text = new Date(ms).toISOString().replace('Z', `${String(us - ms * 1000).padStart(3, '0')}Z`);
  return `${value(text)}::timestamptz`;
}
