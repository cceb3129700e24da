import { refuseStrays } from '../sent-again.ts';
import { pythonMethods } from './python-method.ts';
import { pythonType, typeDeclaration } from './python-types.ts';
import { type OpenApi, placesOf, readOperations, type Schemas } from './read-operation.ts';
import { createTypeNames } from './type-names.ts';

/** The generated modules of the Python client, by their file names in src/marquee. */
export interface PythonModules {
  readonly 'types.py': string;
  readonly '_operations.py': string;
}

/**
 * The Python client's types and methods from the service's OpenAPI: a TypedDict for each schema, a method for each operation. The same document
 * gives the same text. Throws on anything it does not know.
 */
export function generatePython(document: object): PythonModules {
  const openApi = document as OpenApi;
  const schemas: Schemas = openApi.components.schemas;
  const operations = readOperations(openApi);
  refuseStrays(operations.map(({ name }) => name));
  const names = createTypeNames(schemas, operations.flatMap(placesOf), RESERVED);
  const declared = [...Object.entries(schemas), ...names.named].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const methods = operations.map((operation) => pythonMethods(operation, schemas, names)).join('\n');
  const used = [...new Set(methods.match(/\b[A-Z]\w+\b/g))];
  const imported = used.filter((word) => declared.some(([name]) => name === word)).toSorted();
  // An answer is read as what it is declared to be: a schema that no declaration could hold must not slip through.
  for (const [name, schema] of Object.entries(schemas)) pythonType(schema.properties ? {} : schema, name, names);
  const declarations = declared.map(([name, schema]) => typeDeclaration(name, schema, names));
  return {
    'types.py': `${TYPES_HEAD}\n__all__ = [\n${declared.map(([name]) => `    "${name}",\n`).join('')}]\n\n\n${joined(declarations)}`,
    '_operations.py': `${operationsHead(imported)}\n\nclass Operations(Transport):\n    """A method for each operation of the API, by its name in OpenAPI."""\n\n${methods}`,
  };
}

/** Names that mean something else in the modules. */
const RESERVED = [
  'Any',
  'Literal',
  'Warning',
  'TypedDict',
  'Moment',
  'Report',
  'Download',
  'FileFormat',
  'FileTarget',
  'Client',
  'Operations',
  'Transport',
];

const NOTE = '# Made from the OpenAPI of the service by `npm run generate:client`. Changes made here are lost.';

const TYPES_HEAD = `${NOTE}
"""What the service takes and answers, by the names that its documentation has.

These are dictionaries: nothing is converted, so what is read here is what the log, the console and
curl show. Times are texts (RFC 3339).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypedDict

if TYPE_CHECKING:
    from typing_extensions import NotRequired
`;

const operationsHead = (imported: readonly string[]): string => `${NOTE}
from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ._paging import each_of
from ._transport import Transport, new_key, segment
from .report import Report

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ._files import Download, FileFormat, FileTarget
    from ._transport import Moment
    from .types import (
${imported.map((name) => `        ${name},\n`).join('')}    )
`;

/** Two empty lines around a class, one between aliases, as Python people have it. */
function joined(declarations: readonly string[]): string {
  return declarations
    .map((text, at) => {
      const isClass = /^class /m.test(text);
      const wasClass = at > 0 && /^class /m.test(declarations[at - 1]!);
      return `${isClass || wasClass || at === 0 ? '\n' : ''}${text}${at < declarations.length - 1 ? '\n' : ''}`;
    })
    .join('')
    .replace(/^\n/, '');
}
