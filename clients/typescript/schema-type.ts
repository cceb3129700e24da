/** JSON Schema 2020-12 as OpenAPI 3.1 carries it. */
export type Schema = Readonly<Record<string, unknown>>;

/**
 * The TypeScript type of a schema, for the constructs that the service's OpenAPI uses. Throws on any other, so that a new construct is a
 * decision and never a wrong type. `place` says where it stands, for that error.
 */
export function schemaType(schema: Schema, place: string, indent = ''): string {
  const unknown = Object.keys(schema).find((keyword) => !SHAPE.has(keyword) && !CONSTRAINTS.has(keyword));
  if (unknown !== undefined) throw new UnknownConstruct(place, `the keyword "${unknown}"`);
  if (typeof schema.$ref === 'string') return referenceType(schema.$ref, place);
  if (schema.const !== undefined) return literal(schema.const, place);
  if (Array.isArray(schema.enum)) return union(schema.enum.map((value) => literal(value, place)));
  const choices = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(choices)) {
    return union(choices.map((choice: Schema, at) => schemaType(choice, `${place}/${at}`, indent)));
  }
  if (Array.isArray(schema.type)) {
    return union(schema.type.map((type) => typeOf({ ...schema, type }, place, indent)));
  }
  return typeOf(schema, place, indent);
}

/** `/** ... *\/` of a description at an indent, with its line break; nothing for none. */
export function docComment(description: unknown, indent: string): string {
  if (typeof description !== 'string' || description === '') return '';
  return `${indent}/** ${description.replaceAll('*/', '*\\/').replaceAll(/\s+/g, ' ')} */\n`;
}

/** One line of an object type; quoted where the name is no identifier. */
export function property(
  name: string,
  type: string,
  options: { optional: boolean; doc: unknown; indent: string },
): string {
  const { optional, doc, indent } = options;
  const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
  return `${docComment(doc, indent)}${indent}readonly ${key}${optional ? '?' : ''}: ${type};\n`;
}

class UnknownConstruct extends Error {
  constructor(place: string, what: string) {
    super(`${place} has ${what}, which clients/typescript/schema-type.ts does not know yet: teach it there.`);
  }
}

/** Keywords that make the type. */
export const SHAPE: ReadonlySet<string> = new Set([
  ...['$ref', 'const', 'enum', 'anyOf', 'oneOf', 'type', 'items', 'properties', 'required'],
  ...['additionalProperties', 'propertyNames'],
]);

/** Keywords that narrow values in ways a type cannot say; the service checks them. */
export const CONSTRAINTS: ReadonlySet<string> = new Set([
  ...['pattern', 'format', 'minLength', 'maxLength', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'],
  ...['multipleOf', 'minItems', 'maxItems', 'default', 'description', 'example', 'examples'],
]);

function typeOf(schema: Schema, place: string, indent: string): string {
  switch (schema.type) {
    case 'string':
    case 'number':
    case 'boolean':
    case 'null':
      return schema.type;
    case 'integer':
      return 'number';
    case 'array':
      return arrayType(schema, place, indent);
    case 'object':
      return objectType(schema, place, indent);
    case undefined:
      if (!Object.keys(schema).some((keyword) => SHAPE.has(keyword))) return 'unknown';
  }
  throw new UnknownConstruct(place, `the type ${JSON.stringify(schema.type)}`);
}

function arrayType({ items }: Schema, place: string, indent: string): string {
  if (!isSchema(items)) throw new UnknownConstruct(place, 'an array without "items"');
  const type = schemaType(items, `${place}[]`, indent);
  return `readonly ${/[|&]|^readonly /.test(withoutBraces(type)) ? `(${type})` : type}[]`;
}

function objectType(schema: Schema, place: string, indent: string): string {
  const { properties, required, additionalProperties, propertyNames } = schema;
  if (isSchema(additionalProperties)) {
    if (properties !== undefined) throw new UnknownConstruct(place, 'both named and other properties');
    const names = isSchema(propertyNames) ? schemaType(propertyNames, `${place} names`, indent) : 'string';
    const type = `Readonly<Record<${names}, ${schemaType(additionalProperties, `${place}.*`, indent)}>>`;
    return names === 'string' ? type : `Partial<${type}>`;
  }
  if (propertyNames !== undefined) throw new UnknownConstruct(place, '"propertyNames" without other properties');
  if (additionalProperties === true) throw new UnknownConstruct(place, '"additionalProperties": true');
  const needed = new Set((required ?? []) as string[]);
  const lines = Object.entries((properties ?? {}) as Record<string, Schema>).map(([name, field]) =>
    property(name, schemaType(field, `${place}.${name}`, `${indent}  `), {
      optional: !needed.has(name),
      doc: field.description,
      indent: `${indent}  `,
    }),
  );
  return lines.length === 0 ? 'Readonly<Record<string, never>>' : `{\n${lines.join('')}${indent}}`;
}

function referenceType(reference: string, place: string): string {
  const name = /^#\/components\/schemas\/(\w+)$/.exec(reference)?.[1];
  if (name === undefined) throw new UnknownConstruct(place, `the reference "${reference}"`);
  return name;
}

function literal(value: unknown, place: string): string {
  if (value === null || ['number', 'boolean'].includes(typeof value)) return String(value);
  if (typeof value !== 'string') throw new UnknownConstruct(place, `the value ${JSON.stringify(value)}`);
  return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

const union = (types: readonly string[]): string => [...new Set(types)].join(' | ');

/** A type with what is inside of braces, brackets and quotes left out: what joins its outermost parts. */
function withoutBraces(type: string): string {
  let depth = 0;
  return [...type.replaceAll(/'(?:[^'\\]|\\.)*'/g, '')]
    .filter((character) => {
      if ('{<('.includes(character)) depth++;
      if ('}>)'.includes(character)) depth--;
      return depth === 0;
    })
    .join('');
}

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
