import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Client } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';

/** What one plain client needs for the rows that were stored last: the floor under the event path. */
export interface PlainLoader {
  /** Seconds of one binary COPY of the newest `count` rows of a log table, into a table with the same columns and indexes. */
  copy(table: 'decisions' | 'events', count: number): Promise<number>;
  /** Seconds of one INSERT each, acknowledged one by one, of the newest `count` events, into another such table. */
  insertEvents(count: number): Promise<number>;
  close(): Promise<void>;
}

/** Makes the tables beside the log's, without partitions, and they grow as the log does. */
export async function openPlainLoader(connectionString: string, tenant: string): Promise<PlainLoader> {
  const client = new Client({ connectionString, options: `-c search_path=${tenant}` });
  await client.connect();
  for (const table of ['decisions', 'events']) {
    await client.query(`CREATE TABLE plain_${table} (LIKE ${table} INCLUDING ALL)`);
  }
  await client.query('CREATE TABLE inserted_events (LIKE events INCLUDING ALL)');
  const columnsOf = async (table: string): Promise<string> => {
    const { rows } = await client.query(
      `SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) AS columns FROM pg_attribute
       WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped`,
      [table],
    );
    return rows[0].columns;
  };
  const newest = (table: string, columns: string, count: number): string =>
    `SELECT ${columns} FROM ${table} ORDER BY stored_in DESC, ctid DESC LIMIT ${count}`;

  return {
    async copy(table, count) {
      const columns = await columnsOf(table);
      const pieces: Buffer[] = [];
      await pipeline(
        client.query(copyTo(`COPY (${newest(table, columns, count)}) TO STDOUT (FORMAT binary)`)),
        new Writable({
          write(piece: Buffer, _encoding, done) {
            pieces.push(Buffer.from(piece));
            done();
          },
        }),
      );
      const startedMs = performance.now();
      const into = client.query(copyFrom(`COPY plain_${table} (${columns}) FROM STDIN (FORMAT binary)`));
      await pipeline(Readable.from(pieces), into);
      return (performance.now() - startedMs) / 1000;
    },
    async insertEvents(count) {
      const columns = await columnsOf('events');
      const { rows } = await client.query({ text: newest('events', columns, count), rowMode: 'array' });
      const places = columns.split(', ').map((_, at) => `$${at + 1}`);
      const insert = `INSERT INTO inserted_events (${columns}) VALUES (${places.join(', ')})`;
      const startedMs = performance.now();
      for (const values of rows) await client.query({ name: 'insert-event', text: insert, values });
      return (performance.now() - startedMs) / 1000;
    },
    close: () => client.end(),
  };
}
