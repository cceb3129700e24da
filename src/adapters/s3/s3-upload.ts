import { open, readFile, stat } from 'node:fs/promises';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';

export interface UploadOptions {
  readonly client: S3Client;
  readonly bucket: string;
  readonly key: string;
  readonly contentType: string;
  /** What is larger goes in parts of it; larger ones still where there would be too many. */
  readonly partBytes?: number;
}

/**
 * Brings a file of this machine into a bucket. The object is there whole afterwards, or as it was before; memory is a few parts, however
 * large the file. Rejects with the client's own errors.
 */
export async function uploadFile(path: string, options: UploadOptions): Promise<void> {
  const { client, bucket, key, contentType, partBytes = PART_BYTES } = options;
  const { size } = await stat(path);
  const object = { Bucket: bucket, Key: key };
  if (size <= partBytes) {
    const Body = await readFile(path);
    await client.send(new PutObjectCommand({ ...object, Body, ContentType: contentType }));
    return;
  }
  await abortLeftovers(client, object);
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ ...object, ContentType: contentType }));
  const upload = { ...object, UploadId };
  try {
    const Parts = await sendParts(client, upload, path, { size, partBytes: roomFor(size, partBytes) });
    await client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }));
  } catch (error) {
    // What is not aborted is paid for and not seen. The next export of this key tries again.
    await client.send(new AbortMultipartUploadCommand(upload)).catch(() => {});
    throw error;
  }
}

const MIB = 1024 ** 2;
/** Stores take parts from 5 MiB on. */
const PART_BYTES = 16 * MIB;
const MOST_PARTS = 10_000;
const LANES = 3;

const roomFor = (size: number, partBytes: number): number =>
  Math.max(partBytes, Math.ceil(size / MOST_PARTS / MIB) * MIB);

interface Upload {
  readonly Bucket: string;
  readonly Key: string;
  readonly UploadId: string | undefined;
}

async function sendParts(
  client: S3Client,
  upload: Upload,
  path: string,
  { size, partBytes }: { size: number; partBytes: number },
): Promise<{ PartNumber: number; ETag: string | undefined }[]> {
  const count = Math.ceil(size / partBytes);
  const parts: { PartNumber: number; ETag: string | undefined }[] = [];
  const file = await open(path, 'r');
  let next = 0;
  /** A lane has one buffer, and fills it anew for each of its parts. */
  const lane = async (): Promise<void> => {
    const buffer = Buffer.allocUnsafeSlow(partBytes);
    while (next < count) {
      const index = next++;
      const length = Math.min(partBytes, size - index * partBytes);
      await fill(file, buffer, index * partBytes, length);
      const part = { ...upload, PartNumber: index + 1, Body: buffer.subarray(0, length) };
      const { ETag } = await client.send(new UploadPartCommand(part)).catch((error) => {
        next = count;
        throw error;
      });
      parts[index] = { PartNumber: index + 1, ETag };
    }
  };
  try {
    // All of them have ended before anything is aborted: a part that comes after that would stay.
    const ended = await Promise.allSettled(Array.from({ length: Math.min(LANES, count) }, lane));
    for (const one of ended) if (one.status === 'rejected') throw one.reason;
    return parts;
  } finally {
    await file.close();
  }
}

async function fill(
  file: Awaited<ReturnType<typeof open>>,
  buffer: Buffer,
  position: number,
  length: number,
): Promise<void> {
  for (let filled = 0; filled < length; ) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, position + filled);
    if (bytesRead === 0) throw new Error('The file became shorter while it was uploaded.');
    filled += bytesRead;
  }
}

/** Of an export that was killed in the middle of this very object. Keys that may not list them leave it to the bucket's lifecycle rule. */
async function abortLeftovers(client: S3Client, { Bucket, Key }: { Bucket: string; Key: string }): Promise<void> {
  try {
    const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket, Prefix: Key }));
    for (const { Key: key, UploadId } of Uploads) {
      if (key === Key) await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
    }
  } catch {
    // A store that has them not, or a key that may not: what matters fails below, and says why.
  }
}
