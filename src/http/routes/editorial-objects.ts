import type * as z from 'zod';
import type { Clock } from '../../domain/clock.ts';
import { MarqueeError } from '../../domain/errors.ts';
import {
  type EditorialKind,
  type EditorialStore,
  objectChanged,
  objectExists,
  type Stored,
  unknownObject,
} from '../../domain/ports/editorial-store.ts';
import { etagOf, requireMatch } from '../etag.ts';
import { mergePatch } from '../merge-patch.ts';
import { onceOf } from '../once.ts';
import { type Answer, type Call, defineRoute, JSON_TYPES, MERGE_PATCH_TYPES, type Route } from '../route.ts';
import { listOf, listQuery, noQuery } from '../schemas/common.ts';
import { type EditorialFields, editorialDeletion, editorialSchemas, nameOf } from '../schemas/editorial-object.ts';
import { validateOnlyQuery } from '../schemas/pin.ts';
import { validate } from '../validate.ts';

export interface EditorialRoutesGiven<T> extends Omit<EditorialFields, 'kind'> {
  readonly kind: EditorialKind<T>;
  /** A merge patch of the draft: null sets a field back to its default. */
  readonly patch: z.ZodObject;
  /** What they are, for OpenAPI: "parts of the users, by name". */
  readonly matter: string;
  readonly store: EditorialStore<T>;
  readonly clock: Clock;
  /** Of one that is stored, or only tried; `id` null: it has none yet. */
  warningsOf(value: T, id: string | null): Promise<readonly EditorialWarning[]>;
  /** Throws where something would break that still names it. Absent: each may go at any time. */
  requireUnused?(id: string): Promise<void>;
  /** What is answered besides what was sent, as `answered` has it. */
  also?(value: T): object;
}

export interface EditorialWarning {
  readonly code: string;
  readonly detail: string;
}

/**
 * One kind of editorial object over HTTP: list, create, get, put, patch and delete under /v1/<kind>s, for editors. Every change is
 * audited with the note as its reason; what an editor should know of it is a warning in the answer, never an error.
 */
