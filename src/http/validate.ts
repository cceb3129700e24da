import type * as z from 'zod';
import { MarqueeError } from '../domain/errors.ts';

/**
 * The value as the schema gives it, or MarqueeError 'invalid-request' that names every wrong field (at most five). `later` are names
 * the contract knows and this version does not: they are refused in their own words, since silence would be a lie.
 */
export function validate<S extends z.ZodType>(
  schema: S,
  value: unknown,
  where: string,
  later: readonly string[] = [],
): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const sentences = result.error.issues.slice(0, 5).map((issue) => sentence(issue, where, later));
  throw new MarqueeError('invalid-request', sentences.join(' '));
}

function sentence(issue: z.core.$ZodIssue, where: string, later: readonly string[]): string {
  const path = [where, ...issue.path.map(String)].join('.');
  if (issue.code !== 'unrecognized_keys') return `${path}: ${issue.message}.`;
  const unavailable = issue.keys.filter((key) => later.includes(key));
  const names = (keys: readonly string[]) => keys.map((key) => JSON.stringify(key.slice(0, 64))).join(', ');
  if (unavailable.length > 0) return `${path}: ${names(unavailable)} is not available in this version; leave it out.`;
  return `${path}: unknown ${issue.keys.length === 1 ? 'name' : 'names'} ${names(issue.keys)}; leave it out or check its spelling.`;
}
