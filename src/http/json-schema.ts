import * as z from 'zod';

type Node = Record<string, unknown>;

/**
 * JSON Schema 2020-12 of a zod schema, as a contract shows it: without what only zod's own parser would use, so that it changes
 * when the promise does and not when zod does. Of an answer, objects are open: fields may come.
 */
export function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output'): Node {
  const whole = z.toJSONSchema(schema, { io, override: ({ jsonSchema }) => tidy(jsonSchema as Node, io) }) as Node;
  const { $ref, $defs, ...rest } = whole;
  if (typeof $ref !== 'string') return whole;
  // A named schema comes as a reference to itself.
  const { [$ref.replace('#/$defs/', '')]: root, ...others } = $defs as Record<string, Node>;
  return { ...rest, ...root, ...(Object.keys(others).length === 0 ? {} : { $defs: others }) };
}

function tidy(node: Node, io: 'input' | 'output'): void {
  if (io === 'output' && node.additionalProperties === false) delete node.additionalProperties;
  // What a format says already.
  if (node.format !== undefined) delete node.pattern;
  if (node.minimum === Number.MIN_SAFE_INTEGER) delete node.minimum;
  if (node.maximum === Number.MAX_SAFE_INTEGER) delete node.maximum;
  // OpenAPI's word for it.
  if ('example' in node) {
    node.examples = [node.example];
    delete node.example;
  }
}
