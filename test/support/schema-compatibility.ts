import { isDeepStrictEqual } from 'node:util';
import type { DataContract } from '../../src/http/contracts.ts';

type Node = Readonly<Record<string, unknown>>;
export type Direction = DataContract['compatibility'];

/**
 * What of a changed JSON Schema breaks those who rely on the older one, a sentence each; none when there is nothing.
 * 'backward', of what is sent: everything that the older schema allowed has to be allowed still.
 * 'forward', of what is read: a reader made for the older schema, who passes over fields and values of an enumeration that he does
 * not know, has to understand everything that the newer one allows, and to find what he looks for.
 * Of a keyword that this does not know, any change counts as breaking.
 */
export function breakingChanges(older: object, newer: object, direction: Direction): readonly string[] {
  const [reader, writer] = direction === 'backward' ? [newer, older] : [older, newer];
  return compare(reader as Node, writer as Node, {
    direction,
    path: '',
    ofReader: (node) => resolve(node, reader as Node),
    ofWriter: (node) => resolve(node, writer as Node),
  });
}

interface Scope {
  readonly direction: Direction;
  readonly path: string;
  ofReader(node: unknown): Node;
  ofWriter(node: unknown): Node;
}

/** What the writer may write and the reader does not take. */
function compare(readerNode: unknown, writerNode: unknown, scope: Scope): string[] {
  const readers = branches(scope.ofReader(readerNode));
  return branches(scope.ofWriter(writerNode)).flatMap((writer) => {
    // The branch that comes nearest: its objections say most.
    const objections = readers.map((reader) => compareOne(reader, writer, scope));
    return objections.reduce((least, each) => (each.length < least.length ? each : least));
  });
}

function compareOne(reader: Node, writer: Node, scope: Scope): string[] {
  const say = (what: string) => `${scope.path === '' ? 'the record' : scope.path} ${what}`;
  const said: string[] = [];
  if (reader.type !== undefined && reader.type !== writer.type) {
    const isWithin = reader.type === 'number' && writer.type === 'integer';
    const [was, is] = scope.direction === 'backward' ? [writer.type, reader.type] : [reader.type, writer.type];
    if (!isWithin) return [say(`was of type ${was ?? 'any'} and is ${is ?? 'any'}`)];
  }
  const known = valuesOf(reader);
  if (known !== null && scope.direction === 'backward') {
    const written = valuesOf(writer);
    if (written === null) said.push(say('may have only some of its values'));
    else for (const value of written) if (!known.includes(value)) said.push(say(`may not be ${value} any more`));
  }
  for (const [keyword, isUpper] of BOUNDS) {
    const [limit, written] = [reader[keyword], writer[keyword]] as [number | undefined, number | undefined];
    if (limit === undefined) continue;
    if (written === undefined || (isUpper ? written > limit : written < limit))
      said.push(say(`has another ${keyword}`));
  }
  for (const keyword of new Set([...Object.keys(reader), ...Object.keys(writer)])) {
    if (COMPARED.has(keyword) || ANNOTATIONS.has(keyword)) continue;
    // What the reader leaves open may be anything; all else has to be the same.
    if (LIFTABLE.has(keyword) && !(keyword in reader)) continue;
    if (!isDeepStrictEqual(reader[keyword], writer[keyword])) said.push(say(`has another ${keyword}`));
  }
  if (reader.items !== undefined) {
    said.push(...compare(reader.items, writer.items ?? {}, { ...scope, path: `${scope.path}[]` }));
  }
  return [...said, ...compareFields(reader, writer, scope)];
}

function compareFields(reader: Node, writer: Node, scope: Scope): string[] {
  const [read, written] = [reader, writer].map((node) => (node.properties ?? {}) as Record<string, unknown>);
  const said: string[] = [];
  const at = (name: string) => (scope.path === '' ? name : `${scope.path}.${name}`);
  for (const [name, field] of Object.entries(written!)) {
    if (Object.hasOwn(read!, name)) said.push(...compare(read![name], field, { ...scope, path: at(name) }));
    else if (scope.direction === 'backward' && reader.additionalProperties === false) said.push(`${at(name)} is gone`);
  }
  for (const name of Object.keys(read!)) {
    const isSurelyWritten = ((writer.required ?? []) as string[]).includes(name);
    const isRequired = ((reader.required ?? []) as string[]).includes(name);
    if (scope.direction === 'forward' && !Object.hasOwn(written!, name)) said.push(`${at(name)} is gone`);
    else if (isRequired && !isSurelyWritten) {
      said.push(scope.direction === 'backward' ? `${at(name)} is needed now` : `${at(name)} may be absent now`);
    }
  }
  const [others, otherWritten] = [reader.additionalProperties, writer.additionalProperties];
  if (scope.direction === 'backward' && others === false && otherWritten !== false && writer.type === 'object') {
    said.push(`${scope.path === '' ? 'the record' : scope.path} may have no other fields any more`);
  } else if (isNode(others) && otherWritten !== false) {
    said.push(...compare(others, otherWritten ?? {}, { ...scope, path: at('*') }));
  }
  return said;
}

/** A schema as the list of its alternatives. */
function branches(node: Node): readonly Node[] {
  const { anyOf, oneOf, type, ...rest } = node;
  const alternatives = (anyOf ?? oneOf) as readonly Node[] | undefined;
  if (alternatives !== undefined) return alternatives.flatMap((one) => branches({ ...rest, ...one }));
  if (Array.isArray(type)) return type.map((one) => ({ ...rest, type: one }));
  return [node];
}

function valuesOf(node: Node): readonly unknown[] | null {
  if ('const' in node) return [node.const];
  return (node.enum as readonly unknown[] | undefined) ?? null;
}

function resolve(node: unknown, root: Node): Node {
  if (!isNode(node)) return {};
  if (typeof node.$ref !== 'string') return node;
  const target = (root.$defs as Record<string, unknown> | undefined)?.[node.$ref.replace('#/$defs/', '')];
  if (!isNode(target)) throw new Error(`${node.$ref} leads nowhere`);
  return resolve(target, root);
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Keyword -> whether it is an upper bound. */
const BOUNDS: readonly (readonly [string, boolean])[] = [
  ['minimum', false],
  ['exclusiveMinimum', false],
  ['minLength', false],
  ['minItems', false],
  ['minProperties', false],
  ['maximum', true],
  ['exclusiveMaximum', true],
  ['maxLength', true],
  ['maxItems', true],
  ['maxProperties', true],
];
const COMPARED = new Set([
  ...BOUNDS.map(([keyword]) => keyword),
  ...['type', 'enum', 'const', 'items', 'properties', 'required', 'additionalProperties', '$defs', '$ref'],
]);
const LIFTABLE = new Set(['pattern', 'format', 'propertyNames', 'uniqueItems']);
const ANNOTATIONS = new Set(['$schema', '$id', 'title', 'description', 'examples', 'deprecated']);
