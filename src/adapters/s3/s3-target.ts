import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { MarqueeError } from '../../domain/errors.ts';
import { type ExportTarget, type S3Settings, writtenByAnother } from '../../domain/ports/export-target.ts';
import { createS3Client } from './s3-client.ts';
import { s3Error, s3Refusal } from './s3-errors.ts';
import { type S3Place, s3Place } from './s3-place.ts';
import { uploadFile } from './s3-upload.ts';

/**
 * A place in an S3-compatible store. A file is made under `spoolParent` and uploaded when it is finished, so that its object appears in one
 * step; that takes the room of one file. Throws MarqueeError 'bad-argument' where `url` is no s3://bucket/prefix.
 */
export function openS3Target(url: string, settings: S3Settings, options: S3TargetOptions = {}): ExportTarget {
  return createS3Target(createS3Client(settings), s3Place(url), settings, options);
}

export interface S3TargetOptions {
  readonly spoolParent?: string;
  readonly partBytes?: number;
}

/** A text as it was last read or written here. Its ETag is left out where the store gave none. */
interface Known {
  readonly text: string | null;
  readonly etag?: string;
}

function createS3Target(
  client: S3Client,
  place: S3Place,
  settings: S3Settings,
  options: S3TargetOptions,
): ExportTarget {
  const { bucket, prefix, name } = place;
  const { spoolParent = tmpdir(), partBytes } = options;
  const known = new Map<string, Known>();
  /** Found out at the first refusal. */
  let hasConditions = true;

  const asked = async <T>(run: () => Promise<T>): Promise<T> => {
    try {
      return await run();
    } catch (error) {
      throw s3Error(error, place, settings);
    }
  };

  async function get(path: string): Promise<Known> {
    try {
      const { Body, ETag } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: prefix + path }));
      return { text: (await Body?.transformToString('utf8')) ?? '', ...(ETag !== undefined && { etag: ETag }) };
    } catch (error) {
      if (s3Refusal(error).name === 'NoSuchKey') return { text: null };
      throw error;
    }
  }

  /** Writes it unless it is no longer what is known of it: by the store's own conditions, else by looking right before. */
  async function put(path: string, text: string): Promise<void> {
    const before = known.get(path);
    const condition = before === undefined || !hasConditions ? null : conditionOf(before);
    if (before !== undefined && condition === null && (await get(path)).text !== before.text) {
      throw writtenByAnother(name);
    }
    const object = { Bucket: bucket, Key: prefix + path, Body: Buffer.from(text), ContentType: typeOf(path) };
    try {
      const { ETag } = await client.send(new PutObjectCommand({ ...object, ...condition }));
      known.set(path, { text, ...(ETag !== undefined && { etag: ETag }) });
    } catch (error) {
      const { name: refusal, status } = s3Refusal(error);
      if (condition === null) throw error;
      if (refusal === 'NotImplemented' || status === 501) {
        hasConditions = false;
        return put(path, text);
      }
      if (status !== 412 && status !== 409 && refusal !== 'NoSuchKey') throw error;
      // The answer to our own write may have been lost, and this be the answer to its repetition.
      const now = await get(path);
      if (now.text !== text) throw writtenByAnother(name);
      known.set(path, now);
    }
  }

  return {
    name,
    async openFile(path, open) {
      const directory = await mkdtemp(join(spoolParent, 'marquee-export-')).catch((error) =>
        refuseSpool(error, spoolParent),
      );
      const localPath = join(directory, basename(path));
      const file = open(localPath);
      const remove = () => rm(directory, { recursive: true, force: true });
      const onDisk = (run: () => Promise<void>) => run().catch((error) => refuseSpool(error, spoolParent));
      return {
        write: (rows) => onDisk(() => file.write(rows)),
        async finish() {
          await onDisk(file.finish);
          const upload = {
            client,
            bucket,
            key: prefix + path,
            contentType: typeOf(path),
            ...(partBytes && { partBytes }),
          };
          await asked(() => uploadFile(localPath, upload));
          await remove();
        },
        async abandon() {
          await file.abandon();
          await remove();
        },
      };
    },
    readText: (path) =>
      asked(async () => {
        const now = await get(path);
        known.set(path, now);
        return now.text;
      }),
    writeText: (path, text) => asked(() => put(path, text)),
    hasDayFile: (fileName) =>
      asked(async () => {
        const range = { Bucket: bucket, Prefix: `${prefix}day=` };
        let after: string | undefined;
        do {
          const page = await client.send(new ListObjectsV2Command({ ...range, ContinuationToken: after }));
          if (page.Contents?.some(({ Key }) => Key?.slice(prefix.length).split('/')[1] === fileName)) return true;
          after = page.IsTruncated ? page.NextContinuationToken : undefined;
        } while (after !== undefined);
        return false;
      }),
  };
}

/** null: it cannot be said by one. */
function conditionOf({ text, etag }: Known): { IfNoneMatch: string } | { IfMatch: string } | null {
  if (text === null) return { IfNoneMatch: '*' };
  return etag === undefined ? null : { IfMatch: etag };
}

const TYPES: Readonly<Record<string, string>> = {
  '.json': 'application/json',
  '.ndjson': 'application/x-ndjson',
  '.csv': 'text/csv; charset=utf-8',
  '.parquet': 'application/vnd.apache.parquet',
};

const typeOf = (path: string): string => TYPES[extname(path)] ?? 'application/octet-stream';

function refuseSpool(error: NodeJS.ErrnoException, spoolParent: string): never {
  if (!['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'ENOENT'].includes(error.code ?? '')) throw error;
  throw new MarqueeError(
    'bad-argument',
    `A file is made in ${spoolParent} before it is uploaded, and that failed (${error.code}): set TMPDIR to a folder with room for the largest day.`,
    { cause: error },
  );
}
