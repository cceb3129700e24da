/** What can never be stored as it is: SQLSTATE classes 22 (data exception) and 23 (integrity). All else is worth another try. */
export function isPoison(error: unknown): error is Error & { readonly code: string } {
  const { code } = error as { code?: unknown };
  return error instanceof Error && typeof code === 'string' && /^2[23][0-9A-Z]{3}$/.test(code);
}

/** Runs what encodes values for Postgres: one that it has no form for fails as Postgres's own refusal of a value does. */
export function encoding<T>(encode: () => T): T {
  try {
    return encode();
  } catch (error) {
    throw Object.assign(new Error(`A value cannot be encoded: ${(error as Error).message}`), { code: DATA_EXCEPTION });
  }
}

/** Postgres's sentence for a dead letter. What it quotes is a user's value unless it is a name of ours. */
export function reasonOf(error: Error): string {
  const { schema, table, column, constraint, dataType } = error as Error & Partial<Record<string, string>>;
  const names = [schema, table, column, constraint, dataType];
  return error.message.replace(/"[^"]*"/g, (quoted) =>
    names.includes(quoted.slice(1, -1)) || LOG_TABLES.test(quoted) ? quoted : '"…"',
  );
}

const DATA_EXCEPTION = '22000';
const LOG_TABLES = /^"(events|decisions|user_changes)(_\d{8}|_history)?"$/;
