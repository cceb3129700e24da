import { MarqueeError } from '../domain/errors.ts';

/**
 * A text as a literal of Postgres: the same whether standard_conforming_strings is on or off, as backslashes are written as such.
 * Throws invalid-request on NUL, which no text in Postgres has.
 */
export function textLiteral(text: string): string {
  if (text.includes('\0')) throw new MarqueeError('invalid-request', 'A text may not have NUL in it. Leave it out.');
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return text.includes('\\') ? ` E${quoted.replaceAll('\\', '\\\\')}` : quoted;
}

/** A moment, to the millisecond, that means the same in every time zone. */
export function momentLiteral(ms: number): string {
  return `timestamptz '${new Date(ms).toISOString()}'`;
}

/** The first user key that is not among the first `share` (0..1) of them: keys are hashes, so those below it are that share of users. */
export function userKeyLiteral(share: number): string {
  const first = Math.floor(share * 2 ** 32)
    .toString(16)
    .padStart(8, '0');
  return `uuid '${first}-0000-0000-0000-000000000000'`;
}
