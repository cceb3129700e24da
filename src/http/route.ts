import type * as z from 'zod';
import type { Role } from '../domain/ports/key-store.ts';
import type { Caller } from './caller.ts';

/**
 * One route, whole: how it is reached, who may, what it takes and answers, and what it does. The server mounts this list and OpenAPI is
 * written from it, so neither can know a route that the other does not.
 */
export interface Route {
  readonly method: 'get' | 'put' | 'post' | 'patch' | 'delete';
  /** As in OpenAPI: `/v1/items/{itemId}`. */
  readonly path: string;
  /** Who may besides admin. */
  readonly roles: readonly Role[];
  /**
   * May be called with a user token, for that user alone (`userId` in path or query). 'page': the answer is a page, shown without
   * scores, propensities and models.
   */
  readonly userTokens?: 'page' | 'whole';
  readonly name: string;
  readonly summary: string;
  readonly tag: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: Body;
  /** Takes NDJSON too, and then does this instead. */
  readonly lines?: Lines;
  readonly answers: Readonly<Record<number, AnswerDescription>>;
  handle(call: Call): Promise<Answer>;
}

/** `stream` is read by the handler as it arrives; `json` is read whole. An optional body may be absent and is then `{}`. */
export interface Body {
  readonly kind: 'json' | 'stream';
  readonly mediaTypes: readonly string[];
  readonly schema: z.ZodType;
  /** What OpenAPI shows where the body is judged elsewhere than by `schema`. */
  readonly described?: z.ZodType;
  readonly optional?: boolean;
}

/** Many at once, read by the handler as they arrive; each line has its own outcome, so the answer is 207. */
export interface Lines {
  /** One of them. */
  readonly schema: z.ZodType;
  readonly answer: AnswerDescription;
  handle(call: Call): Promise<unknown>;
}

export interface AnswerDescription {
  readonly description: string;
  readonly schema?: z.ZodType;
  /** A media type of text that it comes as, too, for who accepts that. */
  readonly alsoText?: string;
  /** Media types of files that it comes as, too, for who asks for a format. */
  readonly alsoFiles?: readonly string[];
  readonly headers?: readonly ('location' | 'etag')[];
}

/** A request that has passed the checks. */
export interface Call<P = unknown, Q = unknown, B = unknown> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  /** The body of a route that streams. */
  readonly stream: AsyncIterable<Uint8Array>;
  readonly caller: Caller;
  readonly ifMatch: string | undefined;
  /** As sent. */
  readonly idempotencyKey: string | undefined;
  /** As sent. */
  readonly accept: string | undefined;
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  /** Instead of a body of JSON. */
  readonly text?: { readonly mediaType: string; readonly content: string };
  /** Instead of a body: sent as it is read. */
  readonly file?: { readonly mediaType: string; readonly sizeBytes: number; readonly bytes: AsyncIterable<Uint8Array> };
  readonly headers?: Readonly<Record<string, string>>;
}

type Fields<S> = S extends z.ZodType ? z.output<S> : undefined;

/** A route with its handler typed by its schemas. */
export function defineRoute<
  P extends z.ZodObject | undefined = undefined,
  Q extends z.ZodObject | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
>(
  route: Omit<Route, 'params' | 'query' | 'body' | 'handle'> & {
    readonly params?: P;
    readonly query?: Q;
    readonly body?: Omit<Body, 'schema'> & { readonly schema: B };
    handle(call: Call<Fields<P>, Fields<Q>, Fields<B>>): Promise<Answer>;
  },
): Route {
  return route as unknown as Route;
}

export const JSON_TYPES: readonly string[] = ['application/json'];
export const MERGE_PATCH_TYPES: readonly string[] = ['application/merge-patch+json', 'application/json'];
export const NDJSON_TYPES: readonly string[] = ['application/x-ndjson', 'application/ndjson', 'application/jsonl'];
