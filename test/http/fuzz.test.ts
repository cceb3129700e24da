import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createAuditLog } from '../../src/adapters/postgres/audit-log.ts';
import { createEditorialStore } from '../../src/adapters/postgres/editorial-store.ts';
import { createItemNumbers } from '../../src/adapters/postgres/item-numbers.ts';
import { createItemStore } from '../../src/adapters/postgres/item-store.ts';
import { createKeyStore } from '../../src/adapters/postgres/key-store.ts';
import { createModelRegistry } from '../../src/adapters/postgres/model-registry.ts';
import { createPinStore } from '../../src/adapters/postgres/pin-store.ts';
import { createPool } from '../../src/adapters/postgres/pool.ts';
import { COLLECTION_KIND, SEGMENT_KIND } from '../../src/domain/editorial-objects.ts';
import { SILENT_LOGGER } from '../../src/domain/ports/logger.ts';
import { createPinBoard } from '../../src/editorial/pins.ts';
import { NOW_MS, problemOf, startApi, type TestApi } from '../support/api.ts';
import { createTestDatabase, TEST_TENANT } from '../support/database.ts';

/** On a real database: what it cannot store has to be refused before. */
let api: TestApi;
let close: () => Promise<void>;
beforeAll(async () => {
  const database = await createTestDatabase();
  const pool = createPool({ connectionString: database.url, tenant: TEST_TENANT, logger: SILENT_LOGGER });
  const itemStore = createItemStore({ pool, itemNumbers: createItemNumbers({ pool }) });
  const clock = { nowMs: () => NOW_MS, monotonicMs: () => 0 };
  const pinStore = createPinStore({ pool });
  const segmentStore = createEditorialStore(SEGMENT_KIND, { pool });
  const collectionStore = createEditorialStore(COLLECTION_KIND, { pool });
  const pinBoard = createPinBoard({ pinStore, itemStore, segmentStore, collectionStore, clock });
  const modelRegistry = createModelRegistry({ pool });
  const auditLog = createAuditLog({ pool });
  api = await startApi({
    itemStore,
    pinStore,
    segmentStore,
    collectionStore,
    pinBoard,
    modelRegistry,
    auditLog,
    keyStore: createKeyStore({ pool }),
  });
  const pin = { itemId: 'i1', rowId: 'top-picks', position: 0, from: FROM, until: UNTIL };
  const { pinId } = (await api.call('POST', '/v1/pins', { json: pin })).body.pin;
  ROUTES.push(['PATCH', `/v1/pins/${pinId}`]);
  close = async () => {
    await api.close();
    await pool.end();
    await database.drop();
  };
});
afterAll(() => close());

const FROM = '2026-03-01T00:00:00.000Z';
const UNTIL = '2026-04-01T00:00:00.000Z';

const ROUTES: [string, string][] = [
  ['POST', '/v1/users/u1/home'],
  ['POST', '/v1/events'],
  ['PUT', '/v1/items/i1'],
  ['POST', '/v1/items/i1/block'],
  ['POST', '/v1/pins'],
  ['POST', '/v1/segments'],
  ['PUT', '/v1/segments/s1'],
  ['POST', '/v1/preview'],
  ['POST', '/v1/keys'],
  ['POST', '/v1/models/v1/promote'],
  // The first made the pin that is patched.
  ['POST', '/v1/audit/2/undo'],
];