export function editorialRoutes<T extends { readonly note: string }>(given: EditorialRoutesGiven<T>): readonly Route[] {
  const { store, clock, draft, patch, answered, matter } = given;
  const { kind, complete } = given.kind;
  const { object, creation, answer, params } = editorialSchemas({ kind, draft, answered });
  const idName = `${kind}Id`;
  const name = nameOf(kind);
  const path = `/v1/${kind}s`;
  const common = { roles: ['editor'], tag: `${name}s` } as const;
  const whole = { description: `The ${kind} and what to know of it`, schema: answer, headers: ['etag'] } as const;
  const made = { ...whole, headers: ['location', 'etag'] } as const;
  const tried = { description: 'Only validated: nothing was stored', schema: answer } as const;

  const changeOf = ({ caller }: Asked, reason: string) => ({ atMs: clock.nowMs(), actor: caller.keyId, reason });
  const shown = ({ id, value, ...stamps }: Omit<Stored<T>, 'id'> & { readonly id: string | null }) => ({
    [idName]: id,
    ...value,
    ...given.also?.(value),
    ...stamps,
  });

  async function answerOf(status: number, stored: Stored<T>): Promise<Answer> {
    const body = { [kind]: shown(stored), warnings: await given.warningsOf(stored.value, stored.id) };
    const location = status === 201 && { location: `${path}/${stored.id}` };
    return { status, body, headers: { etag: etagOf(stored.version), ...location } };
  }

  /** The answer to what is not stored. */
  async function tryOut(value: T, id: string | null, { caller }: Asked): Promise<Answer> {
    const before = id === null ? null : await store.get(id);
    const nowAt = new Date(clock.nowMs()).toISOString();
    const stamps = before ?? { version: 0, createdAt: nowAt, updatedAt: nowAt, updatedBy: caller.keyId };
    const body = { [kind]: shown({ ...stamps, id, value }), warnings: await given.warningsOf(value, id) };
    return { status: 200, body };
  }

  async function existing(id: string): Promise<Stored<T>> {
    const found = await store.get(id);
    if (found === null) throw unknownObject(kind, id);
    return found;
  }

  /** One try: read, patch, check the whole, write if nobody was faster. */
  async function patchOnce(id: string, body: unknown, asked: Asked, validateOnly: boolean): Promise<Answer> {
    const before = await existing(id);
    requireMatch(asked.ifMatch, before.version);
    const value = complete(validate(draft, mergePatch(before.value, body), kind));
    if (validateOnly) return tryOut(value, id, asked);
    const { stored } = await store.put(id, value, before.version, changeOf(asked, value.note));
    return answerOf(200, stored);
  }

  return [
    defineRoute({
      ...common,
      method: 'get',
      path,
      name: `list${name}s`,
      summary: `All ${kind}s, by creation: ${matter}`,
      query: listQuery,
      answers: { 200: { description: `A page of ${kind}s`, schema: listOf(object) } },
      async handle({ query: { cursor = null, limit } }) {
        const { objects, nextCursor } = await store.list({ cursor, limit });
        return { status: 200, body: { items: objects.map(shown), nextCursor } };
      },
    }),
    defineRoute({
      ...common,
      method: 'post',
      path,
      name: `create${name}`,
      summary: `Creates a ${kind}; once, however often it is sent with one Idempotency-Key within a day`,
      query: validateOnlyQuery,
      body: { kind: 'json', mediaTypes: JSON_TYPES, schema: creation },
      answers: { 200: tried, 201: made },
      async handle(call) {
        const { [idName]: named = null, ...sent } = call.body;
        const id = named as string | null;
        const value = complete(sent);
        const once = onceOf(call);
        if (!call.query.validateOnly)
          return answerOf(201, await store.create(id, value, changeOf(call, value.note), once));
        if (id !== null && (await store.get(id)) !== null) throw objectExists(kind, id);
        return tryOut(value, id, call);
      },
    }),
    defineRoute({
      ...common,
      method: 'get',
      path: `${path}/{${idName}}`,
      name: `get${name}`,
      summary: `One ${kind}`,
      params,
      query: noQuery,
      answers: { 200: whole },
      handle: async ({ params: named }) => answerOf(200, await existing(named[idName]!)),
    }),
    defineRoute({
      ...common,
      method: 'put',
      path: `${path}/{${idName}}`,
      name: `put${name}`,
      summary: `Puts a ${kind}: replaces it, or creates it where there is none`,
      params,
      query: validateOnlyQuery,
      body: { kind: 'json', mediaTypes: JSON_TYPES, schema: draft },
      answers: { 200: whole, 201: made },
      async handle(call) {
        const id = call.params[idName]!;
        const before = await store.get(id);
        if (before === null && call.ifMatch !== undefined) throw objectChanged(kind);
        if (before !== null) requireMatch(call.ifMatch, before.version);
        const value = complete(call.body);
        if (call.query.validateOnly) return tryOut(value, id, call);
        const ifVersion = call.ifMatch === undefined ? null : before!.version;
        const { stored, isNew } = await store.put(id, value, ifVersion, changeOf(call, value.note));
        return answerOf(isNew ? 201 : 200, stored);
      },
    }),
    defineRoute({
      ...common,
      method: 'patch',
      path: `${path}/{${idName}}`,
      name: `patch${name}`,
      summary: `Changes a ${kind} (merge patch: null sets a field back to its default)`,
      params,
      query: validateOnlyQuery,
      body: { kind: 'json', mediaTypes: MERGE_PATCH_TYPES, schema: patch },
      answers: { 200: whole },
      async handle(call) {
        for (let attempt = 1; ; attempt++) {
          try {
            return await patchOnce(call.params[idName]!, call.body, call, call.query.validateOnly);
          } catch (error) {
            // Without If-Match the caller set no condition: what changed meanwhile is patched as it is now.
            const isRace = error instanceof MarqueeError && error.code === 'precondition-failed';
            if (!isRace || call.ifMatch !== undefined || attempt === MAX_PATCH_ATTEMPTS) throw error;
          }
        }
      },
    }),
    defineRoute({
      ...common,
      method: 'delete',
      path: `${path}/{${idName}}`,
      name: `delete${name}`,
      summary: `Takes a ${kind} away`,
      params,
      query: editorialDeletion,
      answers: { 204: { description: 'It is gone' } },
      async handle(call) {
        const id = call.params[idName]!;
        const before = await existing(id);
        requireMatch(call.ifMatch, before.version);
        await given.requireUnused?.(id);
        const ifVersion = call.ifMatch === undefined ? null : before.version;
        if (await store.remove(id, ifVersion, changeOf(call, call.query.reason))) return { status: 204 };
        throw unknownObject(kind, id);
      },
    }),
  ];
}

type Asked = Pick<Call, 'caller' | 'ifMatch'>;

const MAX_PATCH_ATTEMPTS = 5;
