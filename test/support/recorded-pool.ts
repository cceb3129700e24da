import type { Pool } from 'pg';

export interface RecordedStatement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** A pool that does as `pool` does and notes in `statements` what was asked of it, but for BEGIN and the like. */
export function recordedPool(pool: Pool): { readonly pool: Pool; readonly statements: RecordedStatement[] } {
  const statements: RecordedStatement[] = [];
  // biome-ignore lint/suspicious/noExplicitAny: query has a dozen overloads.
  const noting = (of: { query: any }) => (asked: string | RecordedStatement, values?: readonly unknown[]) => {
    const statement = typeof asked === 'string' ? { text: asked, values: values ?? [] } : asked;
    if (/^\s*(SELECT|WITH)\b/.test(statement.text)) statements.push(statement);
    return of.query(asked, values);
  };
  const recorded = {
    query: noting(pool),
    async connect() {
      const client = await pool.connect();
      return { query: noting(client), release: client.release.bind(client) };
    },
  };
  return { pool: recorded as unknown as Pool, statements };
}
