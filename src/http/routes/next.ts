import * as z from 'zod';
import { MarqueeError } from '../../domain/errors.ts';
import type { Page } from '../../domain/page.ts';
import type { PageRequest } from '../../domain/request.ts';
import type { PageChain } from '../../recommend/paging/page-chain.ts';
import type { PageTokens } from '../../recommend/paging/page-tokens.ts';
import { continuedRequest } from '../continued-request.ts';
import type { PageRequestContext } from '../page-request.ts';
import { type Answer, type Call, defineRoute, type Route } from '../route.ts';
import { explain } from '../schemas/explain.ts';
import { page } from '../schemas/home.ts';

/** What makes the pages that can be gone on from. */
export interface ContinuedPages {
  readonly homePage: (request: PageRequest) => Promise<Page>;
  readonly rowPage: (request: PageRequest, rowId: string) => Promise<Page>;
  readonly similarPage: (request: PageRequest, itemId: string) => Promise<Page>;
  readonly searchPage: (request: PageRequest, query: string) => Promise<Page>;
  readonly pageTokens: Pick<PageTokens, 'open'>;
}

/** More rows of a home page, and more of a row, by the `next` that came with them. */
export function nextRoutes(pages: ContinuedPages, context: PageRequestContext): readonly Route[] {
  const common = {
    method: 'get',
    roles: ['app'],
    userTokens: 'page',
    tag: 'Pages',
    query: z.strictObject({
      token: z.string().meta({
        description:
          '`next` of a page or row, as it came. Good for 24 hours from the first page, then 410 token-expired',
      }),
      explain,
    }),
  } as const;

  const opened = ({ query: { token } }: Call<undefined, { token: string }>): PageChain =>
    pages.pageTokens.open(token, context.clock.nowMs());
  const answered = async (page: Promise<Page>): Promise<Answer> => ({ status: 200, body: await page });

  return [
    defineRoute({
      ...common,
      path: '/v1/home/next',
      name: 'getNextRows',
      summary: 'More rows of a home page, without anything that it or those before it showed',
      answers: {
        200: { description: 'The next page; its `parentId` is the page continued', schema: page },
      },
      async handle(call) {
        const chain = opened(call);
        if (chain.route !== 'home') throw notThatKind('a row', '/v1/rows/next');
        return answered(pages.homePage(continuedRequest(context, call.caller, chain, call.query.explain)));
      },
    }),
    defineRoute({
      ...common,
      path: '/v1/rows/next',
      name: 'getNextItems',
      summary: 'More of a row of any page, without anything that the page showed',
      answers: {
        200: { description: 'A page of that row, or of none when nothing is left', schema: page },
      },
      async handle(call) {
        const chain = opened(call);
        if (chain.route === 'home') throw notThatKind('a page', '/v1/home/next');
        return answered(rowOf(continuedRequest(context, call.caller, chain, call.query.explain), chain));
      },
    }),
  ];

  function rowOf(request: PageRequest, { rowId, about }: PageChain): Promise<Page> {
    if (about !== null && 'seedItemId' in about) return pages.similarPage(request, about.seedItemId);
    if (about !== null) return pages.searchPage(request, about.query);
    return pages.rowPage(request, rowId!);
  }
}

const notThatKind = (what: string, where: string): MarqueeError =>
  new MarqueeError('invalid-token', `This is the \`next\` of ${what}: send it to ${where}.`);
