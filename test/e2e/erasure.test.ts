import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { createPool } from '../../src/adapters/postgres/pool.ts';
import type { Page } from '../../src/domain/page.ts';
import { SILENT_LOGGER } from '../../src/domain/ports/logger.ts';
import { EMPTY_STATE, type UserState } from '../../src/features/user-state.ts';
import { decodeUserState } from '../../src/features/user-state-codec.ts';
import { replayUserStates } from '../../src/ingest/replay.ts';
import { TEST_TENANT } from '../support/database.ts';
import { anItem } from '../support/items.ts';
import { type NatsServers, startNats } from '../support/nats-server.ts';
import { startRedis } from '../support/redis-server.ts';
import { eventually, startTestService, type TestService } from '../support/service.ts';
import { tracesOf } from '../support/traces-of.ts';

const PATIENCE_MS = 60_000;
/** What is left of a user on purpose. */
const TOMBSTONES = ['erasures', 'erasure_receipts'];

describe.each(['user states in Redis', 'user states in Postgres alone', 'a stream between the replicas'] as const)(
  'erasing a user, with %s',
  (shape) => {
    /** null: the states are in Postgres. */
    let redis: { url: string; stop(): Promise<void> } | null = null;
    let nats: NatsServers | null = null;
    let here: TestService;
    let there: TestService;
    let pool: ReturnType<typeof createPool>;

    beforeAll(async () => {
      if (shape !== 'user states in Postgres alone') redis = await startRedis(tmpdir());
      if (shape === 'a stream between the replicas') nats = await startNats();
      here = await startTestService({ redisUrl: redis?.url ?? null, env: nats === null ? {} : { NATS_URL: nats.url } });
      pool = createPool({
        connectionString: here.databaseUrl,
        tenant: TEST_TENANT,
        logger: SILENT_LOGGER,
        rights: 'login',
      });
      const items = Array.from({ length: 30 }, (_, n) => anItem(`film-${n}`, { genres: ['Drama'] }));
      const headers = { 'content-type': 'application/x-ndjson' };
      const raw = items.map((item) => JSON.stringify(item)).join('\n');
      expect((await here.call('POST', '/v1/items', { as: 'editor', raw, headers })).body.accepted).toBe(30);
      there = await here.replica();
      await Promise.all([here.refresh(), there.refresh()]);
      for (const service of nats === null ? [] : [here, there]) {
        await eventually(
          async () => (await service.readiness()).dependencies.nats,
          (answer) => answer === 'up',
          PATIENCE_MS,
        );
      }
    }, PATIENCE_MS);
    afterAll(async () => {
      await pool.end();
      await there.destroy();
      await here.destroy();
      await redis?.stop();
      await nats?.stop();
    }, PATIENCE_MS);

    const keyOf = (userId: string): string => here.context.userKeyOf(userId);
    const send = async (service: TestService, ...events: object[]) => {
      const { status, body } = await service.call('POST', '/v1/events', { json: { events } });
      expect([status, body]).toEqual([202, { accepted: events.length, rejected: [] }]);
    };
    const home = async (service: TestService, userId: string): Promise<Page> => {
      const { status, body } = await service.call('GET', `/v1/users/${userId}/home?rows=5&items=10`);
      expect(status).toBe(200);
      return body;
    };
    const settled = async () => void (await Promise.all([here.settled(), there.settled()]));
    const stateOf = async (userId: string): Promise<UserState> => {
      const stored = await (await here.context.userStates()).read(keyOf(userId));
      return stored === null ? EMPTY_STATE : decodeUserState(stored.bytes);
    };
    const itemNo = async (itemId: string) => (await here.context.itemNumbers.resolve([itemId]))[0]!;
    const event = (userId: string, eventId: string, type: string, itemId: string | null, more: object = {}) => ({
      userId,
      eventId: `${userId}:${eventId}`,
      type,
      ...(itemId !== null && { itemId }),
      timestamp: new Date().toISOString(),
      ...more,
    });
    const everyKind = (userId: string, page: Page) => {
      const { impressionId } = page.rows[0]!.items[0]!;
      return [
        event(userId, 'viewed', 'viewed', null, { impressionIds: [impressionId] }),
        event(userId, 'click', 'click', 'film-1', { impressionId }),
        event(userId, 'dismiss', 'dismiss', 'film-2'),
        event(userId, 'hide', 'hide', 'film-3'),
        event(userId, 'unhide', 'unhide', 'film-3'),
        event(userId, 'list-add', 'list-add', 'film-4'),
        event(userId, 'list-remove', 'list-remove', 'film-4'),
        event(userId, 'play', 'play', 'film-5'),
        event(userId, 'progress', 'progress', 'film-5', { portion: 0.5 }),
        event(userId, 'complete', 'complete', 'film-5', { portion: 1 }),
        event(userId, 'rate', 'rate', 'film-6', { value: 1, properties: { note: 'hello' } }),
        event(userId, 'lost', 'click', 'film-7', { impressionId: '01950000-0000-7000-8000-0000000000aa.0.0' }),
      ];
    };

    const person = ['anna-who-leaves', 'phone-of-anna'];
    const words: string[] = [];
    const oldEvents: { readonly event: { readonly type: string }; readonly sentTo: TestService }[] = [];

    test('leaves nothing of the user anywhere, and everything of everybody else', async () => {
      const [anna, phone] = person as [string, string];
      for (const userId of [...person, 'heir', 'bob']) {
        for (const service of [here, there]) {
          const page = await home(service, userId);
          const name = service === here ? 'here' : 'there';
          const events = everyKind(userId, page).map((one) => ({ ...one, eventId: `${one.eventId}:${name}` }));
          await send(service, ...events);
          if (!person.includes(userId)) continue;
          words.push(page.recommendationId, ...events.map((one) => one.eventId));
          oldEvents.push(...events.map((one) => ({ event: one, sentTo: service })));
        }
      }
      await send(here, event('heir', 'own', 'complete', 'film-20', { portion: 1 }));
      const theirs = event(anna, 'theirs', 'complete', 'film-21', { portion: 1 });
      await send(here, theirs);
      await here.call('PUT', `/v1/users/${anna}`, { json: { region: 'SE', labels: ['trial'] } });
      await here.call('PUT', '/v1/users/heir', { json: { region: 'GB' } });
      expect((await there.call('PUT', `/v1/users/${anna}/merge/${phone}`)).status).toBe(200);
      expect((await here.call('PUT', `/v1/users/heir/merge/${anna}`)).status).toBe(200);
      // The same id with another content: it becomes a dead letter.
      await settled();
      await send(here, { ...theirs, itemId: 'film-22' });
      await settled();
      for (const userId of person) {
        await pool.query('INSERT INTO user_checkpoints VALUES ($1, $2)', [keyOf(userId), Buffer.alloc(24)]);
        await pool.query(`INSERT INTO flagged_users VALUES ($1, 'rate', now(), 3000)`, [keyOf(userId)]);
      }
      words.push(...person, ...person.map(keyOf), `${anna}:theirs`);
      const traces = tracesOf(words);
      expect(await traces.inPostgres(pool)).toEqual(
        expect.arrayContaining(['user_changes', 'dead_letters', 'user_checkpoints', 'flagged_users']),
      );
      if (redis !== null) expect((await traces.inRedis(redis.url)).length).toBe(2);
      for (const { dataDir } of [here, there]) expect(traces.inFiles(dataDir).length).toBeGreaterThan(0);
      expect([...(await stateOf('heir')).watched]).toContain(await itemNo('film-21'));
      const bobBefore = await stateOf('bob');
      const bobsRows = await pool.query('SELECT count(*) FROM events WHERE user_key = $1', [keyOf('bob')]);

      const { status, body } = await here.call('DELETE', `/v1/users/${anna}`, { as: 'admin' });

      expect([status, typeof body.receiptId]).toEqual([200, 'string']);
      expect(body.removed).toMatchObject({
        decisions: 4,
        events: 49,
        userChanges: 3,
        userStates: 2,
        userCheckpoints: 2,
        flaggedUsers: 2,
        deadLetters: 1,
      });
      expect(body.removed.outcomes).toBeGreaterThan(0);
      expect(await traces.inPostgres(pool, [...TOMBSTONES, ...(redis === null ? ['user_states'] : [])])).toEqual([]);
      for (const userId of person) {
        const { erasedAtMs, ...rest } = await stateOf(userId);
        expect(erasedAtMs).toBeGreaterThan(0);
        expect({ ...rest, erasedAtMs: 0 }).toEqual(EMPTY_STATE);
      }
      const contents = tracesOf(words.filter((word) => !person.map(keyOf).includes(word)));
      if (redis !== null) expect(await contents.inRedis(redis.url)).toEqual([]);
      expect(await contents.inPostgres(pool)).toEqual([]);
      const left = (dataDir: string) => traces.inFiles(dataDir).map((path) => path.slice(dataDir.length + 1));
      expect(left(here.dataDir)).toEqual(['erasures.ndjson']);
      await eventually(
        async () => left(there.dataDir),
        (files) => files.join() === 'erasures.ndjson',
        PATIENCE_MS,
      );
      expect(readFileSync(join(here.dataDir, 'erasures.ndjson'), 'utf8')).toContain(keyOf(anna));

      const heir = await stateOf('heir');
      expect([...heir.watched]).toEqual(
        expect.arrayContaining([await itemNo('film-5'), await itemNo('film-6'), await itemNo('film-20')]),
      );
      expect([...heir.watched]).not.toContain(await itemNo('film-21'));
      expect(heir.events.length).toBe(2 * 11 + 1);
      expect(heir.attributes?.region).toBe('GB');
      expect(await stateOf('bob')).toEqual(bobBefore);
      expect((await pool.query('SELECT count(*) FROM events WHERE user_key = $1', [keyOf('bob')])).rows).toEqual(
        bobsRows.rows,
      );
    }, 120_000);

    test(
      'holds against events of before that are sent again, through any replica',
      async () => {
        for (const { event: old, sentTo } of oldEvents) {
          // Who has not served the page waits a while for whoever may have.
          const isThere = old.type === 'viewed' ? sentTo === there : sentTo !== there;
          await send(isThere ? there : here, old);
        }
        await settled();
        for (const userId of person) {
          expect((await pool.query('SELECT 1 FROM events WHERE user_key = $1', [keyOf(userId)])).rows).toEqual([]);
          expect((await stateOf(userId)).events.length).toBe(0);
        }
        expect((await here.call('GET', `/v1/users/${person[0]}`)).status).toBe(404);
      },
      PATIENCE_MS,
    );

    test(
      'again is harmless, and of a user whom nobody knows, too: every erasure has its receipt',
      async () => {
        for (const userId of [person[0], 'nobody-ever']) {
          const { status, body } = await there.call('DELETE', `/v1/users/${userId}`, { as: 'admin' });
          expect(status).toBe(200);
          expect(new Set(Object.values(body.removed))).toEqual(new Set([0]));
          const receipt = await pool.query('SELECT removed FROM erasure_receipts WHERE receipt_id = $1', [
            body.receiptId,
          ]);
          expect(receipt.rows).toEqual([{ removed: body.removed }]);
        }
      },
      PATIENCE_MS,
    );

    test(
      'lets the id be a new user’s, whose page, profile, events and merges work',
      async () => {
        const anna = person[0]!;
        expect((await here.call('PUT', `/v1/users/${anna}`, { json: { region: 'NO' } })).status).toBe(201);
        await home(there, anna);
        await send(there, event(anna, 'new', 'complete', 'film-9', { portion: 1 }));
        expect((await here.call('PUT', `/v1/users/${anna}/merge/new-phone`)).status).toBe(200);
        await send(here, event('new-phone', 'new', 'complete', 'film-10', { portion: 1 }));
        await settled();
        const state = await stateOf(anna);
        expect([...state.watched].sort()).toEqual([await itemNo('film-9'), await itemNo('film-10')].sort());
        expect(state.attributes?.region).toBe('NO');
        const { rows } = await pool.query('SELECT event_id FROM events WHERE user_key = $1', [keyOf(anna)]);
        expect(rows).toEqual([{ event_id: `${anna}:new` }]);
        expect((await pool.query('SELECT 1 FROM decisions WHERE user_key = $1', [keyOf(anna)])).rows.length).toBe(1);
      },
      PATIENCE_MS,
    );

    test(
      'outlives a replay into an empty store, byte for byte',
      async () => {
        const users = [...person, 'heir', 'bob', 'new-phone'];
        const states = await here.context.userStates();
        const before = await states.readMany(users.map(keyOf));
        if (redis === null) {
          await pool.query('TRUNCATE user_states');
        } else {
          const client = new Redis(redis.url);
          await client.flushall();
          client.disconnect();
        }
        await replayUserStates({ ...here.context, userStates: states });
        const after = await states.readMany(users.map(keyOf));
        expect(after.map((one) => Buffer.from(one!.bytes).toString('hex'))).toEqual(
          before.map((one) => Buffer.from(one!.bytes).toString('hex')),
        );
      },
      PATIENCE_MS,
    );

    test(
      'outlives a database restored from a backup of before: the next start erases again, before it answers',
      async () => {
        const phone = person[1]!;
        await pool.query('DELETE FROM erasures WHERE user_key = $1', [keyOf(phone)]);
        await pool.query(
          `INSERT INTO events (day, event_id, type, user_key, item_no, occurred_at, received_at, impression_ids, trigger, origin)
       VALUES (current_date - 1, 'restored', 'play', $1, 1, now() - interval '1 day', now(), '{}', 'user', 'app')`,
          [keyOf(phone)],
        );
        here = await here.restart();
        expect((await pool.query('SELECT 1 FROM events WHERE user_key = $1', [keyOf(phone)])).rows).toEqual([]);
        expect((await pool.query('SELECT 1 FROM erasures WHERE user_key = $1', [keyOf(phone)])).rows.length).toBe(1);
      },
      PATIENCE_MS,
    );
  },
);
