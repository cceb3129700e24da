import type { Pool, PoolClient } from 'pg';
import type { Change } from '../../domain/ports/audit-log.ts';
import {
  alreadyJudged,
  OFFERED_MS,
  type Standing,
  SUGGESTION_REJECT,
  SUGGESTION_REOPEN,
  type SuggestionStore,
  suggestionObject,
} from '../../domain/ports/suggestion-store.ts';
import { cannotUndo } from '../../domain/require-undoable.ts';
import { type Suggestion, VERDICT_MS, type Verdict } from '../../domain/suggestion.ts';
import { insertAudit } from './audit-log.ts';
import { storableJson } from './binary-writer.ts';
import { inTransaction } from './pool.ts';

export function createSuggestionStore({ pool }: { pool: Pool }): SuggestionStore {
  return {
    async offer(suggestions, atMs) {
      if (suggestions.length === 0) return;
      const sorted = suggestions.toSorted((a, b) => (a.suggestionId < b.suggestionId ? -1 : 1));
      // In one order, so that two who offer the same at once do not wait for each other in a circle.
      await pool.query(
        `INSERT INTO suggestions (suggestion_id, content, offered_at)
         SELECT id, content, $3 FROM unnest($1::text[], $2::jsonb[]) AS t (id, content) ORDER BY id
         ON CONFLICT (suggestion_id) DO UPDATE SET content = excluded.content, offered_at = excluded.offered_at`,
        [sorted.map(({ suggestionId }) => suggestionId), sorted.map(storableJson), new Date(atMs)],
      );
      await pool.query(
        `DELETE FROM suggestions WHERE suggestion_id IN
           (SELECT suggestion_id FROM suggestions WHERE offered_at < $1 FOR UPDATE SKIP LOCKED)`,
        [new Date(atMs - OFFERED_MS)],
      );
    },
    async get(suggestionId) {
      const { rows } = await pool.query('SELECT content FROM suggestions WHERE suggestion_id = $1', [suggestionId]);
      return rows[0]?.content ?? null;
    },
    standing: (subject, nowMs) => standing(pool, subject, nowMs),
    async judgedSince(sinceMs) {
      const { rows } = await pool.query<{ subject: string }>(
        `SELECT subject FROM (
           SELECT DISTINCT ON (subject) subject, verdict FROM suggestion_labels WHERE at > $1 ORDER BY subject, label_no DESC
         ) AS latest WHERE verdict <> 'reopened'`,
        [new Date(sinceMs)],
      );
      return new Set(rows.map(({ subject }) => subject));
    },
    judge: (suggestion, verdict, change) =>
      inTransaction(pool, async (client) => {
        await takeTurn(client, suggestion.subject);
        if ((await standing(client, suggestion.subject, change.atMs)) !== null) throw alreadyJudged(change);
        await addLabel(client, suggestion, verdict, change);
        if (verdict === 'rejected') await audit(client, SUGGESTION_REJECT, suggestion, change);
      }),
    reopen: (suggestionId, change) =>
      inTransaction(pool, async (client) => {
        const { rows } = await client.query(
          'SELECT content FROM suggestion_labels WHERE suggestion_id = $1 ORDER BY label_no DESC LIMIT 1',
          [suggestionId],
        );
        const suggestion: Suggestion | undefined = rows[0]?.content;
        if (suggestion === undefined) throw notRejected(suggestionId);
        await takeTurn(client, suggestion.subject);
        const verdict = (await standing(client, suggestion.subject, change.atMs))?.verdict;
        if (verdict !== 'rejected') throw notRejected(suggestionId);
        await audit(client, SUGGESTION_REOPEN, suggestion, change);
        await addLabel(client, suggestion, 'reopened', change);
      }),
  };
}

/** Who judges the same waits until this transaction ends. */
async function takeTurn(client: PoolClient, subject: string): Promise<void> {
  await client.query(`SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || '.suggestion.' || $1, 0))`, [
    subject,
  ]);
}

async function standing(client: Pool | PoolClient, subject: string, nowMs: number): Promise<Standing | null> {
  const { rows } = await client.query(
    `SELECT suggestion_id AS "suggestionId", verdict FROM suggestion_labels WHERE subject = $1 AND at > $2
     ORDER BY label_no DESC LIMIT 1`,
    [subject, new Date(nowMs - VERDICT_MS)],
  );
  return rows[0] && rows[0].verdict !== 'reopened' ? rows[0] : null;
}

async function addLabel(client: PoolClient, of: Suggestion, verdict: Verdict, change: Change): Promise<void> {
  const { atMs, actor, reason } = change;
  await client.query(
    `INSERT INTO suggestion_labels (at, actor, suggestion_id, subject, kind, verdict, reason, model_version, content)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [new Date(atMs), actor, of.suggestionId, of.subject, of.kind, verdict, reason, of.modelVersion, storableJson(of)],
  );
}

function audit(client: PoolClient, action: string, suggestion: Suggestion, change: Change): Promise<void> {
  const object = suggestionObject(suggestion.suggestionId);
  const isNo = action === SUGGESTION_REJECT;
  return insertAudit(client, {
    ...change,
    action,
    object,
    before: isNo ? null : suggestion,
    after: isNo ? suggestion : null,
  });
}

const notRejected = (suggestionId: string) =>
  cannotUndo(`The suggestion ${suggestionId} is not rejected any more: there is nothing to take back.`);
