import { MarqueeError } from '../domain/errors.ts';
import type { TableFile } from '../domain/ports/table-file.ts';
import { VERSION } from '../domain/version.ts';
import { DATASET_COLUMNS, datasetRows, datasetSchema } from '../learning/dataset/dataset-table.ts';
import { examplesFromLog } from '../learning/dataset/examples-from-log.ts';
import { readCatalogue } from '../learning/log/read-catalogue.ts';
import { readLog } from '../learning/log/read-log.ts';
import { trainRetrieval } from '../learning/retrieval/train-retrieval.ts';
import { createDayFiles } from './export-days.ts';
import { createTextFile, textFormat } from './export-text.ts';
import type { Answer, CommandContext, Shell } from './shell.ts';
import { trainingOrigins } from './training-origins.ts';

export interface DatasetOptions {
  readonly from: number;
  readonly to: number;
  readonly asOf?: number;
  readonly seed: number;
  readonly format: 'ndjson' | 'csv' | 'parquet';
  readonly out: string;
}

/**
 * What `train` would learn its ranker from, as files by day and schema.json beside them: made by the same functions with the same random
 * seed, so each feature has the value that the ranker would have seen. Throws MarqueeError 'data-check-failed' when there is nothing.
 */
export async function exportDataset(shell: Shell, context: CommandContext, options: DatasetOptions): Promise<Answer> {
  const { logStore, indexBuilder } = context;
  const { format, out, seed, asOf } = options;
  const target = await context.openExportTarget(out);
  const origins = await trainingOrigins(logStore);
  const catalogue = await readCatalogue(context.itemStore);
  const filter = { origins, ...(asOf !== undefined && { untilMs: asOf }) };
  shell.stderr('dataset: reading the log\n');
  const { table, pages, users } = await readLog(logStore, catalogue, filter);
  const onStep = (step: string): void => shell.stderr(`dataset: ${step}\n`);
  const input = { table, catalogue, pages, seed, indexBuilder, onStep };
  if (table.length === 0) refuse(origins);
  const retrieval = trainRetrieval(input);
  onStep('examples');
  const dataset = await examplesFromLog(input, retrieval);
  if (dataset === null) refuse(origins);

  const days = createDayFiles(target, `dataset.${format}`, await fileOpener(context, format));
  const counts = { rows: 0, groups: 0 };
  try {
    const range = { fromMs: options.from, untilMs: options.to };
    for (const { day, rows } of datasetRows(dataset, { catalogue, pages, users }, range)) {
      await days.write(day, rows);
      counts.rows += rows.length;
      counts.groups++;
    }
    const files = await days.finish();
    const facts = {
      codeVersion: VERSION,
      asOf: time(asOf),
      from: time(options.from),
      to: time(options.to),
      origins,
      seed,
    };
    const schema = datasetSchema({ ...facts, ...counts, files });
    await target.writeText('schema.json', `${JSON.stringify(schema, null, 2)}\n`);
    const text = `${counts.rows} rows of ${counts.groups} groups in ${files} files: ${target.name}/day=*/dataset.${format}`;
    return { json: { what: 'dataset', ...counts, files, out }, text };
  } catch (error) {
    await days.abandon();
    throw error;
  }
}

async function fileOpener(context: CommandContext, format: DatasetOptions['format']) {
  if (format !== 'parquet')
    return (path: string): TableFile => createTextFile(path, textFormat(format, DATASET_COLUMNS));
  const createParquetFile = await context.loadParquet();
  return (path: string): TableFile => createParquetFile(path, DATASET_COLUMNS);
}

const time = (ms: number | undefined): string | null =>
  ms === undefined || !Number.isFinite(ms) ? null : new Date(ms).toISOString();

function refuse(origins: readonly string[]): never {
  throw new MarqueeError(
    'data-check-failed',
    `There is nothing to learn from: the log has no uses of two titles by one user, origin ${origins.join(' or ')}.`,
  );
}
