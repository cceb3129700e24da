import { type Schema, SHAPE } from '../typescript/schema-type.ts';
import { pascalCase, singular } from './python-text.ts';
import type { Schemas } from './read-operation.ts';

/** The schema behind a name that Python needs and OpenAPI does not give: a TypedDict has no nameless one inside. */
export interface TypeNames {
  /** Of an object with properties, or of an enumeration that is long or used more than once; null: it is written where it stands. */
  nameOf(schema: Schema): string | null;
  /** All that have names, with one of the schemas that are alike. */
  readonly named: ReadonlyMap<string, Schema>;
}

/** A schema and where it stands: `Pin.audience`, and whether as one of many. */
export interface Place {
  readonly schema: Schema;
  readonly path: readonly string[];
}

/**
 * Names for the nameless. What stands in several places under one property's name has that name (`Audience`, `Surface`); anything else that
 * of its place (`PageRowItem`), and what is shaped like a schema of the document has that one's. Schemas are alike when their shapes are, whatever their descriptions and limits. The same places give the same names.
 */
export function createTypeNames(schemas: Schemas, places: readonly Place[], reserved: readonly string[]): TypeNames {
  const found = new Map<string, Place[]>();
  const ofSchemas = Object.entries(schemas).map(([name, schema]) => ({ schema, path: [name] }));
  for (const place of [...ofSchemas, ...places]) collect(place, found);
  const alike = [...found.entries()].filter(
    ([, those]) => those.length > 1 || isObject(those[0]!.schema) || isLong(those[0]!.schema),
  );
  const used = new Set([...Object.keys(schemas), ...reserved]);
  const names = new Map(Object.entries(schemas).map(([name, schema]) => [shapeOf(schema), name]));
  const named = new Map<string, Schema>();
  // What stands in most places has first choice.
  for (const [shape, those] of alike.toSorted(([, a], [, b]) => b.length - a.length)) {
    if (names.has(shape)) continue;
    const name = candidates(those).find((candidate) => !used.has(candidate));
    if (name === undefined) throw new Error(`No name is left for ${those[0]!.path.join('.')}.`);
    used.add(name);
    names.set(shape, name);
    named.set(name, bestTold(those.map(({ schema }) => schema)));
  }
  return { nameOf: (schema) => names.get(shapeOf(schema)) ?? null, named };
}

/** What a schema holds that makes a type: two are alike when this is the same text. */
export function shapeOf(schema: Schema): string {
  return JSON.stringify(stripped(schema));
}

/** Every place below, in the order of the document. */
function collect({ schema, path }: Place, found: Map<string, Place[]>): void {
  const isEnumeration = Array.isArray(schema.enum) && schema.enum.length > 1;
  if (path.length > 1 && (isEnumeration || isObject(schema))) {
    const shape = shapeOf(schema);
    found.set(shape, [...(found.get(shape) ?? []), { schema, path }]);
  }
  for (const [name, field] of Object.entries((schema.properties ?? {}) as Record<string, Schema>)) {
    collect({ schema: field, path: [...path, name] }, found);
  }
  const last = path.at(-1)!;
  for (const key of ['items', 'additionalProperties']) {
    const inner = schema[key] as Schema | boolean | undefined;
    if (typeof inner === 'object') collect({ schema: inner, path: [...path.slice(0, -1), singular(last)] }, found);
  }
  for (const key of ['anyOf', 'oneOf']) {
    for (const choice of (schema[key] ?? []) as Schema[]) {
      const word = wordOf(choice);
      collect({ schema: choice, path: word === null ? path : [...path, word] }, found);
    }
  }
}

/** What an alternative calls itself, in the field that has but one value. */
function wordOf({ properties = {} }: Schema): string | null {
  const told = Object.values(properties as Record<string, Schema>).find(({ const: word }) => typeof word === 'string');
  return told === undefined ? null : (told.const as string);
}

/** Names of fields that say too little alone: `type` of an item is ItemType. */
const TOO_SHORT: ReadonlySet<string> = new Set(
  [
    'type',
    'kind',
    'state',
    'status',
    'code',
    'reason',
    'order',
    'sort',
    'place',
    'part',
    'name',
    'day',
    'from',
    'models',
  ].concat([
    'before',
    'after',
    'total',
    'value',
    'format',
    'action',
    'missing',
    'features',
    'item',
    'row',
    'rows',
    'warnings',
  ]),
);

function candidates(places: readonly Place[]): readonly string[] {
  const { path } = places[0]!;
  if (path.at(-1) === 'answer') return [`${singular(path[0]!.replace(/^List/, ''))}List`];
  const short = [commonest(places.map((place) => place.path.at(-1)!))].filter(
    (name) => name !== null && !TOO_SHORT.has(name),
  ) as string[];
  const long = path.map((part, at) => (at === 0 ? part : singular(part))).map(pascalCase);
  return [
    ...short.map((name) => pascalCase(singular(name))),
    long.slice(-2).join(''),
    long.join(''),
    `${long.join('')}Entry`,
  ];
}

/** An enumeration that would fill a line. */
const isLong = (schema: Schema): boolean => ((schema.enum ?? []) as unknown[]).length > 4;

/** What more than one of them, and at least half, are called. */
function commonest(names: readonly string[]): string | null {
  const countOf = (name: string) => names.filter((other) => other === name).length;
  const [most] = names.toSorted((a, b) => countOf(b) - countOf(a));
  return countOf(most!) > 1 && countOf(most!) * 2 >= names.length ? most! : null;
}

/** Of schemas that are alike the one that says most of its fields; of itself only what all of them say. */
function bestTold(those: readonly Schema[]): Schema {
  const [{ description, ...rest }] = those.toSorted((a, b) => JSON.stringify(b).length - JSON.stringify(a).length) as [
    Schema,
  ];
  return those.every((one) => one.description === description) ? { description, ...rest } : rest;
}

const isObject = (schema: Schema): boolean => Object.keys((schema.properties ?? {}) as object).length > 0;

function stripped(value: unknown, isMap = false): unknown {
  if (Array.isArray(value)) return value.map((one) => stripped(one));
  if (typeof value !== 'object' || value === null) return value;
  // Below "properties" keys are names of fields, not keywords.
  const kept = Object.entries(value).filter(([key]) => isMap || SHAPE.has(key));
  return Object.fromEntries(kept.map(([key, inner]) => [key, stripped(inner, !isMap && key === 'properties')]));
}
