import type { Schema } from '../typescript/schema-type.ts';
import type { Place } from './type-names.ts';

/** An operation as its Python method needs to know it. */
export interface ReadOperation {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  /** Who may call it. */
  readonly description: string;
  readonly parameters: readonly Parameter[];
  /** null: it takes none. */
  readonly body: Body | null;
  /** null: there is none to read. */
  readonly answer: Schema | null;
  /** Media types that it answers beside JSON, to be kept as files. */
  readonly fileTypes: readonly string[];
  readonly takesIfMatch: boolean;
}

export interface Parameter {
  readonly in: 'path' | 'query';
  readonly name: string;
  readonly isRequired: boolean;
  readonly schema: Schema;
  readonly doc: string | undefined;
}

export interface Body {
  readonly mediaType: string;
  readonly schema: Schema;
  readonly isRequired: boolean;
}

export type Schemas = Readonly<Record<string, Schema>>;

export interface OpenApi {
  readonly components: { readonly schemas: Schemas };
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
}

interface OpenApiOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly {
    in: string;
    name: string;
    required?: boolean;
    schema: Schema;
    description?: string;
  }[];
  readonly requestBody?: { required?: boolean; content: Content };
  readonly responses: Readonly<Record<string, { content?: Content; headers?: object }>>;
}
type Content = Readonly<Record<string, { schema: Schema }>>;

const JSON_TYPE = 'application/json';
const BODY_TYPES = [JSON_TYPE, 'application/merge-patch+json', 'application/x-ndjson'];
/** Actions on an object that may be asked for on condition that it is as it was seen; of methods see takesIfMatch. */
const CONDITIONAL_POSTS: readonly string[] = ['approvePin', 'rejectPin'];

/** Every operation of the document, in its order. Throws on what the client could not send or read. */
export function readOperations({ paths }: OpenApi): readonly ReadOperation[] {
  return Object.entries(paths).flatMap(([path, methods]) => {
    const hasEtag = Object.values(methods).some(({ responses }) => 'etag' in (responses[200]?.headers ?? {}));
    return Object.entries(methods).map(([method, operation]) => readOperation(path, method, operation, hasEtag));
  });
}

/** Where an operation's schemas stand, for names to those that have none. */
export function placesOf({ name, parameters, body, answer }: ReadOperation): readonly Place[] {
  const owner = name.slice(0, 1).toUpperCase() + name.slice(1);
  return [
    ...parameters.map((parameter) => ({ schema: parameter.schema, path: [owner, parameter.name] })),
    ...fieldsOf(body).map(([field, schema]) => ({ schema, path: [owner, field] })),
    ...(answer === null || typeof answer.$ref === 'string' ? [] : [{ schema: answer, path: [owner, 'answer'] }]),
  ];
}

/** Fields of a body that is written where it stands. */
export function fieldsOf(body: Body | null): readonly (readonly [string, Schema])[] {
  return Object.entries((body?.schema.properties ?? {}) as Readonly<Record<string, Schema>>);
}

function readOperation(path: string, method: string, operation: OpenApiOperation, hasEtag: boolean): ReadOperation {
  const { operationId: name, summary, description = '', parameters = [], requestBody, responses } = operation;
  if (!['get', 'put', 'post', 'patch', 'delete'].includes(method)) {
    throw new Error(`${name} has the method ${method}, which the client does not know.`);
  }
  return {
    name,
    method: method.toUpperCase(),
    path,
    summary,
    description,
    parameters: parameters.map((parameter) => readParameter(name, parameter)),
    body: requestBody === undefined ? null : readBody(name, requestBody),
    ...readAnswer(name, responses),
    takesIfMatch: (hasEtag && ['put', 'patch', 'delete'].includes(method)) || CONDITIONAL_POSTS.includes(name),
  };
}

function readParameter(owner: string, given: NonNullable<OpenApiOperation['parameters']>[number]): Parameter {
  const { in: place, name, required = false, schema } = given;
  if (place !== 'path' && place !== 'query') {
    throw new Error(`${owner} takes "${name}" in ${place}, which the client does not know.`);
  }
  const doc = given.description ?? (schema.description as string | undefined);
  return { in: place, name, isRequired: required, schema, doc };
}

function readBody(name: string, { required = false, content }: NonNullable<OpenApiOperation['requestBody']>): Body {
  const mediaType = Object.keys(content)[0]!;
  if (BODY_TYPES.includes(mediaType)) return { mediaType, schema: content[mediaType]!.schema, isRequired: required };
  throw new Error(`${name} takes a body of type ${mediaType}, which the client does not know.`);
}

function readAnswer(name: string, responses: OpenApiOperation['responses']) {
  // 207 is what a route answers to lines where it takes one thing, too: the method sends the one.
  const good = Object.entries(responses).filter(([status]) => status.startsWith('2') && status !== '207');
  if (good.length === 0) throw new Error(`${name} describes no success.`);
  const answers = good.map(([, { content }]) => content?.[JSON_TYPE]?.schema ?? null);
  const unread = good.find(([, { content }]) => content !== undefined && !(JSON_TYPE in content));
  if (unread !== undefined)
    throw new Error(`${name} answers ${Object.keys(unread[1].content!)}, which the client does not know.`);
  if (new Set(answers.map((answer) => JSON.stringify(answer))).size > 1) throw new Error(`${name} answers two things.`);
  const fileTypes = good.flatMap(([, { content = {} }]) => Object.keys(content).filter((type) => type !== JSON_TYPE));
  return { answer: answers[0]!, fileTypes };
}
