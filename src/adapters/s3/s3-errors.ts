import { type ErrorCode, MarqueeError } from '../../domain/errors.ts';
import type { S3Settings } from '../../domain/ports/export-target.ts';
import type { S3Place } from './s3-place.ts';

/** What the store said no with, as far as it can be told. */
export function s3Refusal(error: unknown): { readonly name: string; readonly status: number | null } {
  const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  return { name: name ?? '', status: $metadata?.httpStatusCode ?? null };
}

/** The error with a sentence that says what to do. What is ours already stays as it is. */
export function s3Error(error: unknown, place: S3Place, { endpoint, region }: S3Settings): unknown {
  if (error instanceof MarqueeError) return error;
  const where = endpoint ?? 'AWS';
  const { name, status } = s3Refusal(error);
  const told = (code: ErrorCode, sentence: string) => new MarqueeError(code, sentence, { cause: error });

  if (name === 'NoSuchBucket') {
    return told(
      'bad-argument',
      `There is no bucket ${place.bucket} at ${where}: create it, or mend its name in --out.`,
    );
  }
  const theirs = regionOf(error);
  if (WRONG_REGION.includes(name) || status === 301 || theirs !== null) {
    const toDo = theirs === null ? 'set AWS_REGION to the region of the bucket' : `set AWS_REGION=${theirs}`;
    return told('bad-argument', `The bucket ${place.bucket} is not in the region ${region ?? 'asked for'}: ${toDo}.`);
  }
  if (name === 'RequestTimeTooSkewed' || name === 'RequestExpired') {
    return told('bad-argument', `The clock of this machine is not that of ${where}: set it right (NTP).`);
  }
  if (BAD_KEY.includes(name)) {
    return told(
      'bad-argument',
      `${where} does not take this key (${name}): check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, and that they belong to it.`,
    );
  }
  if (name === 'CredentialsProviderError') {
    return told(
      'bad-argument',
      'No key for the store was found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or run with a role.',
    );
  }
  if (error instanceof Error && error.message === 'Region is missing') {
    return told('bad-argument', 'Set AWS_REGION to the region of the bucket.');
  }
  if (status === 403) {
    return told(
      'forbidden',
      `${where} refused it: the key needs s3:GetObject, s3:PutObject and s3:AbortMultipartUpload on ${place.name}, s3:ListBucket and s3:ListBucketMultipartUploads on the bucket.`,
    );
  }
  const network = status === null ? networkCode(error) : null;
  if (network !== null) {
    return told(
      'unavailable',
      `Nothing answers at ${where} (${network}): check AWS_ENDPOINT_URL_S3 and the network, and run the same export again; it goes on where it was.`,
    );
  }
  if (status !== null && status >= 500) {
    return told(
      'unavailable',
      `${where} cannot take it now (${name}): run the same export again; it goes on where it was.`,
    );
  }
  return status === null
    ? error
    : told('unavailable', `${where} did not do what S3 does (${name}, status ${status}): check AWS_ENDPOINT_URL_S3.`);
}

const WRONG_REGION = ['PermanentRedirect', 'IllegalLocationConstraintException'];
const BAD_KEY = ['SignatureDoesNotMatch', 'InvalidAccessKeyId', 'InvalidToken', 'ExpiredToken', 'TokenRefreshRequired'];

/** The one that the store says the bucket is in. */
function regionOf(error: unknown): string | null {
  const { Region, $response } = error as {
    Region?: string;
    $response?: { headers?: Readonly<Record<string, string>> };
  };
  return Region ?? $response?.headers?.['x-amz-bucket-region'] ?? null;
}

/** Of sockets, names and certificates; the client may have put the error into one of its own, with its words in the message. */
const NETWORK =
  /\b(ECONN\w+|ENOTFOUND|EAI_\w+|EHOST\w+|ENET\w+|EPIPE|ETIMEDOUT|EPROTO|TimeoutError|(ERR_TLS|ERR_SSL|CERT|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)_\w+)\b/;

/** null: it was not the network. */
function networkCode(error: unknown): string | null {
  const { code = '', name = '', message = '' } = error as NodeJS.ErrnoException;
  return NETWORK.exec(`${code} ${name} ${message}`)?.[1] ?? null;
}
