import { MarqueeError } from '../domain/errors.ts';
import { columnsOf } from '../domain/log-views.ts';
import type { ExportTarget } from '../domain/ports/export-target.ts';
import { EXPORTS, type Exported } from '../domain/ports/log-export.ts';

/** What a folder of exported files says of itself; docs/log-schema.md, "Exports", describes it for other programs. */
export interface ExportManifest {
  readonly manifestVersion: 1;
  readonly what: Exported;
  readonly format: string;
  /** whole: a file a day, made anew by each export. incremental: each export adds files of what is new. */
  readonly kind: 'whole' | 'incremental';
  readonly schema: {
    readonly view: string;
    readonly version: number;
    readonly columns: readonly { name: string; type: string }[];
  };
  /** incremental: every row stored by a transaction below it is in the files, once. */
  readonly watermark: number | null;
  /** The last of those that came to their end, the newest last. */
  readonly runs: readonly ExportRun[];
  /** One that has not come to its end: the next export of the same goes on with it. */
  readonly pending: PendingRun | null;
}

export interface ExportRun {
  readonly endedAt: string;
  readonly storedFrom: number | null;
  readonly storedBefore: number | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly rows: number;
  readonly files: number;
}

export interface PendingRun extends Omit<ExportRun, 'endedAt'> {
  /** The last UTC day whose file is in its place. */
  readonly doneThrough: string | null;
}

export const MANIFEST_FOLDER = '_marquee';
export const RUNS_KEPT = 100;

export const manifestPath = (what: Exported, format: string): string => `${MANIFEST_FOLDER}/${what}.${format}.json`;

/** One for a target that has none yet. */
export function newManifest(what: Exported, format: string, kind: ExportManifest['kind']): ExportManifest {
  const { view, version } = EXPORTS[what];
  const columns = columnsOf(view).map(({ name, type }) => ({ name, type }));
  const schema = { view, version, columns };
  return { manifestVersion: 1, what, format, kind, schema, watermark: null, runs: [], pending: null };
}

/**
 * What the target says of itself, with the columns of now. Throws MarqueeError 'bad-argument' when it holds what this export would not go
 * together with: files of the other kind, or of another version of the schema.
 */
export async function readManifest(
  target: ExportTarget,
  { what, format, kind }: Pick<ExportManifest, 'what' | 'format' | 'kind'>,
): Promise<ExportManifest> {
  const text = await target.readText(manifestPath(what, format));
  const ours = newManifest(what, format, kind);
  if (text === null) {
    const isTaken = kind === 'incremental' && (await target.hasDayFile(`${what}.${format}`));
    if (isTaken)
      refuse(
        `${target.name} has ${what} that were exported whole: they would be there twice. Export into an empty folder.`,
      );
    return ours;
  }
  const theirs = parse(text, target.name);
  if (theirs.kind !== kind) {
    const asked = kind === 'whole' ? 'with --since-watermark' : 'whole';
    refuse(
      `${target.name} has ${what} that were exported ${asked}: they would be there twice. Export into another folder.`,
    );
  }
  if (theirs.schema.version !== ours.schema.version) {
    refuse(
      `${target.name} has ${what} of version ${theirs.schema.version} of ${ours.schema.view}, this is ${ours.schema.version}. Export into another folder.`,
    );
  }
  return { ...theirs, schema: ours.schema };
}

export const writeManifest = (target: ExportTarget, manifest: ExportManifest): Promise<void> =>
  target.writeText(manifestPath(manifest.what, manifest.format), `${JSON.stringify(manifest, null, 2)}\n`);

function parse(text: string, name: string): ExportManifest {
  try {
    const manifest = JSON.parse(text) as ExportManifest;
    if (manifest.manifestVersion === 1 && Array.isArray(manifest.runs)) return manifest;
  } catch {
    // Said below.
  }
  return refuse(
    `The manifest in ${name}/${MANIFEST_FOLDER} cannot be read by this release. Export into another folder.`,
  );
}

function refuse(sentence: string): never {
  throw new MarqueeError('bad-argument', sentence);
}
