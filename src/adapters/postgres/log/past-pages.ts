import type { Pool } from 'pg';
import type { Decision } from '../../../domain/decision.ts';
import type { ChainPage, Outcome, PastEvent, PastItem, PastPage, PastPages } from '../../../domain/ports/past-pages.ts';
import { NOBODY } from '../../../domain/user-key.ts';
import { DECISION_COLUMNS, decisionOf } from './decision-row.ts';
import * as sql from './past-pages-sql.ts';

/** Pages of the log, one at a time; docs/log-schema.md describes its tables. */
export function createPastPages({ pool }: { pool: Pool }): PastPages {
  return {
    async read(recommendationId) {
      const decision = await decisionById(pool, recommendationId);
      if (decision === null) return null;
      const [names, outcomes, events, ancestors, children] = await Promise.all([
        namesOf(pool, decision),
        outcomesOf(pool, decision),
        eventsOf(pool, decision),
        chainPages(pool, sql.ANCESTORS, decision, decision.parentId),
        chainPages(pool, sql.CHILDREN, decision, decision.recommendationId),
      ]);
      const hasMoreEvents = events.length > MOST_EVENTS;
      return { decision, ...names, outcomes, events: events.slice(0, MOST_EVENTS), hasMoreEvents, ancestors, children };
    },
  };
}

/** What a person does about a page; more is a machine. */
const MOST_EVENTS = 500;

/** Leaves every value as Postgres wrote it, which decision-row.ts reads. */
const RAW = { getTypeParser: () => (value: unknown) => value };

async function decisionById(pool: Pool, id: string): Promise<Decision | null> {
  const ask = async (condition: string, values: unknown[]): Promise<Decision | null> => {
    const text = `SELECT ${DECISION_COLUMNS} FROM decisions WHERE recommendation_id = $1 ${condition}`;
    const { rows } = await pool.query({ text, values: [id, ...values], rowMode: 'array', types: RAW });
    return rows.length === 0 ? null : decisionOf(rows[0]!);
  };
  const madeAtMs = sql.madeAtMsOf(id);
  const found = madeAtMs === null ? null : await ask(sql.BY_TIME, [new Date(madeAtMs)]);
  // An id whose own time is not the time it was served at, as imported ones: all days are asked only then.
  return found ?? ask('LIMIT 1', []);
}

async function namesOf(pool: Pool, { slots }: Decision): Promise<Pick<PastPage, 'items' | 'pinIds'>> {
  const itemNos = [...new Set([...slots.itemNo, ...slots.displacedItemNo])].filter((no) => no > 0);
  const pinNos = [...new Set(slots.pinNo)].filter((no) => no > 0);
  const [items, pins] = await Promise.all([
    pool.query(sql.ITEMS, [itemNos]),
    pinNos.length === 0
      ? { rows: [] }
      : pool.query('SELECT pin_no, pin_id FROM pins WHERE pin_no = ANY ($1)', [pinNos]),
  ]);
  return {
    items: new Map<number, PastItem>(items.rows.map((row) => [row.item_no, { itemId: row.item_id, title: row.title }])),
    pinIds: new Map(pins.rows.map((row): [number, string] => [row.pin_no, row.pin_id])),
  };
}

async function outcomesOf(pool: Pool, decision: Decision): Promise<Map<string, Outcome>> {
  const { rows } = await pool.query(sql.OUTCOMES, [decision.recommendationId, new Date(decision.servedAtMs)]);
  return new Map(
    rows.map((row): [string, Outcome] => [
      row.impression_id,
      {
        viewedAt: timeOf(row.viewed_at),
        clickedAt: timeOf(row.clicked_at),
        playedAt: timeOf(row.played_at),
        portion: row.portion,
        completed: row.completed,
        hidden: row.hidden,
        attribution: row.attribution,
      },
    ]),
  );
}

async function eventsOf(pool: Pool, decision: Decision): Promise<PastEvent[]> {
  const { recommendationId, servedAtMs, userKey, slots } = decision;
  if (userKey === NOBODY) return [];
  const values = [recommendationId, new Date(servedAtMs), userKey, [...new Set(slots.itemNo)], MOST_EVENTS + 1];
  const { rows } = await pool.query(sql.EVENTS, values);
  return rows.map((row) => ({
    eventId: row.event_id,
    type: row.type,
    itemId: row.item_id,
    occurredAt: row.occurred_at.toISOString(),
    receivedAt: row.received_at.toISOString(),
    impressionIds: row.impression_ids,
    portion: row.portion,
    value: row.value,
    trigger: row.trigger,
  }));
}

async function chainPages(pool: Pool, text: string, decision: Decision, id: string | null): Promise<ChainPage[]> {
  if (id === null) return [];
  const { rows } = await pool.query(text, [id, new Date(decision.servedAtMs)]);
  return rows.map((row) => ({
    recommendationId: row.recommendation_id,
    servedAt: row.served_at.toISOString(),
    route: row.route,
    rowIds: row.row_ids,
    impressions: row.impressions,
  }));
}

const timeOf = (at: Date | null): string | null => at?.toISOString() ?? null;
