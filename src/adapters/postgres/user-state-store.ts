import type { Pool } from 'pg';
import type { StateWrite, UserStateStore, VersionedState } from '../../domain/ports/user-state-store.ts';
import { arrayParameter, PG_TYPE } from './binary-writer.ts';

/** User states in the table `user_states`, where there is no Redis. The pool stays its maker's to close. */
export function createPostgresUserStateStore({ pool }: { pool: Pool }): UserStateStore {
  async function readMany(userKeys: readonly string[]): Promise<(VersionedState | null)[]> {
    const { rows } = await pool.query<StateRow>({ name: 'read-states', text: READ, values: [userKeys] });
    if (userKeys.length === 1) return [rows[0] ? stateOf(rows[0]) : null];
    const byKey = new Map(rows.map((row) => [row.user_key.replaceAll('-', ''), stateOf(row)]));
    return userKeys.map((userKey) => byKey.get(userKey) ?? null);
  }

  return {
    async read(userKey) {
      return (await readMany([userKey]))[0]!;
    },
    async readMany(userKeys) {
      return userKeys.length === 0 ? [] : readMany(userKeys);
    },
    async compareAndSetMany(writes) {
      const results = new Array<boolean>(writes.length).fill(false);
      for (const round of rounds(writes)) {
        const written = await writeOnce(pool, round);
        for (const { index, write } of round) results[index] = written.has(write.userKey);
      }
      return results;
    },
    async ping() {
      await pool.query('SELECT 1');
    },
    async close() {},
  };
}

interface StateRow {
  readonly user_key: string;
  readonly version: number;
  readonly bytes: Buffer;
}

interface IndexedWrite {
  readonly index: number;
  readonly write: StateWrite;
}

const stateOf = (row: StateRow): VersionedState => ({ bytes: row.bytes, version: row.version });

/** One statement can write a user once: a second write of the same user goes into a second round. Each round by key. */
function rounds(writes: readonly StateWrite[]): IndexedWrite[][] {
  const all: IndexedWrite[][] = [];
  const seen = new Map<string, number>();
  for (const [index, write] of writes.entries()) {
    const round = seen.get(write.userKey) ?? 0;
    seen.set(write.userKey, round + 1);
    all[round] ??= [];
    all[round].push({ index, write });
  }
  for (const round of all) round.sort((a, b) => (a.write.userKey < b.write.userKey ? -1 : 1));
  return all;
}

/** User keys whose state was written. */
async function writeOnce(pool: Pool, round: readonly IndexedWrite[]): Promise<Set<string>> {
  const count = round.length;
  const values = [
    arrayParameter(PG_TYPE.uuid, count, (writer, index) => writer.uuid(round[index]!.write.userKey)),
    arrayParameter(PG_TYPE.int4, count, (writer, index) => writer.int32(round[index]!.write.expectedVersion)),
    arrayParameter(PG_TYPE.bytea, count, (writer, index) => writer.bytea(round[index]!.write.bytes)),
  ];
  for (let attempt = 0; ; attempt++) {
    try {
      const { rows } = await pool.query({ name: 'write-states', text: WRITE, values });
      return new Set(rows.map((row) => row.user_key.replaceAll('-', '')));
    } catch (error) {
      // Two replicas wrote the same users in two orders; Postgres let the other one through.
      if ((error as { code?: string }).code !== DEADLOCK || attempt === MAX_RETRIES) throw error;
    }
  }
}

const DEADLOCK = '40P01';
const MAX_RETRIES = 5;
const READ = 'SELECT user_key, version, bytes FROM user_states WHERE user_key = ANY ($1::uuid[])';
const WRITE = `
WITH writes AS (
  SELECT * FROM unnest($1::uuid[], $2::int4[], $3::bytea[]) AS t (user_key, expected, bytes)
), inserted AS (
  INSERT INTO user_states (user_key, version, bytes)
  SELECT user_key, 1, bytes FROM writes WHERE expected = 0
  ON CONFLICT (user_key) DO NOTHING RETURNING user_key
), updated AS (
  UPDATE user_states AS kept SET version = kept.version + 1, bytes = writes.bytes
  FROM writes WHERE kept.user_key = writes.user_key AND kept.version = writes.expected RETURNING kept.user_key
)
SELECT user_key FROM inserted UNION ALL SELECT user_key FROM updated`;
