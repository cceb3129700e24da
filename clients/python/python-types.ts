import { CONSTRAINTS, type Schema, SHAPE } from '../typescript/schema-type.ts';
import { docstring, isPythonName, pythonLiteral, wrapped } from './python-text.ts';
import type { Schemas } from './read-operation.ts';
import { shapeOf, type TypeNames } from './type-names.ts';

/**
 * The annotation of a schema, for the constructs that the service's OpenAPI uses. Throws on any other, with its place, so that a new one is a
 * decision and never a wrong type.
 */
export function pythonType(schema: Schema, place: string, names: TypeNames): string {
  const unknown = Object.keys(schema).find((keyword) => !SHAPE.has(keyword) && !CONSTRAINTS.has(keyword));
  if (unknown !== undefined) throw new UnknownConstruct(place, `the keyword "${unknown}"`);
  if (typeof schema.$ref === 'string') return referenceType(schema.$ref, place);
  const name = names.nameOf(schema);
  return name ?? plainType(schema, place, names);
}

/** What a name stands for: a class of a TypedDict, or an alias. */
export function typeDeclaration(name: string, schema: Schema, names: TypeNames): string {
  const fields = Object.entries((schema.properties ?? {}) as Schemas);
  if (fields.length === 0 || schema.type !== 'object') return aliasOf(name, schema, names);
  const needed = new Set((schema.required ?? []) as string[]);
  const typed = fields.map(([field, inner]) => {
    const type = pythonType(inner, `${name}.${field}`, names);
    return { field, doc: docOf(inner), type: needed.has(field) ? type : `NotRequired[${type}]` };
  });
  return typed.every(({ field }) => isPythonName(field)) ? classOf(name, schema, typed) : callOf(name, schema, typed);
}

export const docOf = ({ description }: Schema): string | undefined =>
  typeof description === 'string' ? description : undefined;

class UnknownConstruct extends Error {
  constructor(place: string, what: string) {
    super(`${place} has ${what}, which clients/python/python-types.ts does not know yet: teach it there.`);
  }
}

const SCALARS: Readonly<Record<string, string>> = {
  string: 'str',
  integer: 'int',
  number: 'float',
  boolean: 'bool',
  null: 'None',
};

function plainType(schema: Schema, place: string, names: TypeNames): string {
  if (schema.const !== undefined) return `Literal[${pythonLiteral(schema.const, place)}]`;
  if (Array.isArray(schema.enum)) return `Literal[${schema.enum.map((one) => pythonLiteral(one, place)).join(', ')}]`;
  const choices = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(choices)) {
    return union(choices.map((one: Schema, at) => pythonType(one, `${place}/${at}`, names)));
  }
  if (Array.isArray(schema.type))
    return union(schema.type.map((type) => pythonType({ ...schema, type }, place, names)));
  if (typeof schema.type === 'string' && schema.type in SCALARS) return SCALARS[schema.type]!;
  if (schema.type === 'array') {
    if (!isSchema(schema.items)) throw new UnknownConstruct(place, 'an array without "items"');
    return `list[${pythonType(schema.items, `${place}[]`, names)}]`;
  }
  if (schema.type === 'object') return mappingType(schema, place, names);
  if (schema.type === undefined && !Object.keys(schema).some((keyword) => SHAPE.has(keyword))) return 'Any';
  throw new UnknownConstruct(place, `the type ${JSON.stringify(schema.type)}`);
}

/** An object without fields of its own; one with fields has a name. */
function mappingType(schema: Schema, place: string, names: TypeNames): string {
  const { properties = {}, additionalProperties, propertyNames } = schema;
  if (Object.keys(properties as object).length > 0) {
    throw new UnknownConstruct(place, `fields but no name (${shapeOf(schema).slice(0, 80)})`);
  }
  if (!isSchema(additionalProperties)) {
    if (additionalProperties === true) throw new UnknownConstruct(place, '"additionalProperties": true');
    return 'dict[str, Any]';
  }
  const key = isSchema(propertyNames) ? pythonType(propertyNames, `${place} names`, names) : 'str';
  return `dict[${key}, ${pythonType(additionalProperties, `${place}.*`, names)}]`;
}

function referenceType(reference: string, place: string): string {
  const name = /^#\/components\/schemas\/(\w+)$/.exec(reference)?.[1];
  if (name === undefined) throw new UnknownConstruct(place, `the reference "${reference}"`);
  return name;
}

/** An alias is evaluated where it stands, so what it names goes into quotes: it may come further down. */
function aliasOf(name: string, schema: Schema, names: TypeNames): string {
  const type = plainType(schema, name, names);
  const doc = comment(docOf(schema), '');
  if (!type.startsWith('Literal[')) return `${doc}${name}: TypeAlias = ${quoted(type)}\n`;
  const one = `${name} = ${type}`;
  if (one.length <= WIDTH) return `${doc}${one}\n`;
  const values = type.slice('Literal['.length, -1).split(', ');
  return `${doc}${name} = Literal[\n${values.map((value) => `    ${value},\n`).join('')}]\n`;
}

interface TypedField {
  readonly field: string;
  readonly doc: string | undefined;
  readonly type: string;
}

function classOf(name: string, schema: Schema, fields: readonly TypedField[]): string {
  const about = docOf(schema);
  const doc = about === undefined ? '' : `${docstring([wrapped(sentence(about), WIDTH - 8)], '    ')}\n`;
  const lines = fields.map(({ field, doc, type }) => `${comment(doc, '    ')}${annotated(`    ${field}: `, type)}\n`);
  return `class ${name}(TypedDict):\n${doc}${lines.join('')}`;
}

/** The form for names that are no names in Python, such as "from". */
function callOf(name: string, schema: Schema, fields: readonly TypedField[]): string {
  const lines = fields.map(
    ({ field, doc, type }) => `${comment(doc, '        ')}        ${JSON.stringify(field)}: ${quoted(type)},\n`,
  );
  return `${comment(docOf(schema), '')}${name} = TypedDict(\n    "${name}",\n    {\n${lines.join('')}    },\n)\n`;
}

/** An annotation; a list of many alternatives has one a line where the line would be too long. */
function annotated(before: string, type: string): string {
  const choices = /^list\[([^[\]]*)\]$/.exec(type);
  if (before.length + type.length <= WIDTH || choices === null) return before + type;
  const lines = choices[1]!.split(' | ').map((choice, at) => `        ${at === 0 ? '' : '| '}${choice}\n`);
  return `${before}list[\n${lines.join('')}    ]`;
}

export const WIDTH = 100;

export const comment = (text: string | undefined, indent: string): string =>
  text === undefined
    ? ''
    : wrapped(text, WIDTH - indent.length - 2)
        .map((line) => `${indent}# ${line}\n`)
        .join('');

/** With its full stop. */
export const sentence = (text: string): string => (/[.!?)]$/.test(text) ? text : `${text}.`);

/** In the quotes that need no backslash. */
const quoted = (text: string): string => (text.includes('"') ? `'${text}'` : `"${text}"`);

const union = (types: readonly string[]): string => {
  const all = [...new Set(types)];
  // As Python people write it: what it is, and None last.
  return [...all.filter((type) => type !== 'None'), ...all.filter((type) => type === 'None')].join(' | ');
};

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
