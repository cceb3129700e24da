import { randomBytes } from 'node:crypto';
import { createApiKey, formatRate } from '../../domain/api-key.ts';
import type { Clock } from '../../domain/clock.ts';
import { MarqueeError } from '../../domain/errors.ts';
import type { ApiKey, KeyStore } from '../../domain/ports/key-store.ts';
import type { KeyRing } from '../key-ring.ts';
import { defineRoute, JSON_TYPES, type Route } from '../route.ts';
import { listOf, listQuery, noQuery } from '../schemas/common.ts';
import { apiKey, createdKey, keyDraft, keyParams } from '../schemas/key.ts';

/** Keys, for admins. A change holds here at once, and on other replicas as soon as they hear of it. */
export function keyRoutes(keyStore: KeyStore, keyRing: Pick<KeyRing, 'refresh'>, clock: Clock): readonly Route[] {
  const tag = 'Keys';
  const roles = ['admin'] as const;

  async function existing(keyId: string): Promise<ApiKey> {
    const found = (await keyStore.list()).find((key) => key.keyId === keyId);
    if (found === undefined) throw unknownKey(keyId);
    return found;
  }

  return [
    defineRoute({
      method: 'get',
      path: '/v1/keys',
      roles,
      name: 'listKeys',
      summary: 'All keys, revoked ones included, without their secrets',
      tag,
      query: listQuery,
      answers: { 200: { description: 'A page of keys, by id', schema: listOf(apiKey) } },
      async handle({ query: { cursor, limit } }) {
        const all = (await keyStore.list()).toSorted((a, b) => (a.keyId < b.keyId ? -1 : 1));
        const rest = cursor === undefined ? all : all.filter((key) => key.keyId > cursor);
        const items = rest.slice(0, limit);
        const nextCursor = rest.length > limit ? items.at(-1)!.keyId : null;
        return { status: 200, body: { items: items.map(shownKey), nextCursor } };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/keys',
      roles,
      name: 'createKey',
      summary: 'Makes a key; its secret is in this answer and nowhere else',
      tag,
      query: noQuery,
      body: { kind: 'json', mediaTypes: JSON_TYPES, schema: keyDraft },
      answers: { 201: { description: 'The key', schema: createdKey, headers: ['location'] } },
      async handle({ body: { rate, ...draft } }) {
        const { keyId, key, keyHash } = createApiKey(randomBytes);
        const stored = await keyStore.create({ ...draft, ratePerS: rate, keyId, keyHash }, clock.nowMs());
        await keyRing.refresh();
        return { status: 201, body: { ...shownKey(stored), key }, headers: { location: `/v1/keys/${keyId}` } };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/keys/{keyId}',
      roles,
      name: 'getKey',
      summary: 'One key, without its secret',
      tag,
      params: keyParams,
      query: noQuery,
      answers: { 200: { description: 'The key', schema: apiKey } },
      handle: async ({ params }) => ({ status: 200, body: shownKey(await existing(params.keyId)) }),
    }),
    defineRoute({
      method: 'delete',
      path: '/v1/keys/{keyId}',
      roles,
      name: 'revokeKey',
      summary: 'Revokes a key for good; it stays listed',
      tag,
      params: keyParams,
      query: noQuery,
      answers: { 204: { description: 'It is revoked' } },
      async handle({ params }) {
        if (!(await keyStore.revoke(params.keyId, clock.nowMs()))) throw unknownKey(params.keyId);
        await keyRing.refresh();
        return { status: 204 };
      },
    }),
  ];
}

function shownKey({ keyId, role, name, origin, createdAt, revokedAt, ratePerS }: ApiKey) {
  return { keyId, role, name, origin, createdAt, revokedAt, rate: formatRate(ratePerS) };
}

function unknownKey(keyId: string): MarqueeError {
  return new MarqueeError('unknown-key', `There is no key ${keyId}. GET /v1/keys lists those there are.`);
}
