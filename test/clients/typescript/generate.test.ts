import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { generateApiTypes } from '../../../clients/typescript/generate.ts';
import { type Schema, schemaType } from '../../../clients/typescript/schema-type.ts';
import { startApi, type TestApi } from '../../support/api.ts';

describe('the generated types', () => {
  let api: TestApi;
  let document: { paths: Record<string, Record<string, object>> };
  beforeAll(async () => {
    api = await startApi();
    document = (await api.call('GET', '/openapi.json', { as: null })).body;
  });
  afterAll(() => api.close());

  test('a description cannot end its comment', () => {
    const changed = structuredClone(document);
    changed.paths['/v1/items']!.get = { ...changed.paths['/v1/items']!.get, summary: 'a */ b' };
    expect(generateApiTypes(changed)).toContain('/** a *\\/ b */');
  });

  const changedOperation = (change: object) => {
    const changed = structuredClone(document);
    changed.paths['/v1/items']!.get = { ...changed.paths['/v1/items']!.get, ...change };
    return () => generateApiTypes(changed);
  };
  const text = { type: 'string' };
  const inQuery = (name: string) => ({ in: 'query', name, schema: text });

  test.each<[string, object, string]>([
    ['a parameter in a header', { parameters: [{ in: 'header', name: 'x', schema: text }] }, 'in header'],
    ['one name for two things', { parameters: [inQuery('q'), inQuery('q')] }, 'twice'],
    ['a parameter called body beside a body', { parameters: [inQuery('body')], requestBody: json(text) }, 'twice'],
    ['a body of an unknown type', { requestBody: { content: { 'text/csv': { schema: text } } } }, 'text/csv'],
    ['an answer of an unknown type', { responses: { 200: { content: { 'text/csv': { schema: text } } } } }, 'text/csv'],
    ['no success', { responses: {} }, 'no success'],
  ])('an operation with %s is refused loudly', (_, change, sentence) => {
    expect(changedOperation(change)).toThrow(sentence);
  });

  function json(schema: Schema) {
    return { content: { 'application/json': { schema } } };
  }
});

describe('the type of a schema', () => {
  const known: [Schema, string][] = [
    [{}, 'unknown'],
    [{ type: 'string', pattern: 'x', minLength: 1 }, 'string'],
    [{ type: 'integer', default: 3 }, 'number'],
    [{ type: ['string', 'null'] }, 'string | null'],
    [{ type: 'string', enum: ['a', "it's", 'say "x"'] }, `'a' | 'it\\'s' | 'say "x"'`],
    [{ type: 'number', const: 3 }, '3'],
    [{ anyOf: [{ $ref: '#/components/schemas/Pin' }, { type: 'null' }] }, 'Pin | null'],
    [{ type: 'array', items: { type: 'string' } }, 'readonly string[]'],
    [{ type: 'array', items: { type: ['string', 'null'] } }, 'readonly (string | null)[]'],
    [{ type: 'array', items: { type: 'array', items: { type: 'number' } } }, 'readonly (readonly number[])[]'],
    [{ type: 'array', items: { type: 'string', enum: ['a | b'] } }, "readonly 'a | b'[]"],
    [{ type: 'object', properties: {}, additionalProperties: false }, 'Readonly<Record<string, never>>'],
    [{ type: 'object', additionalProperties: { type: 'number' } }, 'Readonly<Record<string, number>>'],
    [
      {
        type: 'object',
        properties: { a: { type: 'string', description: 'The first' }, 'b-c': { type: 'number' } },
        required: ['a'],
      },
      '{\n  /** The first */\n  readonly a: string;\n  readonly "b-c"?: number;\n}',
    ],
  ];
  test.each(known)('%j', (schema, type) => expect(schemaType(schema, 'here')).toBe(type));

  test.each<[Schema]>([
    [{ allOf: [{ type: 'string' }] }],
    [{ not: { type: 'string' } }],
    [{ type: 'array' }],
    [{ type: 'array', prefixItems: [{ type: 'string' }] }],
    [{ type: 'object', additionalProperties: true }],
    [{ type: 'object', properties: { a: {} }, additionalProperties: { type: 'string' } }],
    [{ type: 'file' }],
    [{ properties: {} }],
    [{ $ref: 'https://elsewhere/x' }],
    [{ const: { a: 1 } }],
  ])('one it does not know is refused with its place, never guessed: %j', (schema) => {
    expect(() => schemaType({ type: 'array', items: schema }, 'Page.rows')).toThrow(/^Page\.rows\[\].* has /);
  });
});
