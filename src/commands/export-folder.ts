import { MarqueeError } from '../domain/errors.ts';
import { columnsOf, type ViewColumn } from '../domain/log-views.ts';
import type { ExportTarget } from '../domain/ports/export-target.ts';
import { ERASED_COLUMNS, EXPORTS, type Exported, type ExportRange } from '../domain/ports/log-export.ts';
import type { TableFile } from '../domain/ports/table-file.ts';
import { VERSION } from '../domain/version.ts';
import {
  type ExportManifest,
  MANIFEST_FOLDER,
  manifestPath,
  type PendingRun,
  RUNS_KEPT,
  readManifest,
  writeManifest,
} from './export-manifest.ts';
import { createTextFile, textFormat } from './export-text.ts';
import type { Answer, CommandContext, Shell } from './shell.ts';

export interface FolderOptions {
  readonly from: number;
  readonly to: number;
  readonly format: 'ndjson' | 'csv' | 'parquet';
  readonly sinceWatermark?: boolean;
}

export type ExportDeps = Pick<CommandContext, 'logExport' | 'clock' | 'loadParquet'>;

/**
 * The log as a file a UTC day, with a manifest of what is complete and the tombstones of who was erased. One that was ended in the middle
 * goes on after its last whole day, with exactly the rows it would have had (ADR 50): which they are is settled, by the transactions that
 * stored them, before the first is read. Throws MarqueeError 'bad-argument' where the target holds what does not go together with it.
 */
export async function exportFolder(
  shell: Pick<Shell, 'stderr'>,
  deps: ExportDeps,
  target: ExportTarget,
  what: Exported,
  options: FolderOptions,
): Promise<Answer> {
  const { logExport, clock } = deps;
  const { format } = options;
  const kind = options.sinceWatermark ? 'incremental' : 'whole';
  const open = await fileOpener(deps, format);
  let manifest = await readManifest(target, { what, format, kind });
  let run = continued(manifest, options);
  if (run !== null)
    shell.stderr(`going on with an export that did not come to its end, after ${run.doneThrough ?? 'its start'}\n`);
  run ??= await begun(deps, manifest, what, options);
  const note = async (pending: PendingRun | null, more: Partial<ExportManifest> = {}): Promise<void> => {
    manifest = { ...manifest, ...more, pending };
    await writeManifest(target, manifest);
  };
  await note(run);

  const name = fileNameOf(what, format, run, kind);
  const facts = {
    'marquee.view': EXPORTS[what].view,
    'marquee.schema': String(EXPORTS[what].version),
    'marquee.version': VERSION,
  };
  let current = null as { readonly day: string; readonly file: TableFile } | null;
  let rowsOfDay = 0;
  const settle = async (): Promise<void> => {
    if (current === null || run === null) return;
    const { day, file } = current;
    await file.finish();
    current = null;
    run = { ...run, doneThrough: day, rows: run.rows + rowsOfDay, files: run.files + 1 };
    await note(run);
  };
  try {
    for await (const { day, rows } of logExport.rows(what, rangeOf(run, options))) {
      if (current?.day !== day) {
        await settle();
        rowsOfDay = 0;
        const columns = columnsOf(EXPORTS[what].view);
        current = { day, file: await target.openFile(`day=${day}/${name}`, (path) => open(path, columns, facts)) };
      }
      await current.file.write(rows);
      rowsOfDay += rows.length;
    }
    await settle();
    const erased = await exportErased(deps, target, { what, format }, open);
    const { doneThrough: _, ...ended } = run;
    const runs = [...manifest.runs, { endedAt: new Date(clock.nowMs()).toISOString(), ...ended }].slice(-RUNS_KEPT);
    await note(null, { runs, watermark: kind === 'incremental' ? run.storedBefore : null });
    const { rows, files } = run;
    return {
      json: {
        what,
        rows,
        files,
        out: target.name,
        erased,
        manifest: manifestPath(what, format),
        ...(kind === 'incremental' && { watermark: run.storedBefore }),
      },
      text: `${rows} rows in ${files} files: ${target.name}/day=*/${name}; ${erased} users erased: ${MANIFEST_FOLDER}/erased.${format}`,
    };
  } catch (error) {
    await current?.file.abandon();
    throw error;
  }
}

type OpenFile = (path: string, columns: readonly ViewColumn[], facts: Readonly<Record<string, string>>) => TableFile;

async function fileOpener({ loadParquet }: ExportDeps, format: FolderOptions['format']): Promise<OpenFile> {
  if (format === 'parquet') return loadParquet();
  return (path, columns) => createTextFile(path, textFormat(format, columns));
}

/** All tombstones there are: after the rows, so that nobody who is in them and was erased meanwhile is passed over. */
async function exportErased(
  { logExport }: ExportDeps,
  target: ExportTarget,
  { what, format }: { what: Exported; format: string },
  open: OpenFile,
): Promise<number> {
  const path = `${MANIFEST_FOLDER}/erased.${format}`;
  // Exports of impressions and of events may run side by side, and both write it.
  const file = await target.openFile(path, (localPath) => open(localPath, ERASED_COLUMNS, {}), what);
  let count = 0;
  try {
    await file.write([]);
    for await (const rows of logExport.erased()) {
      await file.write(rows);
      count += rows.length;
    }
    await file.finish();
    return count;
  } catch (error) {
    await file.abandon();
    throw error;
  }
}

/** The run that is to be gone on with; null: there is none, or it was of another time. */
function continued({ pending, kind }: ExportManifest, options: FolderOptions): PendingRun | null {
  if (pending === null) return null;
  return kind === 'incremental' || (pending.from === timeOf(options.from) && pending.to === timeOf(options.to))
    ? pending
    : null;
}

async function begun(
  { logExport }: ExportDeps,
  { watermark }: ExportManifest,
  what: Exported,
  options: FolderOptions,
): Promise<PendingRun> {
  // Outcomes are made, not stored: nothing says of which moment they are.
  const storedBefore = what === 'outcomes' ? null : await logExport.end();
  const storedFrom = options.sinceWatermark ? (watermark ?? 0) : null;
  if (storedFrom !== null && storedBefore !== null && storedBefore < storedFrom) {
    throw new MarqueeError(
      'bad-argument',
      'The watermark lies behind the end of the log: this is another Postgres server, restored from a dump perhaps. Export into an empty folder.',
    );
  }
  const from = timeOf(options.from);
  const to = timeOf(options.to);
  return { from, to, storedFrom, storedBefore, doneThrough: null, rows: 0, files: 0 };
}

function rangeOf({ doneThrough, storedFrom, storedBefore }: PendingRun, { from, to }: FolderOptions): ExportRange {
  const fromMs = doneThrough === null ? from : Math.max(from, Date.parse(doneThrough) + DAY_MS);
  return {
    fromMs,
    untilMs: to,
    ...(storedFrom !== null && { storedFrom }),
    ...(storedBefore !== null && { storedBefore }),
  };
}

/** Of each run its own, so that none writes over another's, and readers can tell what is complete. */
function fileNameOf(
  what: Exported,
  format: string,
  { storedFrom, storedBefore }: PendingRun,
  kind: ExportManifest['kind'],
): string {
  if (kind === 'whole') return `${what}.${format}`;
  return `${what}-${[storedFrom, storedBefore].map((id) => String(id).padStart(16, '0')).join('-')}.${format}`;
}

const DAY_MS = 86_400_000;

const timeOf = (ms: number): string | null => (Number.isFinite(ms) ? new Date(ms).toISOString() : null);
