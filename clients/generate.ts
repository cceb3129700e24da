import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createOpenApi } from '../src/http/openapi.ts';
import { type AppCollaborators, routesOf } from '../src/http/server.ts';
import { generatePython } from './python/generate.ts';
import { generateApiTypes } from './typescript/generate.ts';

/** Every file that is made from the service's OpenAPI, by its path in this folder. */
export function generateClients(document: object): Readonly<Record<string, string>> {
  const python = Object.entries(generatePython(document));
  return {
    'typescript/src/api-types.ts': generateApiTypes(document),
    ...Object.fromEntries(python.map(([name, text]) => [`python/src/marquee/${name}`, text])),
  };
}

/** Routes only ask their collaborators for anything when they are called, and here none is. */
const nobody: unknown = new Proxy(() => {}, { get: () => nobody, apply: () => nobody });

if (import.meta.main) {
  const document = createOpenApi(routesOf(nobody as AppCollaborators), '');
  for (const [path, text] of Object.entries(generateClients(document))) {
    writeFileSync(join(import.meta.dirname, path), text);
  }
}
