import { isRepeatable } from '../sent-again.ts';
import type { Schema } from '../typescript/schema-type.ts';
import { type Argument, argumentsOf, option, resolved } from './python-arguments.ts';
import { docstring, snakeCase, wrapped } from './python-text.ts';
import { pythonType, sentence, WIDTH } from './python-types.ts';
import type { ReadOperation, Schemas } from './read-operation.ts';
import type { TypeNames } from './type-names.ts';

/**
 * The methods of an operation: itself; for a list, an iterator over all of it; for what also comes as a file, a download. A POST takes the
 * fields of its body as keyword arguments; PUT and PATCH take the document, in which None means something.
 */
export function pythonMethods(operation: ReadOperation, schemas: Schemas, names: TypeNames): string {
  const all = argumentsOf(operation, schemas, names);
  const hasFormat = operation.fileTypes.length > 0 && all.some(({ name }) => name === 'format');
  const plain = all.filter(({ name }) => !(hasFormat && name === 'format'));
  return [
    callMethod(operation, plain, names),
    ...(all.some(({ name }) => name === 'cursor') ? [iteratorMethod(operation, plain, schemas, names)] : []),
    ...(operation.fileTypes.length > 0 ? [downloadMethod(operation, all)] : []),
  ].join('\n');
}

/** Answers that the client gives as an object of its own. */
const WRAPPED: Readonly<Record<string, string>> = { ReportAnswer: 'Report' };
const I = '        ';

function callMethod(operation: ReadOperation, all: readonly Argument[], names: TypeNames): string {
  const { name, method, path, answer } = operation;
  const type = answer === null ? 'None' : pythonType(answer, `${name} answer`, names);
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, part: string) => `{segment(${snakeCase(part)})}`);
  const call = [
    `"${snakeCase(name)}"`,
    `"${method}"`,
    `${filled === path ? '' : 'f'}"${filled}"`,
    ...mapping(
      'query',
      all.filter(({ place }) => place === 'query'),
    ),
    ...bodyOf(operation, all),
    ...all.filter(({ place }) => place === 'option').map((one) => optionOf(one)),
    ...(method === 'POST' && isRepeatable(method, name) ? ['is_repeatable=True'] : []),
  ];
  const send = `self._call(\n${call.map((part) => `${I}    ${part},\n`).join('')}${I})`;
  const wrapper = WRAPPED[type];
  const body =
    answer === null
      ? `${I}${send}\n`
      : `${I}answer: ${type} = ${send}\n${I}return ${wrapper === undefined ? 'answer' : `${wrapper}(answer)`}\n`;
  return signature(snakeCase(name), all, wrapper ?? type) + docOf(operation, all) + body;
}

const optionOf = ({ name }: Argument): string =>
  name === 'idempotency_key' ? 'idempotency_key=idempotency_key or new_key()' : `${name}=${name}`;

function bodyOf({ body }: ReadOperation, all: readonly Argument[]): readonly string[] {
  if (body === null) return [];
  const type = body.mediaType === 'application/json' ? [] : [`body_type="${body.mediaType}"`];
  const whole = all.find(({ place }) => place === 'whole-body');
  if (whole !== undefined) return [`body=${whole.name}`, ...type];
  const fields = all.filter(({ place }) => place === 'body');
  return fields.length === 0 ? [] : mapping('fields', fields);
}

/** `query={...}`: what is None in it is not sent. */
function mapping(name: string, fields: readonly Argument[]): readonly string[] {
  if (fields.length === 0) return [];
  const lines = fields.map((field) => `${I}        "${field.wireName}": ${field.name},\n`);
  return [`${name}={\n${lines.join('')}${I}    }`];
}

