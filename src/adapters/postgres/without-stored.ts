import type { PoolClient } from 'pg';
import type { Decision } from '../../domain/decision.ts';

/**
 * Leaves out the imported decisions that the log has already, and repeated ones: a file may be imported again, and its ids and
 * times are the same then. A page of our own has a new id and is not looked for. Within the client's transaction; imports that
 * ship at the same time take turns.
 */
export async function withoutStored(client: PoolClient, decisions: readonly Decision[]): Promise<readonly Decision[]> {
  const imported = decisions.filter(({ origin }) => origin === 'import');
  if (imported.length === 0) return decisions;
  await client.query(`SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || '.imported_decisions', 0))`);
  const { rows } = await client.query(
    `SELECT DISTINCT d.recommendation_id AS id
     FROM unnest($1::uuid[], $2::timestamptz[]) AS w (id, served_at)
     JOIN decisions d ON d.recommendation_id = w.id AND d.served_at = w.served_at`,
    [imported.map(({ recommendationId }) => recommendationId), imported.map(({ servedAtMs }) => new Date(servedAtMs))],
  );
  const taken = new Set<string>(rows.map(({ id }) => id));
  return decisions.filter(({ origin, recommendationId }) => {
    if (origin !== 'import') return true;
    if (taken.has(recommendationId)) return false;
    taken.add(recommendationId);
    return true;
  });
}
