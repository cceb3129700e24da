import type { ClientBase, Pool } from 'pg';
import { MarqueeError } from '../../domain/errors.ts';
import type { Logger } from '../../domain/ports/logger.ts';
import { serviceRole } from './tenant-schema.ts';

/**
 * Gives up the rights of the login for those of the tenant's service role, for as long as the connection lives. A login that may not take
 * the role, or a server without it, stays as it is: warnOfRights() tells.
 */
export async function takeServiceRole(client: ClientBase, tenant: string): Promise<void> {
  await client.query(TAKE, [serviceRole(tenant)]);
}

/** Before Postgres 16 every member may take a role. One that logs in as the role itself has nothing to take. */
const TAKE = `
SELECT set_config('role', r.rolname, false) FROM pg_roles r
WHERE r.rolname = $1 AND session_user <> r.rolname
  AND pg_has_role(session_user, r.oid, CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END)`;

/** Says so, once, when the pool's connections could change the audit or the log. Nothing when Postgres is away. */
export async function warnOfRights(pool: Pool, tenant: string, logger: Logger): Promise<void> {
  try {
    const tables = await tablesToChange(pool);
    if (tables.length === 0) return;
    const { rows } = await pool.query('SELECT current_user AS login');
    logger.warn(
      { login: rows[0].login, role: serviceRole(tenant), tables },
      'The service could change the audit and the log: its database login did not take the role that cannot. See "Rights in the database" in docs/operations.md.',
    );
  } catch (error) {
    if (!(error instanceof MarqueeError && error.code === 'unavailable')) throw error;
  }
}

/** Of audit and log, those that the pool's connections could change: none, as it should be. */
export async function tablesToChange(pool: Pool): Promise<readonly string[]> {
  const { rows } = await pool.query(RIGHTS);
  return rows.map((row) => row.relname);
}

/** Of ownership alone a table can be altered and dropped. */
const RIGHTS = `
SELECT c.relname FROM pg_class c
WHERE c.relnamespace = current_schema()::regnamespace AND c.relname IN ('audit_log', 'decisions', 'events')
  AND (has_table_privilege(c.oid, 'UPDATE, DELETE, TRUNCATE') OR pg_has_role(current_user, c.relowner, 'USAGE'))
ORDER BY c.relname`;
