import * as z from 'zod';
import type { Page } from '../../domain/page.ts';
import type { PageRequest } from '../../domain/request.ts';
import { type PageRequestContext, pageRequestOf } from '../page-request.ts';
import { defineRoute, type Route } from '../route.ts';
import { id, rowId } from '../schemas/common.ts';
import { page, pageParameters } from '../schemas/home.ts';

/** One row of a user's page alone. */
export function rowRoutes(
  rowPage: (request: PageRequest, rowId: string) => Promise<Page>,
  context: PageRequestContext,
): readonly Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/v1/users/{userId}/rows/{rowId}',
      roles: ['app'],
      userTokens: 'page',
      name: 'getRow',
      summary: "One row of a user's page: no rows while there is no evidence for it, 404 where no user can have it",
      tag: 'Pages',
      params: z.strictObject({ userId: id, rowId }),
      query: pageParameters,
      answers: { 200: { description: 'A page of that row, or of none', schema: page } },
      async handle({ params, query, caller }) {
        const request = pageRequestOf(context, caller, params.userId, query);
        return { status: 200, body: await rowPage(request, params.rowId) };
      },
    }),
  ];
}
