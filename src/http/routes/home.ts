import * as z from 'zod';
import type { Page } from '../../domain/page.ts';
import type { PageRequest } from '../../domain/request.ts';
import { type PageRequestContext, pageRequestOf } from '../page-request.ts';
import { type Answer, type Call, defineRoute, JSON_TYPES, type Route } from '../route.ts';
import { id } from '../schemas/common.ts';
import { givenHomeParameters, homeParameters, page } from '../schemas/home.ts';

/** GET and POST of a user's home page. */
export function homeRoutes(
  homePage: (request: PageRequest) => Promise<Page>,
  context: PageRequestContext,
): readonly Route[] {
  const common = {
    path: '/v1/users/{userId}/home',
    roles: ['app'],
    userTokens: 'page',
    tag: 'Pages',
    params: z.strictObject({ userId: id }),
    answers: { 200: { description: 'The page', schema: page } },
  } as const;

  async function answer(call: Call<{ userId: string }>, given: z.output<typeof homeParameters>): Promise<Answer> {
    const body = await homePage(pageRequestOf(context, call.caller, call.params.userId, given));
    return { status: 200, body };
  }

  return [
    defineRoute({
      ...common,
      method: 'get',
      name: 'getHome',
      summary: "A user's home page",
      query: homeParameters,
      handle: (call) => answer(call, call.query),
    }),
    defineRoute({
      ...common,
      method: 'post',
      name: 'postHome',
      summary: "A user's home page, with its parameters in the query, the body or both (then the body's hold)",
      query: givenHomeParameters,
      body: { kind: 'json', mediaTypes: JSON_TYPES, schema: givenHomeParameters, optional: true },
      handle: (call) => answer(call, homeParameters.parse({ ...call.query, ...call.body })),
    }),
  ];
}
