import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import type { Pool } from 'pg';

/** Where words still stand: nothing is told of what the tables, keys or files are for, so that new ones are searched as well. */
export interface Traces {
  /** Names of tables (partitions, too) with a row that holds one of the words; `except` are not searched. */
  inPostgres(pool: Pool, except?: readonly string[]): Promise<readonly string[]>;
  /** Keys whose name or value holds one. */
  inRedis(url: string): Promise<readonly string[]>;
  /** Paths of files that hold one, in their name or content. */
  inFiles(directory: string): readonly string[];
}

/** Words are looked for as text, as hex of their UTF-8 (how Postgres shows bytes), and 32 hex characters also as a UUID and as 16 bytes. */
export function tracesOf(words: readonly string[]): Traces {
  const forms = words.flatMap((word) => {
    const ascii = Buffer.from(word).toString('hex');
    if (!/^[0-9a-f]{32}$/.test(word)) return [word, ascii];
    return [word, ascii, word.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')];
  });
  const pieces = words.flatMap((word) => {
    const text = Buffer.from(word);
    return /^[0-9a-f]{32}$/.test(word) ? [text, Buffer.from(word, 'hex')] : [text];
  });
  const holds = (bytes: Buffer): boolean =>
    pieces.some((piece) => bytes.includes(piece)) || forms.some((form) => bytes.includes(form));

  return {
    async inPostgres(pool, except = []) {
      const tables = await pool.query(
        `SELECT c.relname FROM pg_class c
         WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'm') AND c.relname <> ALL ($1)`,
        [except],
      );
      const found: string[] = [];
      for (const { relname } of tables.rows) {
        const { rows } = await pool.query(
          `SELECT 1 FROM "${relname}" AS t WHERE EXISTS (SELECT FROM unnest($1::text[]) AS form WHERE strpos(t::text, form) > 0) LIMIT 1`,
          [forms],
        );
        if (rows.length > 0) found.push(relname);
      }
      return found;
    },
    async inRedis(url) {
      const redis = new Redis(url);
      try {
        const found: string[] = [];
        for await (const keys of redis.scanStream({ count: 1000 })) {
          for (const key of keys as string[]) {
            const value = (await redis.getBuffer(key)) ?? Buffer.alloc(0);
            if (holds(Buffer.from(key)) || holds(value)) found.push(key);
          }
        }
        return found;
      } finally {
        redis.disconnect();
      }
    },
    inFiles(directory) {
      const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
      return files
        .map((entry) => join(entry.parentPath, entry.name))
        .filter((path) => holds(Buffer.from(path)) || holds(readFileSync(path)));
    },
  };
}