/** Fields that mean something somewhere, with values that may or may not fit. */
const value = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom('i1', 'app', 'genre', 'kids', 0, 1, -1, 1e21, ''),
);
const time = fc.date({ noInvalidDate: false }).map((date) => (Number.isNaN(+date) ? 'never' : date.toISOString()));
const field = fc.oneof(value, time);
const body = fc.oneof(
  fc.jsonValue(),
  fc.record(
    {
      itemId: fc.oneof(fc.constant('i1'), field),
      rowId: fc.oneof(fc.constant('top-picks'), field),
      rowKind: field,
      position: fc.oneof(fc.nat(60), field),
      from: time,
      until: time,
      audience: fc.oneof(
        fc.record({ regions: field, surfaces: field, maturities: field }, { requiredKeys: [] }),
        field,
      ),
      priority: fc.oneof(fc.integer(), field),
      type: fc.constantFrom('film', 'live', 'x'),
      title: fc.string({ unit: 'binary' }),
      maturity: fc.constantFrom('kids', 'adult', 'x'),
      windows: fc.oneof(fc.array(fc.record({ region: field, from: time, until: time }, { requiredKeys: [] })), field),
      events: fc.array(fc.record({ eventId: field, type: field, userId: field, itemId: field, timestamp: time })),
      rows: field,
      exclude: fc.array(field),
      role: fc.constantFrom('app', 'root'),
      name: fc.string({ unit: 'binary' }),
      reason: fc.string({ unit: 'binary' }),
      note: fc.string({ unit: 'binary' }),
      filter: fc.oneof(fc.constant('plays > 1'), fc.string({ unit: 'binary' }), field),
      ['__proto__']: field,
    },
    { requiredKeys: [] },
  ),
);

test('no JSON body, whatever is in it, makes an answer of 500 or more, and every refusal is a problem', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...ROUTES), body, async ([method, path], json) => {
      const answer = await api.call(method, path, { json });
      expect(answer.status).toBeLessThan(500);
      if (answer.status >= 400) problemOf(answer);
    }),
    { numRuns: 600 },
  );
}, 60_000);

test('whatever text an item, a pin or a key is given, it is stored and read back as it was, or refused', async () => {
  const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 30 });
  const item = fc.record({
    ...{ type: fc.constant('film'), maturity: fc.constant('kids'), windows: fc.constant([{ region: '*' }]) },
    ...{ title: text, description: text, genres: fc.uniqueArray(text, { maxLength: 3 }) },
    durationS: fc.double({ min: 0.001, max: 1e6, noNaN: true }),
  });
  await fc.assert(
    fc.asyncProperty(item, async (json) => {
      const stored = await api.call('PUT', '/v1/items/any', { json });
      expect([200, 201, 400]).toContain(stored.status);
      if (stored.status < 400) expect(stored.body).toMatchObject(json);
      const found = await api.call('GET', `/v1/items?q=${encodeURIComponent(json.title.toWellFormed())}`);
      expect([200, 400]).toContain(found.status);
      const pin = { itemId: 'any', rowId: 'top-picks', position: 0, from: FROM, until: UNTIL, note: json.title };
      const pinned = await api.call('POST', '/v1/pins', { json: pin });
      if (pinned.status === 201) expect(pinned.body.pin.note).toBe(json.title);
      else expect(problemOf(pinned).status).toBe(400);
      const key = await api.call('POST', '/v1/keys', { json: { role: 'analyst', name: json.title } });
      if (key.status === 201) expect(key.body.name).toBe(json.title);
      else expect(problemOf(key).status).toBe(400);
    }),
    { numRuns: 100 },
  );
}, 60_000);

test('no bytes, whatever they are, make an answer of 500 or more', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...ROUTES, ['POST', '/v1/items'] as const),
      fc.uint8Array(),
      async (route, raw) => {
        const type = route[1] === '/v1/items' ? 'application/x-ndjson' : 'application/json';
        const answer = await api.call(route[0], route[1], { raw, headers: { 'content-type': type } });
        expect(answer.status).toBeLessThan(500);
        if (answer.status >= 400) problemOf(answer);
      },
    ),
    { numRuns: 200 },
  );
}, 60_000);

test('no path and query, whatever they are, make an answer of 500 or more', async () => {
  const part = fc
    .string({ unit: 'binary' })
    .filter((text) => text.isWellFormed())
    .map(encodeURIComponent);
  const paths = [
    '/v1/users/*/home',
    '/v1/items',
    '/v1/items/*',
    '/v1/pins',
    '/v1/pins/*',
    '/v1/keys/*',
    '/v1/models',
    '/v1/audit',
    '/*',
  ];
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...paths), part, fc.webQueryParameters(), async (path, id, query) => {
      const answer = await api.call('GET', `${path.replace('*', id)}?${query}&cursor=${id}&q=${id}`);
      expect(answer.status).toBeLessThan(500);
      if (answer.status >= 400) problemOf(answer);
    }),
    { numRuns: 200 },
  );
}, 60_000);
