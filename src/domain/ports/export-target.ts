import { MarqueeError } from '../errors.ts';
import type { TableFile } from './table-file.ts';

/** Where an export goes. What is there under a name is there whole: files and texts come to their places in one step. */
export interface ExportTarget {
  /** For people. */
  readonly name: string;
  /**
   * A file that comes to its place when it is finished. `open` makes it at a path of this machine. Who makes the same file at the same
   * time makes one of their own, and the last to finish is there; without `maker` they are taken for rivals, and where that can be told
   * the first is, and the other's finish throws 'already-running'.
   */
  openFile(path: string, open: (localPath: string) => TableFile, maker?: string): Promise<TableFile>;
  /** null: there is none. */
  readText(path: string): Promise<string | null>;
  /** Throws MarqueeError 'already-running' where somebody else wrote the text since this target read or wrote it: it stays as it is. */
  writeText(path: string, text: string): Promise<void>;
  /** Whether a day has a file of this name. */
  hasDayFile(fileName: string): Promise<boolean>;
}

/** A folder, or `s3://bucket/prefix`. Throws MarqueeError 'bad-argument' where that is no place an export could go to. */
export type OpenExportTarget = (out: string) => Promise<ExportTarget>;

/** How an S3-compatible store is reached. What is null is found as AWS's own tools find it: profiles, roles, AWS's endpoints. */
export interface S3Settings {
  readonly endpoint: string | null;
  readonly region: string | null;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  } | null;
  /** The bucket in the path, not in the name of the host. */
  readonly forcePathStyle: boolean;
  /** Whether requests carry checksums beside their signatures. null: to AWS's endpoints only. */
  readonly checksums: 'when_supported' | 'when_required' | null;
}

export function writtenByAnother(name: string): MarqueeError {
  return new MarqueeError(
    'already-running',
    `Another export writes to ${name}: what it noted stays. Let it end, and run this one again.`,
  );
}
