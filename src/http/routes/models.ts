import type { Clock } from '../../domain/clock.ts';
import { MarqueeError } from '../../domain/errors.ts';
import type { ModelRegistry, RegisteredModel } from '../../domain/ports/model-store.ts';
import { defineRoute, JSON_TYPES, type Route } from '../route.ts';
import { listOf, listQuery, noFields, noQuery } from '../schemas/common.ts';
import { model, modelParams } from '../schemas/model.ts';

/** The model registry, for admins: which packages there are, and which is live. */
export function modelRoutes(registry: ModelRegistry, clock: Clock): readonly Route[] {
  const tag = 'Models';
  const roles = ['admin'] as const;
  const action = {
    method: 'post',
    roles,
    tag,
    params: modelParams,
    query: noQuery,
    body: { kind: 'json', mediaTypes: JSON_TYPES, schema: noFields, optional: true },
    answers: { 200: { description: 'The package that is live now', schema: model } },
  } as const;

  async function existing(version: string): Promise<RegisteredModel> {
    const found = (await registry.list()).find((one) => one.version === version);
    if (found === undefined) {
      const sentence = `There is no model ${version}. GET /v1/models lists those there are.`;
      throw new MarqueeError('unknown-model', sentence);
    }
    return found;
  }

  return [
    defineRoute({
      method: 'get',
      path: '/v1/models',
      roles,
      name: 'listModels',
      summary: 'All registered packages, newest first',
      tag,
      query: listQuery,
      answers: { 200: { description: 'A page of packages', schema: listOf(model) } },
      async handle({ query: { cursor, limit } }) {
        const all = (await registry.list()).toSorted(newestFirst);
        const at = cursor === undefined ? 0 : all.findIndex((one) => one.version === cursor) + 1;
        if (cursor !== undefined && at === 0)
          throw new MarqueeError('invalid-request', 'The cursor is not valid: start again without one.');
        const items = all.slice(at, at + limit);
        return { status: 200, body: { items, nextCursor: at + limit < all.length ? items.at(-1)!.version : null } };
      },
    }),
    defineRoute({
      ...action,
      path: '/v1/models/{version}/promote',
      name: 'promoteModel',
      summary: 'Makes a package live; every replica swaps to it without a restart',
      async handle({ params }) {
        await existing(params.version);
        await registry.promote(params.version, clock.nowMs());
        return { status: 200, body: await existing(params.version) };
      },
    }),
    defineRoute({
      ...action,
      path: '/v1/models/{version}/rollback',
      name: 'rollbackModel',
      summary: 'Takes the live package back: the one that was live before it is live again',
      async handle({ params }) {
        const { state } = await existing(params.version);
        if (state !== 'live') {
          const sentence = `Model ${params.version} is ${state}, not live: only the live one can be rolled back.`;
          throw new MarqueeError('precondition-failed', sentence);
        }
        return { status: 200, body: await existing(await registry.rollback(clock.nowMs())) };
      },
    }),
  ];
}

function newestFirst(a: RegisteredModel, b: RegisteredModel): number {
  return Date.parse(b.createdAt) - Date.parse(a.createdAt) || (a.version < b.version ? 1 : -1);
}
