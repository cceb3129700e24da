import { isKeyed, isRepeatable, refuseStrays } from '../sent-again.ts';
import { docComment, property, type Schema, schemaType } from './schema-type.ts';

/**
 * The text of src/api-types.ts from the service's OpenAPI: a type for each named schema, and for each operation its input, its answer
 * and how it is sent. The same document gives the same text. Throws on anything it does not know.
 */
export function generateApiTypes(document: object): string {
  const { components, paths } = document as OpenApi;
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => readOperation(path, method, operation)),
  );
  refuseStrays(operations.map(({ name }) => name));
  const schemas = Object.entries(components.schemas).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return [
    '// Made from the OpenAPI of the service by `npm run generate:client`. Changes made here are lost.\n',
    ...schemas.map(([name, schema]) => `${docComment(schema.description, '')}${declaration(name, schema)}`),
    `/** Every operation: what its method of the client takes, and what it answers. */\nexport interface Operations {\n${operations.map(typesOf).join('')}}\n`,
    OPERATION,
    `export const OPERATIONS: { readonly [Name in keyof Operations]: Operation } = {\n${operations.map(rowOf).join('')}};\n`,
  ].join('\n');
}

const OPERATION = `/** How an operation is sent. */
export interface Operation {
  readonly method: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE';
  /** As in OpenAPI: \`/v1/items/{itemId}\`. */
  readonly path: string;
  readonly pathNames: readonly string[];
  readonly queryNames: readonly string[];
  /** Media type of the body; null when it takes none. */
  readonly bodyType: string | null;
  /** Whether sending it twice does what sending it once does. */
  readonly isRepeatable: boolean;
  /** Whether it is so when sent with an Idempotency-Key. */
  readonly isKeyed: boolean;
}
`;

interface OpenApi {
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
}

interface OpenApiOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters?: readonly {
    in: string;
    name: string;
    required?: boolean;
    schema: Schema;
    description?: string;
  }[];
  readonly requestBody?: { required?: boolean; content: Content };
  readonly responses: Readonly<Record<string, { content?: Content }>>;
}
type Content = Readonly<Record<string, { schema: Schema }>>;

interface ReadOperation {
  readonly name: string;
  readonly summary: string;
  readonly method: string;
  readonly path: string;
  readonly pathNames: readonly string[];
  readonly queryNames: readonly string[];
  readonly bodyType: string | null;
  /** Lines of the input type. */
  readonly input: readonly string[];
  readonly answer: string;
}

const METHODS = ['get', 'put', 'post', 'patch', 'delete'];
const JSON_TYPE = 'application/json';
const NDJSON_TYPE = 'application/x-ndjson';
const BODY_TYPES = [JSON_TYPE, 'application/merge-patch+json', NDJSON_TYPE];

function readOperation(path: string, method: string, operation: OpenApiOperation): ReadOperation {
  const { operationId: name, summary, parameters = [], requestBody, responses } = operation;
  if (!METHODS.includes(method)) throw new Error(`${name} has the method ${method}, which the client does not know.`);
  const names = [...parameters.map((parameter) => parameter.name), ...(requestBody ? ['body'] : [])];
  const twice = names.find((one, at) => names.indexOf(one) !== at);
  if (twice !== undefined) throw new Error(`${name} takes "${twice}" twice: its method cannot tell them apart.`);
  const input = parameters.map((parameter) => {
    if (parameter.in !== 'path' && parameter.in !== 'query') {
      throw new Error(`${name} takes "${parameter.name}" in ${parameter.in}, which the client does not know.`);
    }
    const type = schemaType(parameter.schema, `${name}.${parameter.name}`, FIELD);
    const doc = parameter.description ?? parameter.schema.description;
    return property(parameter.name, type, { optional: !parameter.required, doc, indent: FIELD });
  });
  const bodyType = requestBody ? bodyTypeOf(name, requestBody.content) : null;
  if (requestBody) input.push(bodyProperty(name, bodyType!, requestBody));
  const namesIn = (place: string) => parameters.filter((one) => one.in === place).map((one) => one.name);
  return {
    name,
    summary,
    method: method.toUpperCase(),
    path,
    pathNames: namesIn('path'),
    queryNames: namesIn('query'),
    bodyType,
    input,
    answer: answerType(name, responses),
  };
}

const FIELD = '      ';

function bodyTypeOf(name: string, content: Content): string {
  const bodyType = Object.keys(content)[0]!;
  if (BODY_TYPES.includes(bodyType)) return bodyType;
  throw new Error(`${name} takes a body of type ${bodyType}, which the client does not know.`);
}

function bodyProperty(name: string, bodyType: string, body: NonNullable<OpenApiOperation['requestBody']>): string {
  const type = schemaType(body.content[bodyType]!.schema, `${name}.body`, FIELD);
  const isLines = bodyType === NDJSON_TYPE;
  return property('body', isLines ? `readonly ${type}[]` : type, {
    optional: !body.required,
    doc: isLines ? 'Sent one a line' : undefined,
    indent: FIELD,
  });
}

function answerType(name: string, responses: OpenApiOperation['responses']): string {
  const types = Object.entries(responses)
    // 207 is what a route answers to lines where it takes one thing, too: the method sends the one.
    .filter(([status]) => status.startsWith('2') && status !== '207')
    .map(([status, { content }]) => {
      if (content === undefined) return 'undefined';
      const schema = content[JSON_TYPE]?.schema;
      if (schema !== undefined) return schemaType(schema, `${name} ${status}`, '    ');
      throw new Error(`${name} answers ${Object.keys(content)}, which the client does not know.`);
    });
  if (types.length === 0) throw new Error(`${name} describes no success.`);
  return [...new Set(types)].join(' | ');
}

function declaration(name: string, schema: Schema): string {
  const type = schemaType(schema, name);
  return type.startsWith('{') ? `export interface ${name} ${type}\n` : `export type ${name} = ${type};\n`;
}

function typesOf({ name, summary, input, answer }: ReadOperation): string {
  const fields = input.length === 0 ? 'Readonly<Record<string, never>>' : `{\n${input.join('')}    }`;
  return `${docComment(summary, '  ')}  readonly ${name}: {\n    readonly input: ${fields};\n    readonly answer: ${answer};\n  };\n`;
}

function rowOf(operation: ReadOperation): string {
  const { name, method, path, pathNames, queryNames, bodyType } = operation;
  const sent = { isRepeatable: isRepeatable(method, name), isKeyed: isKeyed(name) };
  const row = { method, path, pathNames, queryNames, bodyType, ...sent };
  const fields = Object.entries(row).map(([field, value]) => `    ${field}: ${JSON.stringify(value)},\n`);
  return `  ${name}: {\n${fields.join('')}  },\n`;
}
