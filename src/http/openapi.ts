import type * as z from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { type AnswerDescription, NDJSON_TYPES, type Route } from './route.ts';
import { problem } from './schemas/problem.ts';

/** OpenAPI 3.1 of the routes, from the very schemas that judge their requests. */
export function createOpenApi(routes: readonly Route[], version: string): object {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const route of routes) {
    paths[route.path] ??= {};
    paths[route.path]![route.method] = operationOf(route);
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Marquee',
      version,
      description:
        'Content recommendation for streaming apps. Errors are problem+json; unknown names are refused with 400. A key with a rate is ' +
        'answered with RateLimit-Limit, -Remaining and -Reset, and beyond it with 429 and Retry-After.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    security: [{ key: [] }],
    paths: paths as ZodOpenApiPathsObject,
    components: {
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'An API key (mq_...) or a user token (mqt_...)' },
      },
    },
  });
}

function operationOf(route: Route): ZodOpenApiOperationObject {
  return {
    operationId: route.name,
    summary: route.summary,
    tags: [route.tag],
    description: descriptionOf(route),
    requestParams: {
      ...(route.params === undefined ? {} : { path: route.params }),
      ...(route.query === undefined ? {} : { query: route.query }),
    },
    ...(route.body === undefined ? {} : { requestBody: bodyOf(route.body, route.lines) }),
    responses: {
      ...Object.fromEntries(Object.entries(route.answers).map(([status, answer]) => [status, answerOf(answer)])),
      ...(route.lines === undefined ? {} : { 207: answerOf(route.lines.answer) }),
      default: { description: 'What went wrong', content: { 'application/problem+json': { schema: problem } } },
    },
  };
}

function descriptionOf({ roles, userTokens }: Route): string {
  const sentence = `Roles: ${[...new Set([...roles, 'admin'])].join(', ')}.`;
  return userTokens === undefined ? sentence : `${sentence} User tokens, for their own user.`;
}

function bodyOf({ mediaTypes, schema, described, optional }: NonNullable<Route['body']>, lines: Route['lines']) {
  const typed = (types: readonly string[], of: z.ZodType) => types.map((mediaType) => [mediaType, { schema: of }]);
  const ofLines = lines === undefined ? [] : typed(NDJSON_TYPES, lines.schema);
  const content = Object.fromEntries([...typed(mediaTypes, described ?? schema), ...ofLines]);
  return { required: !optional, content };
}

function answerOf({ description, schema, alsoText, alsoFiles, headers = [] }: AnswerDescription) {
  return {
    description,
    ...(schema === undefined
      ? {}
      : { content: { 'application/json': { schema }, ...asText(alsoText), ...asFiles(alsoFiles) } }),
    ...(headers.length === 0 ? {} : { headers: Object.fromEntries(headers.map((name) => [name, HEADERS[name]])) }),
  };
}

const asText = (mediaType: string | undefined) =>
  mediaType === undefined ? {} : { [mediaType]: { schema: { type: 'string' as const } } };

const asFiles = (mediaTypes: readonly string[] = []) =>
  Object.fromEntries(mediaTypes.map((type) => [type, { schema: { type: 'string' as const, format: 'binary' } }]));

const HEADERS = {
  location: { description: 'Where the new object is', schema: { type: 'string' } },
  etag: { description: 'Version of the object, for If-Match', schema: { type: 'string' } },
} as const;
