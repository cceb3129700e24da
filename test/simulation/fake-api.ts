import type { Event } from '../../clients/typescript/src/index.ts';
import type { Item } from '../../src/domain/item.ts';
import type { Page, RowKind } from '../../src/domain/page.ts';

/** A tiny service of three answers, in process: a catalogue, the same page for all, and a notebook of events. */
export function createFakeApi(options: {
  items: readonly Item[];
  pageItems?: number;
  rowKind?: RowKind;
  failHome?: (call: number) => number;
  /** Status of a call with events; 202 when left out. */
  failEvents?: (call: number) => number;
  /** Which keys it knows; 'good' when left out. */
  knowsKey?: (key: string) => boolean | Promise<boolean>;
}) {
  const events: Event[] = [];
  const requests: string[] = [];
  const inFlight = { now: 0, most: 0 };
  let pages = 0;
  let eventCalls = 0;

  const answer = (status: number, body: unknown) =>
    new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });

  const fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const url = new URL(String(input));
    requests.push(`${init?.method ?? 'GET'} ${url.pathname}${url.search}`);
    inFlight.most = Math.max(inFlight.most, ++inFlight.now);
    await new Promise(setImmediate);
    inFlight.now--;
    const key = new Headers(init?.headers).get('authorization')?.replace('Bearer ', '') ?? '';
    if (!(await (options.knowsKey ?? ((given) => given === 'good'))(key))) {
      return answer(401, { code: 'unauthenticated', detail: 'Send a valid key.' });
    }
    if (url.pathname === '/v1/items') {
      const from = Number(url.searchParams.get('cursor') ?? 0);
      const to = from + 50;
      return answer(200, {
        items: options.items.slice(from, to),
        nextCursor: to < options.items.length ? String(to) : null,
      });
    }
    if (url.pathname === '/v1/events') {
      const eventStatus = options.failEvents?.(eventCalls++) ?? 202;
      if (eventStatus !== 202) return answer(eventStatus, { code: 'journal-unavailable', detail: 'Come back later.' });
      const { events: sent } = JSON.parse(String(init?.body)) as { events: Event[] };
      events.push(...sent);
      return answer(202, { accepted: sent.length, rejected: [] });
    }
    const status = options.failHome?.(pages) ?? 200;
    const number = pages++;
    if (status !== 200) return answer(status, { code: 'unavailable', detail: 'Come back later.' });
    return answer(200, pageOf(url.pathname, number));
  };

  const pageOf = (path: string, number: number): Page => {
    const userId = path.split('/')[3]!;
    const recommendationId = `rec-${userId}-${number}`;
    const shown = options.items.slice(0, options.pageItems ?? 20);
    const row = (rowIndex: number) => ({
      rowId: `row-${rowIndex}`,
      kind: options.rowKind ?? 'popular',
      title: 'Popular',
      titleKey: 'row.popular',
      titleParams: {},
      seed: null,
      next: null,
      items: shown.map((item, position) => ({
        itemId: item.itemId,
        impressionId: `${recommendationId}.${rowIndex}.${position}`,
        position,
        score: 0,
        propensity: 1,
        pinned: false,
        reason: { code: 'popular' as const, seedItemId: null },
      })),
    });
    return {
      recommendationId,
      parentId: null,
      userId,
      rung: 'R4',
      degraded: false,
      logged: true,
      tookMs: 1,
      expiresAt: '2026-11-20T12:00:00Z',
      models: { retrieval: null, ranker: null },
      arms: {},
      rows: [row(0), row(1)],
      next: null,
    };
  };

  return { fetch: fetch as typeof globalThis.fetch, events, requests, inFlight };
}
