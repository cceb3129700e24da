import type { Clock } from '../../domain/clock.ts';
import { completeTemplate, DEFAULT_TEMPLATES, type PageTemplate } from '../../domain/page-template.ts';
import { SURFACES, type Surface } from '../../domain/pin.ts';
import type { StoredTemplate, TemplatesStore } from '../../domain/ports/templates-store.ts';
import type { Caller } from '../caller.ts';
import { etagOf, requireMatch } from '../etag.ts';
import { type Answer, defineRoute, JSON_TYPES, type Route } from '../route.ts';
import { listOf, noQuery } from '../schemas/common.ts';
import { storedTemplate, templateDeletion, templateDraft, templateParams } from '../schemas/template.ts';

/** What pages of each surface are made by, for editors: which rows there may be, and what counts how much. */
export function templateRoutes(store: TemplatesStore, clock: Clock): readonly Route[] {
  const tag = 'Templates';
  const roles = ['editor'] as const;
  const answered = { description: 'The template', schema: storedTemplate, headers: ['etag'] } as const;
  const find = async (surface: Surface): Promise<StoredTemplate | null> =>
    (await store.list()).find((one) => one.surface === surface) ?? null;

  async function change(
    surface: Surface,
    template: PageTemplate | null,
    reason: string,
    { caller, ifMatch }: { caller: Caller; ifMatch: string | undefined },
  ): Promise<StoredTemplate> {
    const version = (await find(surface))?.version ?? 0;
    requireMatch(ifMatch, version);
    const isAny = ifMatch === undefined || ifMatch.trim() === '*';
    return store.put(surface, template, isAny ? null : version, { atMs: clock.nowMs(), actor: caller.keyId, reason });
  }

  return [
    defineRoute({
      method: 'get',
      path: '/v1/templates',
      roles,
      name: 'listTemplates',
      summary: 'What pages of each surface are made by',
      tag,
      query: noQuery,
      answers: { 200: { description: 'One of each surface', schema: listOf(storedTemplate) } },
      async handle() {
        const stored = await store.list();
        const items = SURFACES.map((surface) => shown(surface, stored.find((one) => one.surface === surface) ?? null));
        return { status: 200, body: { items, nextCursor: null } };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/templates/{surface}',
      roles,
      name: 'getTemplate',
      summary: 'What pages of a surface are made by',
      tag,
      params: templateParams,
      query: noQuery,
      answers: { 200: answered },
      handle: async ({ params: { surface } }) => answerOf(surface, await find(surface)),
    }),
    defineRoute({
      method: 'put',
      path: '/v1/templates/{surface}',
      roles,
      name: 'putTemplate',
      summary: 'Sets what pages of a surface are made by, on every replica and from the next page on',
      tag,
      params: templateParams,
      query: noQuery,
      body: { kind: 'json', mediaTypes: JSON_TYPES, schema: templateDraft },
      answers: { 200: answered },
      async handle({ params: { surface }, body, ...call }) {
        const template = completeTemplate(surface, body.template);
        return answerOf(surface, await change(surface, template, body.reason, call));
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/v1/templates/{surface}',
      roles,
      name: 'deleteTemplate',
      summary: 'Takes a template back: the default of the surface holds again',
      tag,
      params: templateParams,
      query: templateDeletion,
      answers: { 204: { description: 'It is as nobody had touched it; its version has grown' } },
      async handle({ params: { surface }, query, ...call }) {
        await change(surface, null, query.reason, call);
        return { status: 204 };
      },
    }),
  ];
}

const answerOf = (surface: Surface, stored: StoredTemplate | null): Answer => ({
  status: 200,
  body: shown(surface, stored),
  headers: { etag: etagOf(stored?.version ?? 0) },
});

const shown = (surface: Surface, stored: StoredTemplate | null) => ({
  surface,
  template: stored?.template ?? DEFAULT_TEMPLATES[surface],
  isDefault: (stored?.template ?? null) === null,
  version: stored?.version ?? 0,
  updatedAt: stored?.updatedAt ?? null,
  updatedBy: stored?.updatedBy ?? null,
});
