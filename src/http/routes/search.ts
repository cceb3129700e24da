import type { Page } from '../../domain/page.ts';
import type { PageRequest } from '../../domain/request.ts';
import { type PageRequestContext, pageRequestOf } from '../page-request.ts';
import { defineRoute, type Route } from '../route.ts';
import { page, searchParameters } from '../schemas/home.ts';

/** Titles by words, for a user or for nobody in particular. */
export function searchRoutes(
  searchPage: (request: PageRequest, query: string) => Promise<Page>,
  context: PageRequestContext,
): readonly Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/v1/search',
      roles: ['app'],
      userTokens: 'page',
      name: 'search',
      summary: 'Titles by words, the best match first; among equal matches in the order of a user with a history',
      tag: 'Pages',
      query: searchParameters,
      answers: { 200: { description: 'A page of one row, `search`, or of none where nothing is found', schema: page } },
      async handle({ query: { q, userId, limit, ...given }, caller }) {
        const request = pageRequestOf(context, caller, userId ?? null, { ...given, items: limit });
        return { status: 200, body: await searchPage(request, q) };
      },
    }),
  ];
}
