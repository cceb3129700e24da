import type { Client } from 'pg';
import type { Logger } from '../../domain/ports/logger.ts';
import { serviceRole, tenantSchema } from './tenant-schema.ts';

/**
 * Makes the role that the service runs as, if it is missing, and gives it exactly the rights of serviceRightsOn(): also on tables that
 * came since, and again after a dump was restored where the role was not. On the owner's connection, after the migrations. An owner who
 * may not make roles is told what to ask for; nothing fails.
 */
export async function grantServiceRights(client: Client, tenant: string, logger: Logger): Promise<void> {
  const role = serviceRole(tenant);
  if (!(await makeRole(client, role, logger))) return;
  await client.query('BEGIN');
  try {
    await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`${role}.rights`]);
    const { rows } = await client.query<{ sql: string }>(MISSING, [tenantSchema(tenant), role, RIGHTS_BY_TABLE]);
    for (const { sql } of rows) await client.query(sql);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

/** What is no more than added to (S, I), or never changed by the service (S). */
const SPECIAL_RIGHTS: Readonly<Record<string, readonly string[]>> = {
  audit_log: ['SELECT', 'INSERT'],
  decisions: ['SELECT', 'INSERT'],
  events: ['SELECT', 'INSERT'],
  user_changes: ['SELECT', 'INSERT'],
  feature_samples: ['SELECT', 'INSERT'],
  suggestion_labels: ['SELECT', 'INSERT'],
  // Tombstones and receipts stay.
  erasures: ['SELECT', 'INSERT', 'UPDATE'],
  erasure_receipts: ['SELECT', 'INSERT', 'UPDATE'],
  dead_letters: ['SELECT', 'INSERT', 'UPDATE'],
  migrations: ['SELECT'],
  installation: ['SELECT'],
};
const ORDINARY_RIGHTS: readonly string[] = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'];

/** By name of a table that is no partition: those are reached through their table alone, and nobody but the owner has rights on them. */
export const serviceRightsOn = (table: string): readonly string[] => SPECIAL_RIGHTS[table] ?? ORDINARY_RIGHTS;

const RIGHTS_BY_TABLE = JSON.stringify({ ...SPECIAL_RIGHTS, '': ORDINARY_RIGHTS });

/** The statements that bring the rights from what they are to what they should be; mostly none. $1 schema, $2 role, $3 rights by table. */
const MISSING = `
WITH role AS (SELECT oid, rolname FROM pg_roles WHERE rolname = $2::text
), relations AS (
  SELECT c.oid, c.relname, c.relkind,
    CASE WHEN c.relispartition THEN '{}'
      WHEN c.relkind = 'S' THEN '{USAGE}'
      WHEN c.relkind IN ('v', 'm') THEN '{SELECT}'
      ELSE ARRAY(SELECT jsonb_array_elements_text(coalesce($3::jsonb -> c.relname, $3::jsonb -> '')) AS a ORDER BY a) END AS wanted,
    ARRAY(SELECT a.privilege_type FROM aclexplode(c.relacl) a, role r WHERE a.grantee = r.oid ORDER BY 1) AS given
  FROM pg_class c
  WHERE c.relnamespace = to_regnamespace(quote_ident($1::text)) AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
)
SELECT format('GRANT USAGE ON SCHEMA %I TO %I', $1::text, r.rolname) AS sql
FROM role r WHERE NOT has_schema_privilege(r.oid, $1::text, 'USAGE')
UNION ALL
SELECT format('REVOKE ALL ON %s %I.%I FROM %I', CASE relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, $1::text, relname, $2::text)
FROM relations WHERE NOT given <@ wanted
UNION ALL
SELECT format('GRANT %s ON %s %I.%I TO %I', array_to_string(wanted, ', '), CASE relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, $1::text, relname, $2::text)
FROM relations WHERE given <> wanted AND cardinality(wanted) > 0
UNION ALL
SELECT format('GRANT EXECUTE ON FUNCTION %s TO %I', p.oid::regprocedure, r.rolname)
FROM pg_proc p, role r
WHERE p.pronamespace = to_regnamespace(quote_ident($1::text)) AND p.prokind = 'f' AND NOT has_function_privilege(r.oid, p.oid, 'EXECUTE')`;

/** false: it is not there, or whoever migrates may not take it; the log says what to do. */
async function makeRole(client: Client, role: string, logger: Logger): Promise<boolean> {
  const sql = await client.query(
    "SELECT format('CREATE ROLE %I NOLOGIN', $1::text) AS made, format('GRANT %I TO CURRENT_USER', $1::text) AS taken",
    [role],
  );
  const { made, taken } = sql.rows[0] as { made: string; taken: string };
  const isThere = async () => (await client.query('SELECT FROM pg_roles WHERE rolname = $1', [role])).rowCount === 1;
  if (!(await isThere()) && !(await tried(client, made)) && !(await isThere())) {
    logger.warn(
      { role },
      'The role that the service runs as cannot be made by this login: have an administrator make it and run migrate again, see "Rights in the database" in docs/operations.md.',
    );
    return false;
  }
  const { rows } = await client.query(`SELECT pg_has_role(session_user, $1, ${CAN_SET}) AS taken`, [role]);
  if (!rows[0].taken) await tried(client, taken);
  return true;
}

/** Before Postgres 16 every member may take a role. */
const CAN_SET = "CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END";

/** false when it is not allowed, or another one does it at this very moment. */
async function tried(client: Client, sql: string): Promise<boolean> {
  try {
    await client.query(sql);
    return true;
  } catch (error) {
    const { code } = error as { code?: string };
    if (code !== undefined && ['42501', '42710', '23505', 'XX000'].includes(code)) return false;
    throw error;
  }
}
