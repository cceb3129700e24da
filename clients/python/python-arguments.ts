import { isKeyed } from '../sent-again.ts';
import type { Schema } from '../typescript/schema-type.ts';
import { snakeCase } from './python-text.ts';
import { pythonType } from './python-types.ts';
import type { ReadOperation, Schemas } from './read-operation.ts';
import type { TypeNames } from './type-names.ts';

/** An argument of a method, and where it goes. */
export interface Argument {
  readonly name: string;
  /** As the service calls it. */
  readonly wireName: string;
  readonly place: 'path' | 'query' | 'body' | 'whole-body' | 'option';
  readonly annotation: string;
  readonly isRequired: boolean;
  readonly isKeyword: boolean;
  readonly doc: string | undefined;
}

/** What a method takes, in order: what must be given, what may be, and behind the star what has to be named. */
export function argumentsOf(operation: ReadOperation, schemas: Schemas, names: TypeNames): readonly Argument[] {
  const { name: owner, parameters, body, takesIfMatch } = operation;
  const fields = bodyFields(operation, schemas);
  const inBody = new Set(fields.map(({ wireName }) => wireName));
  const given: Argument[] = parameters
    // What may be sent in the query and in the body alike goes in the body.
    .filter(({ name }) => !inBody.has(name))
    .map((parameter) => ({
      name: snakeCase(parameter.name),
      wireName: parameter.name,
      place: parameter.in,
      annotation: argumentType(parameter.schema, `${owner}.${parameter.name}`, names),
      isRequired: parameter.isRequired,
      isKeyword: !parameter.isRequired,
      doc: parameter.doc,
    }));
  if (body !== null && fields.length === 0 && hasFields(body.schema, schemas)) given.push(wholeBody(operation, names));
  given.push(
    ...fields.map(({ wireName, schema, isRequired }) => ({
      name: snakeCase(wireName),
      wireName,
      place: 'body' as const,
      annotation: argumentType(schema, `${owner}.${wireName}`, names),
      isRequired,
      isKeyword: fields.length > 1,
      doc: schema.description as string | undefined,
    })),
  );
  if (takesIfMatch)
    given.push(option('if_match', 'Refused (412) unless the object is still as it was seen: `etag_of` what was read'));
  if (isKeyed(owner))
    given.push(
      option(
        'idempotency_key',
        'Done once for one key within a day; one is made for you, so that it may be sent again',
      ),
    );
  const twice = given.find(({ name }, at) => given.findIndex((other) => other.name === name) !== at);
  if (twice !== undefined) throw new Error(`${owner} takes "${twice.name}" twice: its method cannot tell them apart.`);
  const order = ({ isKeyword, isRequired }: Argument) => (isKeyword ? 2 : 0) + (isRequired ? 0 : 1);
  return given.toSorted((a, b) => order(a) - order(b));
}

function bodyFields({ method, body }: ReadOperation, schemas: Schemas) {
  if (body === null || method !== 'POST' || body.mediaType !== 'application/json') return [];
  const schema = resolved(body.schema, schemas);
  const needed = new Set(body.isRequired ? ((schema.required ?? []) as string[]) : []);
  return Object.entries((schema.properties ?? {}) as Schemas).map(([wireName, field]) => ({
    wireName,
    schema: field,
    isRequired: needed.has(wireName),
  }));
}

/** The schema itself, where a name of one was given. */
export const resolved = (schema: Schema, schemas: Schemas): Schema =>
  typeof schema.$ref === 'string' ? schemas[schema.$ref.replace('#/components/schemas/', '')]! : schema;

const hasFields = (schema: Schema, schemas: Schemas): boolean =>
  Object.keys((resolved(schema, schemas).properties ?? {}) as object).length > 0;

function wholeBody({ name, body }: ReadOperation, names: TypeNames): Argument {
  const type = pythonType(body!.schema, `${name}.body`, names);
  const isLines = body!.mediaType === 'application/x-ndjson';
  return {
    name: isLines ? 'lines' : 'body',
    wireName: 'body',
    place: 'whole-body',
    annotation: isLines ? `Iterable[${type}]` : type,
    isRequired: body!.isRequired,
    isKeyword: false,
    doc: isLines ? 'Sent one a line, as they are taken' : undefined,
  };
}

/** An argument of the client's own. */
export const option = (name: string, doc: string): Argument => ({
  name,
  wireName: name,
  place: 'option',
  annotation: 'str',
  isRequired: false,
  isKeyword: true,
  doc,
});

/** What a method takes may be wider than what the service sends: times as datetimes, any sequence for a list. */
function argumentType(schema: Schema, place: string, names: TypeNames): string {
  if (schema.format === 'date-time') return 'Moment';
  const type = pythonType(schema, place, names).replace(/ \| None$/, '');
  return schema.type === 'array' ? type.replace(/^list\[/, 'Sequence[') : type;
}
