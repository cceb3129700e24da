import { MarqueeError } from '../domain/errors.ts';
import type { S3Settings } from '../domain/ports/export-target.ts';
import { refuse } from './parse-values.ts';

/** The store that exports to s3:// go to, by the names that AWS's own tools have for it. */
export interface S3Variables {
  readonly awsAccessKeyId: string | null;
  readonly awsSecretAccessKey: string | null;
  readonly awsSessionToken: string | null;
  readonly awsRegion: string | null;
  /** For where awsRegion is unset. */
  readonly awsDefaultRegion: string | null;
  readonly awsEndpointUrlS3: string | null;
  /** For where awsEndpointUrlS3 is unset. */
  readonly awsEndpointUrl: string | null;
  readonly awsChecksums: S3Settings['checksums'];
  /** null: with an endpoint of one's own. */
  readonly s3ForcePathStyle: boolean | null;
}

/** The settings as a whole. Throws MarqueeError 'bad-argument' where a key is there by half. */
export function s3Of(given: S3Variables): S3Settings {
  const { awsAccessKeyId: accessKeyId, awsSecretAccessKey: secretAccessKey, awsSessionToken: sessionToken } = given;
  if ((accessKeyId === null) !== (secretAccessKey === null)) {
    throw new MarqueeError(
      'bad-argument',
      'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY belong together: set both, or neither for a profile or a role.',
    );
  }
  const endpoint = given.awsEndpointUrlS3 ?? given.awsEndpointUrl;
  return {
    endpoint,
    region: given.awsRegion ?? given.awsDefaultRegion,
    credentials:
      accessKeyId === null || secretAccessKey === null
        ? null
        : { accessKeyId, secretAccessKey, ...(sessionToken !== null && { sessionToken }) },
    forcePathStyle: given.s3ForcePathStyle ?? endpoint !== null,
    checksums: given.awsChecksums,
  };
}

/** In small or capital letters, as AWS's tools take it. */
export function checksums(value: string, name: string): NonNullable<S3Settings['checksums']> {
  const lower = value.toLowerCase();
  if (lower !== 'when_supported' && lower !== 'when_required') refuse(name, 'when_supported or when_required');
  return lower;
}
