import { S3Client } from '@aws-sdk/client-s3';
import type { S3Settings } from '../../domain/ports/export-target.ts';

/** AWS's own client, for AWS and for what speaks like it. Asks again, five times in all, where a store is busy or a connection breaks. */
export function createS3Client(settings: S3Settings): S3Client {
  const { endpoint, region, credentials, forcePathStyle, checksums } = settings;
  const isAws = endpoint === null;
  const asked = checksums ?? (isAws ? null : 'when_required');
  return new S3Client({
    ...(endpoint !== null && { endpoint }),
    ...(region !== null && { region }),
    // Most stores have one region and take this name for it.
    ...(region === null && !isAws && { region: 'us-east-1' }),
    ...(credentials !== null && { credentials }),
    forcePathStyle,
    // Bodies are in memory, so every request is signed with the SHA-256 of its body: nothing arrives broken without a checksum either.
    ...(asked !== null && {
      requestChecksumCalculation: asked === 'when_required' ? 'WHEN_REQUIRED' : 'WHEN_SUPPORTED',
    }),
    maxAttempts: 5,
    requestHandler: { connectionTimeout: 10_000, socketTimeout: SILENCE_MS },
  });
}

/** A store puts the parts of a file together before it answers, and says nothing meanwhile. */
const SILENCE_MS = 120_000;
