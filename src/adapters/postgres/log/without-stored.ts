import type { PoolClient } from 'pg';
import type { Decision } from '../../../domain/decision.ts';

/**
 * Leaves out the decisions that the log has already, and repeated ones, of those that may come again: `isRepeatable`, or imported
 * ones, as a file may be imported again, and its ids and times are the same then. A page of our own has a new id and is not looked
 * for. Within the client's transaction; writers who look take turns.
 */
export async function withoutStored(
  client: PoolClient,
  decisions: readonly Decision[],
  isRepeatable: (decision: Decision) => boolean = isImported,
): Promise<readonly Decision[]> {
  const repeatable = decisions.filter(isRepeatable);
  if (repeatable.length === 0) return decisions;
  await client.query(`SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || '.imported_decisions', 0))`);
  const { rows } = await client.query(
    `SELECT DISTINCT d.recommendation_id AS id
     FROM unnest($1::uuid[], $2::timestamptz[]) AS w (id, served_at)
     JOIN decisions d ON d.recommendation_id = w.id AND d.served_at = w.served_at`,
    [
      repeatable.map(({ recommendationId }) => recommendationId),
      repeatable.map(({ servedAtMs }) => new Date(servedAtMs)),
    ],
  );
  const taken = new Set<string>(rows.map(({ id }) => id));
  return decisions.filter((decision) => {
    if (!isRepeatable(decision)) return true;
    const { recommendationId } = decision;
    if (taken.has(recommendationId)) return false;
    taken.add(recommendationId);
    return true;
  });
}

const isImported = ({ origin }: Decision): boolean => origin === 'import';
