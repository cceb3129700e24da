import type * as z from 'zod';
import { MarqueeError } from '../domain/errors.ts';

/** The value as the schema gives it, or MarqueeError 'invalid-request' that names every wrong field (at most five). */
export function validate<S extends z.ZodType>(schema: S, value: unknown, where: string): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const sentences = result.error.issues.slice(0, 5).map((issue) => sentence(issue, where));
  throw new MarqueeError('invalid-request', sentences.join(' '));
}

function sentence(issue: z.core.$ZodIssue, where: string): string {
  const path = [where, ...issue.path.map(String)].join('.');
  if (issue.code !== 'unrecognized_keys') return `${path}: ${issue.message}.`;
  const names = issue.keys.map((key) => JSON.stringify(key.slice(0, 64))).join(', ');
  return `${path}: unknown ${issue.keys.length === 1 ? 'name' : 'names'} ${names}; leave it out or check its spelling.`;
}
