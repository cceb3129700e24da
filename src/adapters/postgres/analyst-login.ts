import { Client } from 'pg';
import { analystRole, tenantSchema } from './tenant-schema.ts';

/**
 * Lets analysts log in with the given password, and returns the connection string they use: the same server and database, the
 * analyst role, the tenant's views on the search path, reading only. Connects as a role that may alter roles.
 */
export async function openAnalystLogin(options: {
  readonly connectionString: string;
  readonly tenant: string;
  readonly password: string;
}): Promise<string> {
  const role = analystRole(options.tenant);
  const client = new Client({ connectionString: options.connectionString });
  await client.connect();
  try {
    // A password cannot be a parameter of ALTER ROLE; the server itself quotes it.
    const { rows } = await client.query(`SELECT format('ALTER ROLE %I LOGIN PASSWORD %L', $1::text, $2::text) AS sql`, [
      role,
      options.password,
    ]);
    await againIfOvertaken(() => client.query(rows[0].sql));
  } finally {
    await client.end();
  }
  const url = new URL(options.connectionString);
  url.username = role;
  url.password = options.password;
  url.searchParams.set('options', `-c search_path=${tenantSchema(options.tenant)} -c default_transaction_read_only=on`);
  // psql and its kin read a + as a plus.
  url.search = url.search.replaceAll('+', '%20');
  return url.href;
}

const MOST_TRIES = 20;

/** Roles are the whole server's, which no lock of a database guards: of two that change one at once the later is refused, and asks again. */
async function againIfOvertaken(change: () => Promise<unknown>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await change();
      return;
    } catch (error) {
      // It has no code of its own.
      if (tries >= MOST_TRIES || !String(error).includes('tuple concurrently updated')) throw error;
    }
  }
}