function iteratorMethod(
  operation: ReadOperation,
  all: readonly Argument[],
  schemas: Schemas,
  names: TypeNames,
): string {
  const { name, answer } = operation;
  const kept = all.filter((one) => !['cursor', 'limit'].includes(one.name));
  const { items } = resolved(answer!, schemas).properties as { items: { items: Schema } };
  const element = pythonType(items.items, `${name} items`, names);
  const passed = kept.map((one) => (one.isKeyword ? `${one.name}=${one.name}` : one.name));
  const size: Argument = { ...option('page_size', 'Asked for at a time, at most 500'), annotation: 'int' };
  const doc = docstring(
    [[`All that \`${snakeCase(name)}\` lists, one after another: the next page is asked for when it is reached.`]],
    I,
  );
  const call = ['cursor=cursor', 'limit=page_size', ...passed].map((part) => `${I}        ${part},\n`).join('');
  return (
    signature(snakeCase(name.replace(/^list/, 'iter')), [...kept, size], `Iterator[${element}]`) +
    doc +
    `${I}return each_of(\n${I}    lambda cursor: self.${snakeCase(name)}(\n${call}${I}    )\n${I})\n`
  );
}

function downloadMethod(operation: ReadOperation, all: readonly Argument[]): string {
  const { name, path, fileTypes } = operation;
  const format = all.find((one) => one.name === 'format');
  const to: Argument = {
    ...option('to_file', 'A path, which is whole or not there at all; or a binary file to write to'),
    annotation: 'FileTarget',
    isRequired: true,
    isKeyword: false,
  };
  const kept = all.filter((one) => !['format', ...(format ? [] : ['cursor', 'limit'])].includes(one.name));
  const formats: Argument | null =
    format === undefined ? null : { ...format, annotation: 'FileFormat', doc: undefined };
  const given = [to, ...kept, ...(formats === null ? [] : [formats])];
  const call = [
    `"download_${snakeCase(name.replace(/^list/, ''))}"`,
    `"${path}"`,
    'to_file',
    ...mapping(
      'query',
      given.filter(({ place }) => place === 'query'),
    ),
    ...(format === undefined ? [`accept="${fileTypes[0]}"`] : []),
  ];
  const doc = docOf({ ...operation, summary: `${operation.summary}: as a file` }, given);
  return (
    signature(`download_${snakeCase(name.replace(/^list/, ''))}`, given, 'Download', { format: '"parquet"' }) +
    doc +
    `${I}return self._download(\n${call.map((part) => `${I}    ${part},\n`).join('')}${I})\n`
  );
}

function signature(
  name: string,
  all: readonly Argument[],
  answer: string,
  defaults: Readonly<Record<string, string>> = {},
): string {
  const text = (one: Argument) => {
    if (one.isRequired) return `${one.name}: ${one.annotation}`;
    if (defaults[one.name] !== undefined) return `${one.name}: ${one.annotation} = ${defaults[one.name]}`;
    return one.name === 'page_size' ? 'page_size: int = 500' : `${one.name}: ${one.annotation} | None = None`;
  };
  const positional = all.filter(({ isKeyword }) => !isKeyword).map(text);
  const keyword = all.filter(({ isKeyword }) => isKeyword).map(text);
  const parts = ['self', ...positional, ...(keyword.length > 0 ? ['*', ...keyword] : [])];
  const line = `    def ${name}(${parts.join(', ')}) -> ${answer}:`;
  if (line.length <= WIDTH) return `${line}\n`;
  return `    def ${name}(\n${parts.map((part) => `${I}${part},\n`).join('')}    ) -> ${answer}:\n`;
}

function docOf(
  { summary, description, method, path }: { summary: string; description: string; method: string; path: string },
  all: readonly Argument[],
): string {
  const told = all.filter(({ doc }) => doc !== undefined);
  const lines = told.flatMap(({ name, doc }) => {
    const [first, ...rest] = wrapped(`${name}: ${sentence(doc!)}`, WIDTH - 16);
    return [`    ${first}`, ...rest.map((line) => `        ${line}`)];
  });
  return docstring(
    [
      wrapped(sentence(summary), WIDTH - 14),
      wrapped(`\`${method} ${path}\`. ${description}`, WIDTH - 8),
      ...(lines.length === 0 ? [] : [['Args:', ...lines]]),
    ],
    I,
  );
}
