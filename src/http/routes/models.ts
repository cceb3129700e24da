import type { Clock } from '../../domain/clock.ts';
import { MarqueeError } from '../../domain/errors.ts';
import type { Change } from '../../domain/ports/audit-log.ts';
import type { ModelRegistry, ModelStore, RecordedVerdict, RegisteredModel } from '../../domain/ports/model-store.ts';
import { findModel, promotePackage, rollBackPackage } from '../../learning/training/promote-package.ts';
import { type Call, defineRoute, JSON_TYPES, type Route } from '../route.ts';
import { listOf, listQuery, noQuery } from '../schemas/common.ts';
import { model, modelAction, modelDetails, modelParams } from '../schemas/model.ts';

export interface ModelRouteDeps {
  readonly modelRegistry: ModelRegistry;
  readonly modelStore: Pick<ModelStore, 'check' | 'signature'>;
  readonly clock: Clock;
}

/** The model registry, for admins: which packages there are, and which is live. */
export function modelRoutes({ modelRegistry: registry, modelStore, clock }: ModelRouteDeps): readonly Route[] {
  const tag = 'Models';
  const roles = ['admin'] as const;
  const action = {
    method: 'post',
    roles,
    tag,
    params: modelParams,
    query: noQuery,
    body: { kind: 'json', mediaTypes: JSON_TYPES, schema: modelAction, optional: true },
    answers: { 200: { description: 'The package that is live now', schema: model } },
  } as const;

  const deps = { modelRegistry: registry, modelStore };
  const changeOf = ({ caller, body }: Pick<Call<unknown, unknown, { reason: string }>, 'caller' | 'body'>): Change => ({
    atMs: clock.nowMs(),
    actor: caller.keyId,
    reason: body.reason,
  });

  async function detailsOf({ version, previousVersion, verdict, refusals }: RegisteredModel) {
    return {
      previousVersion,
      verdict: verdict && shownVerdict(verdict),
      signature: await modelStore.signature(version),
      refusals: refusals.map(({ atMs, ...refusal }) => ({ ...refusal, refusedAt: new Date(atMs).toISOString() })),
    };
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
        const items = all.slice(at, at + limit).map(shownModel);
        return { status: 200, body: { items, nextCursor: at + limit < all.length ? items.at(-1)!.version : null } };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/models/{version}',
      roles,
      name: 'getModel',
      summary: 'One package: what it is made of, what the gate said, who signed it, why it was refused',
      tag,
      params: modelParams,
      query: noQuery,
      answers: { 200: { description: 'The package', schema: modelDetails } },
      async handle({ params: { version } }) {
        const found = await findModel(deps, version);
        return { status: 200, body: { ...shownModel(found), ...(await detailsOf(found)) } };
      },
    }),
    defineRoute({
      ...action,
      path: '/v1/models/{version}/promote',
      name: 'promoteModel',
      summary: 'Makes a package live; every replica swaps to it without a restart',
      async handle(call) {
        const promoted = await promotePackage(deps, call.params.version, changeOf(call));
        return { status: 200, body: shownModel(promoted) };
      },
    }),
    defineRoute({
      ...action,
      path: '/v1/models/{version}/rollback',
      name: 'rollbackModel',
      summary: 'Takes the live package back: the one that was live before it is live again',
      async handle(call) {
        const { version } = call.params;
        const { state } = await findModel(deps, version);
        if (state !== 'live') {
          const sentence = `Model ${version} is ${state}, not live: only the live one can be rolled back.`;
          throw new MarqueeError('precondition-failed', sentence);
        }
        return { status: 200, body: shownModel(await rollBackPackage(deps, changeOf(call))) };
      },
    }),
  ];
}

const shownModel = ({ version, state, createdAt, promotedAt, manifest }: RegisteredModel) => ({
  ...{ version, state, createdAt, promotedAt, manifest },
});

const shownVerdict = ({ passed, reason, ...details }: RecordedVerdict) => ({ passed, reason, details });

function newestFirst(a: RegisteredModel, b: RegisteredModel): number {
  return Date.parse(b.createdAt) - Date.parse(a.createdAt) || (a.version < b.version ? 1 : -1);
}
