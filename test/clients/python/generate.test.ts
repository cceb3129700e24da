import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { generatePython } from '../../../clients/python/generate.ts';
import { startApi, type TestApi } from '../../support/api.ts';

const ofText = { 'application/json': { schema: { type: 'string' } } };
const ofThing = { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } };

describe('the Python client', () => {
  let api: TestApi;
  let document: { components: { schemas: Record<string, object> }; paths: Record<string, Record<string, object>> };
  beforeAll(async () => {
    api = await startApi();
    document = (await api.call('GET', '/openapi.json', { as: null })).body;
  });
  afterAll(() => api.close());

  /** The modules of a document that has one operation and one schema more. */
  function madeOf(operation: object, thing: object = { type: 'object', properties: { a: { type: 'string' } } }) {
    const { components, paths } = document;
    const stated = { operationId: 'makeThing', summary: 'Makes a thing', responses: { 200: { content: ofThing } } };
    return generatePython({
      components: { schemas: { ...components.schemas, Thing: thing } },
      paths: { ...paths, '/v1/things/{thingId}': { post: { ...stated, ...operation } } },
    });
  }
  const inPath = (name: string) => ({ in: 'path', name, required: true, schema: { type: 'string' } });
  const inQuery = (name: string, schema: object = { type: 'string' }) => ({ in: 'query', name, schema });

  test('a POST takes the fields of its body by name, what is required first, and names that Python keeps with a line', () => {
    const schema = {
      type: 'object',
      properties: {
        from: { type: 'string', format: 'date-time' },
        itemIds: { type: 'array', items: { type: 'string' } },
      },
      required: ['from'],
    };
    const { '_operations.py': text } = madeOf({
      parameters: [
        inPath('thingId'),
        inQuery('dryRun', { type: 'boolean', description: 'Only says what it would do' }),
      ],
      requestBody: { required: true, content: { 'application/json': { schema } } },
    });
    const method = text.slice(text.indexOf('    def make_thing'));
    expect(method).toMatch(
      'def make_thing(\n        self,\n        thing_id: str,\n        *,\n        from_: Moment,\n' +
        '        dry_run: bool | None = None,\n        item_ids: Sequence[str] | None = None,\n    ) -> Thing:',
    );
    expect(method).toContain('dry_run: Only says what it would do.');
    expect(method).toContain('"itemIds": item_ids,');
    expect(method).toContain('f"/v1/things/{segment(thing_id)}"');
  });

  test('a list can be gone through without its cursor', () => {
    const list = {
      type: 'object',
      properties: {
        items: { type: 'array', items: { $ref: '#/components/schemas/Thing' } },
        nextCursor: { type: ['string', 'null'] },
      },
      required: ['items', 'nextCursor'],
    };
    const { '_operations.py': text } = generatePython({
      components: { schemas: { ...document.components.schemas, Thing: { type: 'object', properties: { a: {} } } } },
      paths: {
        ...document.paths,
        '/v1/things': {
          get: {
            operationId: 'listThings',
            summary: 'Things',
            parameters: [inQuery('cursor'), inQuery('limit', { type: 'integer' }), inQuery('q')],
            responses: { 200: { content: { 'application/json': { schema: list } } } },
          },
        },
      },
    });
    expect(text).toContain('def iter_things(self, *, q: str | None = None, page_size: int = 500) -> Iterator[Thing]:');
    expect(text).toMatch(/def list_things\([^)]*cursor: str \| None = None[^)]*\) -> ThingList:/);
  });

  test('a field that Python could not name makes a dictionary type of the other form; an optional one is told so', () => {
    const properties = { from: { type: 'string' }, note: { type: ['string', 'null'], description: 'For people' } };
    const { 'types.py': text } = madeOf({}, { type: 'object', properties, required: ['from'] });
    expect(text).toContain(
      'Thing = TypedDict(\n    "Thing",\n    {\n        "from": "str",\n        # For people\n        "note": "NotRequired[str | None]",\n    },\n)',
    );
  });

  test('what has no name in the document gets one: of its field where that is all it is called, else of its place', () => {
    const inner = { type: 'object', properties: { depth: { type: 'integer' } }, required: ['depth'] };
    const properties = { hollow: inner, others: { type: 'array', items: { ...inner, properties: { wide: {} } } } };
    const { 'types.py': text } = madeOf({}, { type: 'object', properties });
    expect(text).toContain('class ThingHollow(TypedDict):\n    depth: int\n');
    expect(text).toContain('    others: NotRequired[list[ThingOther]]\n');
    expect(text).toMatch(/^ {4}surface: Surface$/m);
  });

  test('a description cannot end its docstring', () => {
    const { '_operations.py': text } = madeOf({ summary: 'Ends """ here \\' });
    expect(text).toContain(`"""Ends ''' here \\\\.`);
  });

  test.each<[string, object, object | undefined, string]>([
    ['a parameter in a header', { parameters: [{ ...inQuery('x'), in: 'header' }] }, undefined, 'in header'],
    ['one name for two things', { parameters: [inQuery('a'), inQuery('a')] }, undefined, 'twice'],
    ['a body of an unknown type', { requestBody: { content: { 'text/csv': { schema: {} } } } }, undefined, 'text/csv'],
    ['an answer of an unknown type', { responses: { 200: { content: { 'text/csv': {} } } } }, undefined, 'text/csv'],
    ['no success', { responses: {} }, undefined, 'no success'],
    ['two successes', { responses: { 200: { content: ofText }, 202: { content: ofThing } } }, undefined, 'two things'],
    ['a keyword that it does not know', {}, { allOf: [{ type: 'string' }] }, 'the keyword "allOf"'],
    ['an array of nobody knows what', {}, { type: 'array' }, 'an array without "items"'],
    ['a reference to elsewhere', {}, { $ref: 'https://elsewhere/x' }, 'the reference'],
  ])('a document with %s is refused loudly, never guessed', (_, operation, thing, sentence) => {
    const field = thing && { type: 'object', properties: { a: thing } };
    expect(() => madeOf(operation, field)).toThrow(sentence);
  });
});
