import type { Pool } from 'pg';
import type { PeopleStore } from '../../domain/ports/people-store.ts';

/** One table row a person; the newest name wins. */
export function createPeopleStore({ pool }: { pool: Pool }): PeopleStore {
  return {
    async note({ personId, name }, nowMs) {
      await pool.query(
        `INSERT INTO people (person_id, name, named_at) VALUES ($1, $2, $3)
         ON CONFLICT (person_id) DO UPDATE SET name = excluded.name, named_at = excluded.named_at
         WHERE people.name <> excluded.name AND people.named_at <= excluded.named_at`,
        [personId, name, new Date(nowMs)],
      );
    },
  };
}
