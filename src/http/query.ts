import type * as z from 'zod';

/**
 * Turns the strings of a query into what the schema's fields ask for (numbers, true/false, lists: repeated or with commas), so that one
 * schema serves the query, the body and OpenAPI. What does not look right is left as it is, for the schema to refuse.
 */
export function queryReader(schema: z.ZodObject): (query: Readonly<Record<string, unknown>>) => unknown {
  const kinds = new Map(Object.entries(schema.shape).map(([name, field]) => [name, kindOf(field as z.ZodType)]));
  return (query) => {
    const typed: Record<string, unknown> = Object.create(null);
    for (const name of Object.keys(query)) typed[name] = read(kinds.get(name), query[name]);
    return typed;
  };
}

function read(kind: string | undefined, raw: unknown): unknown {
  if (kind === 'array') return (Array.isArray(raw) ? raw : [raw]).flatMap((part) => String(part).split(','));
  if (typeof raw !== 'string') return raw;
  if (kind === 'number' && /^-?\d{1,15}(\.\d{1,15})?$/.test(raw)) return Number(raw);
  if (kind === 'boolean' && (raw === 'true' || raw === 'false')) return raw === 'true';
  return raw;
}

/** The type under a field's optional, nullable, default and transform wrappers. */
function kindOf(field: z.ZodType): string {
  const { type, innerType, in: input } = field.def as { type: string; innerType?: z.ZodType; in?: z.ZodType };
  const inner = innerType ?? input;
  return inner === undefined ? type : kindOf(inner);
}
