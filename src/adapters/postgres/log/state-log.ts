import type { Pool, PoolClient } from 'pg';
import type { DeadLetter } from '../../../domain/dead-letter.ts';
import type { LoggedUser, StateLog } from '../../../domain/ports/state-log.ts';
import type { UserAttributes } from '../../../domain/user-attributes.ts';
import type { UserChange } from '../../../domain/user-change.ts';
import { type BinaryRow, copyRows } from '../binary-reader.ts';
import { ACTION_COLUMNS, loggedUsers, readAction, type StateRow } from './logged-users.ts';

/** The log in Postgres, as user states are made anew from it. Retention waits while it is read. */
export function createStateLog({ pool }: { pool: Pool }): StateLog {
  return {
    users: (userKeys) => readUsers(pool, userKeys),
    async erasures(userKeys) {
      const { rows } = await pool.query(
        `SELECT user_key_text(user_key) AS "userKey", (extract(epoch FROM erased_at) * 1000)::float8 AS "erasedAtMs"
         FROM erasures WHERE $1::uuid[] IS NULL OR user_key = ANY ($1) ORDER BY user_key`,
        [userKeys ?? null],
      );
      return rows;
    },
    deadLetters: (userKeys) => readDeadLetters(pool, userKeys),
    async countEvents() {
      const { rows } = await pool.query('SELECT count(*) AS events FROM events');
      return rows[0].events;
    },
    async ancestry(userKey) {
      const { rows } = await pool.query(ANCESTRY, [userKey]);
      return rows.map((row) => row.user_key);
    },
  };
}

/** Shared by who needs all days to stay while reading them, exclusive for who drops one. A transaction's. */
export const RETENTION_LOCK = "hashtextextended(current_schema() || '.retention', 0)";

/** Enough that looking pages up is one trip for many; little enough that most of it is young when it becomes garbage. */
const ROWS_A_BATCH = 8_000;
const LETTERS_A_BATCH = 500;

async function* readUsers(pool: Pool, userKeys?: readonly string[]): AsyncGenerator<readonly LoggedUser[]> {
  const beside = await pool.connect();
  let main: PoolClient | undefined;
  let isDone = false;
  try {
    // Before the snapshot of the other is taken: a day must not go between its checkpoint and its events being read.
    await beside.query(`BEGIN READ ONLY; ${PATIENTLY}; SELECT pg_advisory_xact_lock_shared(${RETENTION_LOCK})`);
    // A page by its id, whatever a table that was never analysed looks like.
    await beside.query(
      'SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off; SET LOCAL enable_seqscan = off',
    );
    main = await pool.connect();
    await main.query(`BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; ${PATIENTLY}; SET LOCAL work_mem = '128MB'`);
    const erased = await main.query('SELECT user_key_text(user_key) AS key, erased_at FROM erasures');
    const erasedAtMs = new Map<string, number>(erased.rows.map((row) => [row.key, row.erased_at.getTime()]));
    let waiting: StateRow[] = [];
    // The pages of a batch are looked up beside the reading of the next.
    let lookingUp: Promise<readonly LoggedUser[]> | null = null;
    for await (const rows of copyRows(main, statesQuery(userKeys), readStateRow)) {
      for (const row of rows) waiting.push(row);
      if (waiting.length < ROWS_A_BATCH) continue;
      const users: readonly LoggedUser[] | null = await lookingUp;
      lookingUp = loggedUsers(beside, waiting, erasedAtMs);
      lookingUp.catch(() => {});
      waiting = [];
      if (users !== null) yield users;
    }
    if (lookingUp !== null) yield await lookingUp;
    if (waiting.length > 0) yield await loggedUsers(beside, waiting, erasedAtMs);
    isDone = true;
  } finally {
    await close(beside, isDone);
    if (main !== undefined) await close(main, isDone);
  }
}

const PATIENTLY = 'SET LOCAL statement_timeout = 0';

