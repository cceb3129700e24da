import { parseItem } from '../../catalogue/item-schema.ts';
import type { Clock } from '../../domain/clock.ts';
import { MarqueeError } from '../../domain/errors.ts';
import type { Item, StoredItem } from '../../domain/item.ts';
import type { ItemStore } from '../../domain/ports/item-store.ts';
import { ROLES } from '../../domain/ports/key-store.ts';
import type { Caller } from '../caller.ts';
import { etagOf, requireMatch } from '../etag.ts';
import { type Answer, defineRoute, JSON_TYPES, NDJSON_TYPES, type Route } from '../route.ts';
import { anyJson, listOf, noQuery } from '../schemas/common.ts';
import {
  blockReason,
  bulkAnswer,
  item,
  itemDeletion,
  itemListQuery,
  itemParams,
  sentItem,
  unblockReason,
} from '../schemas/item.ts';
import { storeItemLines } from './item-lines.ts';

/** The catalogue over HTTP. Reads are open to every role. */
export function itemRoutes(itemStore: ItemStore, clock: Clock): readonly Route[] {
  const tag = 'Items';
  const found = { description: 'The item', schema: item, headers: ['etag'] } as const;

  /** The item as stored, or 404. */
  async function existing(itemId: string): Promise<StoredItem> {
    const stored = await itemStore.get(itemId);
    if (stored === null)
      throw new MarqueeError('unknown-item', `There is no item ${itemId}. Check the id, or PUT the item first.`);
    return stored;
  }

  async function setBlocked(itemId: string, blocked: boolean, reason: string, caller: Caller): Promise<Answer> {
    await existing(itemId);
    await itemStore.setBlocked(itemId, blocked, reason, { atMs: clock.nowMs(), actor: caller.keyId, reason });
    return answerOf(200, await existing(itemId));
  }

  return [
    defineRoute({
      method: 'get',
      path: '/v1/items',
      roles: ROLES,
      name: 'listItems',
      summary: 'The catalogue, by item id',
      tag,
      query: itemListQuery,
      answers: { 200: { description: 'A page of items', schema: listOf(item) } },
      async handle({ query }) {
        const { items, nextCursor } = await itemStore.list({
          query: query.q ?? null,
          itemIds: query.itemIds ?? null,
          cursor: query.cursor ?? null,
          limit: query.limit,
        });
        return { status: 200, body: { items: items.map(shownItem), nextCursor } };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/items',
      roles: ['editor'],
      name: 'postItems',
      summary: 'Items as NDJSON, one a line (at most 256 KiB), however many; a refused line stops nothing',
      tag,
      query: noQuery,
      body: { kind: 'stream', mediaTypes: NDJSON_TYPES, schema: anyJson, described: sentItem },
      answers: { 200: { description: 'What was stored and what refused', schema: bulkAnswer } },
      handle: async ({ stream }) => ({ status: 200, body: await storeItemLines(stream, itemStore) }),
    }),
    defineRoute({
      method: 'get',
      path: '/v1/items/{itemId}',
      roles: ROLES,
      name: 'getItem',
      summary: 'One item',
      tag,
      params: itemParams,
      query: noQuery,
      answers: { 200: found },
      handle: async ({ params }) => answerOf(200, await existing(params.itemId)),
    }),
    defineRoute({
      method: 'put',
      path: '/v1/items/{itemId}',
      roles: ['editor'],
      name: 'putItem',
      summary: 'Adds or replaces an item',
      tag,
      params: itemParams,
      query: noQuery,
      body: { kind: 'json', mediaTypes: JSON_TYPES, schema: anyJson, described: sentItem },
      answers: { 200: found, 201: { ...found, headers: ['location', 'etag'] } },
      async handle({ params, body, ifMatch }) {
        const parsed = itemFrom(body, params.itemId);
        if (ifMatch !== undefined) requireMatch(ifMatch, (await existing(params.itemId)).revision);
        const { created } = await itemStore.upsert([parsed]);
        const answer = answerOf(created > 0 ? 201 : 200, await existing(params.itemId));
        if (created === 0) return answer;
        return { ...answer, headers: { ...answer.headers, location: `/v1/items/${params.itemId}` } };
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/v1/items/{itemId}',
      roles: ['editor'],
      name: 'deleteItem',
      summary: 'Takes an item out of the catalogue; the log keeps its impressions',
      tag,
      params: itemParams,
      query: itemDeletion,
      answers: { 204: { description: 'It is gone' } },
      async handle({ params, query, ifMatch, caller }) {
        requireMatch(ifMatch, (await existing(params.itemId)).revision);
        await itemStore.remove(params.itemId, { atMs: clock.nowMs(), actor: caller.keyId, reason: query.reason });
        return { status: 204 };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/items/{itemId}/block',
      roles: ['editor'],
      name: 'blockItem',
      summary: 'Takes an item off every page within a second',
      tag,
      params: itemParams,
      query: noQuery,
      body: { kind: 'json', mediaTypes: JSON_TYPES, schema: blockReason },
      answers: { 200: found },
      handle: ({ params, body, caller }) => setBlocked(params.itemId, true, body.reason, caller),
    }),
    defineRoute({
      method: 'post',
      path: '/v1/items/{itemId}/unblock',
      roles: ['editor'],
      name: 'unblockItem',
      summary: 'Lets a blocked item be shown again',
      tag,
      params: itemParams,
      query: noQuery,
      body: { kind: 'json', mediaTypes: JSON_TYPES, schema: unblockReason, optional: true },
      answers: { 200: found },
      handle: ({ params, body, caller }) => setBlocked(params.itemId, false, body.reason ?? '', caller),
    }),
  ];
}

function answerOf(status: number, stored: StoredItem): Answer {
  return { status, body: shownItem(stored), headers: { etag: etagOf(stored.revision) } };
}

function shownItem({ item: shown, blocked }: StoredItem): Item & { blocked: boolean } {
  return { ...shown, blocked };
}

/** The path names the item; a body may leave the id out, but not say another. */
function itemFrom(body: unknown, itemId: string): Item {
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
  const parsed = parseItem(isObject && !Object.hasOwn(body, 'itemId') ? { ...body, itemId } : body);
  if (parsed.itemId === itemId) return parsed;
  throw new MarqueeError('invalid-item', 'The field "itemId" must be the id in the path, or be left out.');
}
