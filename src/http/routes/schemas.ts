import { MarqueeError } from '../../domain/errors.ts';
import { ROLES } from '../../domain/ports/key-store.ts';
import { dataContracts } from '../contracts.ts';
import { defineRoute, type Route } from '../route.ts';
import { listOf, listQuery, noQuery } from '../schemas/common.ts';
import { contract, contractParams } from '../schemas/contract.ts';

/** The data contracts: what is sent to this service and what is read from it, by version. Open to every role. */
export function schemaRoutes(): readonly Route[] {
  const tag = 'Schemas';
  const contracts = dataContracts();
  return [
    defineRoute({
      method: 'get',
      path: '/v1/schemas',
      roles: ROLES,
      name: 'listSchemas',
      summary: 'Data contracts: what is sent and read, by version, with owner and freshness target',
      tag,
      query: listQuery,
      answers: { 200: { description: 'A page of contracts, by name', schema: listOf(contract) } },
      async handle({ query: { cursor, limit } }) {
        const after = cursor === undefined ? contracts : contracts.filter(({ name }) => name > cursor);
        const items = after.slice(0, limit);
        return { status: 200, body: { items, nextCursor: after.length > limit ? items.at(-1)!.name : null } };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/schemas/{name}',
      roles: ROLES,
      name: 'getSchema',
      summary: 'One data contract',
      tag,
      params: contractParams,
      query: noQuery,
      answers: { 200: { description: 'The contract', schema: contract, headers: ['etag'] } },
      async handle({ params }) {
        const found = contracts.find(({ name }) => name === params.name);
        if (found === undefined) {
          throw new MarqueeError(
            'unknown-schema',
            `There is no schema ${params.name}. GET /v1/schemas lists those there are.`,
          );
        }
        return { status: 200, body: found, headers: { etag: `"${found.schemaId}"` } };
      },
    }),
  ];
}
