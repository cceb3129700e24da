import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ViewColumn } from '../../domain/log-views.ts';
import type { OpenTableAnswer, TableFormat } from '../../domain/ports/table-answer.ts';
import type { TableFile } from '../../domain/ports/table-file.ts';
import { textFormat } from '../../domain/text-format.ts';

/** Tables in a folder of their own under `parent`, gone as soon as they are opened for sending. */
export function createTableAnswers(loadParquet: () => Promise<CreateParquetFile>, parent = tmpdir()): OpenTableAnswer {
  return async (format, columns) => {
    const directory = await mkdtemp(join(parent, 'marquee-table-'));
    const remove = () => rm(directory, { recursive: true, force: true });
    const path = join(directory, `table.${format}`);
    try {
      const file =
        format === 'parquet'
          ? (await loadParquet())(path, columns, {}, ROWS_A_GROUP)
          : await textFile(path, format, columns);
      return {
        write: (rows) => file.write(rows),
        async finish() {
          try {
            await file.finish();
            const handle = await open(path, 'r');
            const { size: sizeBytes } = await handle.stat();
            return { sizeBytes, bytes: handle.createReadStream() };
          } finally {
            // Who has it open goes on reading.
            await remove();
          }
        },
        async abandon() {
          await file.abandon();
          await remove();
        },
      };
    } catch (error) {
      await remove();
      throw error;
    }
  };
}

/** Some 40 ms of a core: pages are made in the same process. */
const ROWS_A_GROUP = 2_000;

type CreateParquetFile = (
  path: string,
  columns: readonly ViewColumn[],
  facts: Readonly<Record<string, string>>,
  rowsAGroup: number,
) => TableFile;

async function textFile(path: string, format: Exclude<TableFormat, 'parquet'>, columns: readonly ViewColumn[]) {
  const { header, line } = textFormat(format, columns);
  const file = await open(path, 'wx', 0o600);
  await file.write(header);
  return {
    write: async (rows) => void (await file.writeFile(rows.map(line).join(''))),
    finish: () => file.close(),
    abandon: () => file.close(),
  } satisfies TableFile;
}
