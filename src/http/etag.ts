import { MarqueeError } from '../domain/errors.ts';

/** Strong validator of the version of an object, for ETag. */
export function etagOf(version: number): string {
  return `"${version}"`;
}

/** Throws 'precondition-failed' unless If-Match is absent, `*`, or names the version (RFC 9110: weak tags never match). */
export function requireMatch(ifMatch: string | undefined, version: number): void {
  if (ifMatch === undefined || ifMatch.trim() === '*') return;
  if (ifMatch.split(',').some((tag) => tag.trim() === etagOf(version))) return;
  throw new MarqueeError(
    'precondition-failed',
    'It has changed since you read it: read it again and repeat your change.',
  );
}