/** What was broken off may be in the midst of a COPY: nobody can use that connection again. */
async function close(client: PoolClient, isDone: boolean): Promise<void> {
  let failure = isDone ? undefined : new Error('reading the log was broken off');
  if (isDone) {
    await client.query('ROLLBACK').catch((error: Error) => {
      failure = error;
    });
  }
  client.release(failure);
}

const CHECKPOINT = 0;
const CHANGE = 1;

function statesQuery(userKeys?: readonly string[]): string {
  const keys = userKeys?.map((key) => `'${checkedKey(key)}'::uuid`).join(', ');
  const only = keys === undefined ? '' : `WHERE user_key IN (${keys || 'NULL'})`;
  return `SELECT * FROM (
    SELECT user_key, ${CHECKPOINT} AS kind, state AS body, ${nulls('text', 'text', 'timestamptz')}, 0,
      ${nulls('float8', 'float8', 'text', 'text[]', 'timestamptz')}
    FROM user_checkpoints
    UNION ALL
    SELECT coalesce(from_user_key, user_key), ${CHANGE}, convert_to(jsonb_build_object('userKey', user_key_text(user_key),
      'origin', origin, 'attributes', attributes)::text, 'UTF8'), change_id, kind, changed_at, 0,
      ${nulls('float8', 'float8', 'text', 'text[]', 'timestamptz')}
    FROM user_changes
    UNION ALL
    SELECT user_key, 2, NULL, ${ACTION_COLUMNS} FROM events
  ) AS said ${only} ORDER BY user_key`;
}

const nulls = (...types: readonly string[]): string => types.map((type) => `NULL::${type}`).join(', ');

function checkedKey(userKey: string): string {
  if (!/^[0-9a-f]{32}$/.test(userKey)) throw new TypeError('A user key has 32 hex characters.');
  return userKey;
}

function readStateRow(row: BinaryRow): StateRow {
  const userKey = row.uuid();
  const kind = row.int32();
  const body = row.bytes();
  if (kind === CHECKPOINT) return { userKey, checkpoint: body! };
  if (kind === CHANGE) return { userKey, change: readChange(userKey, body!, row) };
  return { userKey, action: readAction(row) };
}

function readChange(changedUser: string, body: Uint8Array, row: BinaryRow): UserChange {
  const { userKey, origin, attributes } = JSON.parse(Buffer.from(body).toString());
  const [changeId, kind, changedAtMs] = [row.text()!, row.text(), row.timestamp()];
  if (kind === 'merge') return { kind, changeId, userKey, fromUserKey: changedUser, changedAtMs, origin };
  return { kind: 'attributes', changeId, userKey, changedAtMs, origin, attributes: attributes as UserAttributes };
}

type Letter = Pick<DeadLetter, 'kind' | 'payload'>;

/** Those that passed every check of ours: conflicting events, and what Postgres refused, not we. */
async function* readDeadLetters(pool: Pool, userKeys?: readonly string[]): AsyncGenerator<readonly Letter[]> {
  for (let after = 0; ; ) {
    const { rows } = await pool.query(
      `SELECT dead_letter_no, kind, payload FROM dead_letters
       WHERE dead_letter_no > $1 AND user_key IS NOT NULL AND ($2::uuid[] IS NULL OR user_key = ANY ($2))
         AND (kind = 'conflicting-event' OR (kind IN ('event', 'user-change') AND sqlstate IS NOT NULL))
       ORDER BY dead_letter_no LIMIT ${LETTERS_A_BATCH}`,
      [after, userKeys ?? null],
    );
    if (rows.length > 0) yield rows;
    if (rows.length < LETTERS_A_BATCH) return;
    after = rows.at(-1).dead_letter_no;
  }
}

const ANCESTRY = `
WITH RECURSIVE ancestry AS (
  SELECT $1::uuid AS user_key
  UNION
  SELECT c.from_user_key FROM ancestry a JOIN user_changes c ON c.user_key = a.user_key AND c.kind = 'merge'
)
SELECT user_key_text(user_key) AS user_key FROM ancestry ORDER BY user_key`;
