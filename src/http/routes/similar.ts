import type { Page } from '../../domain/page.ts';
import type { PageRequest } from '../../domain/request.ts';
import { type PageRequestContext, pageRequestOf } from '../page-request.ts';
import { defineRoute, type Route } from '../route.ts';
import { page, similarParameters } from '../schemas/home.ts';
import { itemParams } from '../schemas/item.ts';

/** What goes with an item, for a user or for nobody in particular. */
export function similarRoutes(
  similarPage: (request: PageRequest, itemId: string) => Promise<Page>,
  context: PageRequestContext,
): readonly Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/v1/items/{itemId}/similar',
      roles: ['app'],
      userTokens: 'page',
      name: 'getSimilar',
      summary: 'What goes with an item: nearest first, or in the order of a user with a history',
      tag: 'Pages',
      params: itemParams,
      query: similarParameters,
      answers: { 200: { description: 'A page of one row, `similar`, or of none', schema: page } },
      async handle({ params, query: { userId, limit, ...given }, caller }) {
        const request = pageRequestOf(context, caller, userId ?? null, { ...given, items: limit });
        return { status: 200, body: await similarPage(request, params.itemId) };
      },
    }),
  ];
}
