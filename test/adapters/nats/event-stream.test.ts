import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { jetstream } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { consumerName, streamName } from '../../../src/adapters/nats/ensure-stream.ts';
import { openNatsEventStream } from '../../../src/adapters/nats/event-stream.ts';
import { partitionOf } from '../../../src/adapters/nats/publisher.ts';
import { SYSTEM_CLOCK } from '../../../src/context.ts';
import {
  type DeliveredRecord,
  type EventStream,
  MAX_STREAM_RECORD_BYTES,
  STREAM_GROUPS,
  type StreamGroup,
  type StreamRecord,
} from '../../../src/domain/ports/event-stream.ts';
import { type NatsServers, startNats } from '../../support/nats-server.ts';
import { testTenant } from '../../support/redis.ts';
import { eventually } from '../../support/service.ts';
import { recordingLogger } from '../journal/support.ts';

/** What a stream of servers promises beyond the contract. */
describe('the event stream in JetStream', () => {
  let nats: NatsServers;
  const opened: EventStream[] = [];
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    nats = await startNats();
  }, 180_000);
  afterEach(async () => {
    for (const stream of opened.splice(0)) await stream.close();
    for (const stop of stops.splice(0)) await stop();
  }, 60_000);
  afterAll(() => nats.stop());

  async function open(tenant: string, { url = nats.url, untilUp = true, aheadMs = 0 } = {}) {
    const { logger, lines } = recordingLogger();
    const clock = { ...SYSTEM_CLOCK, nowMs: () => SYSTEM_CLOCK.nowMs() + aheadMs };
    const stream = openNatsEventStream({ url, tenant, maxBytes: 1024 ** 2, clock, logger });
    opened.push(stream);
    if (untilUp) await up(stream);
    return { stream, lines };
  }
  const up = (stream: EventStream) =>
    eventually(
      () =>
        stream.ping().then(
          () => true,
          () => false,
        ),
      Boolean,
      30_000,
    );
  const textOf = ({ payload }: DeliveredRecord): string => Buffer.from(payload).toString();
  function collect(stream: EventStream, group: StreamGroup): string[] {
    const seen: string[] = [];
    stream.subscribe(group, {
      maxRecords: 10,
      lingerMs: 0,
      handle: async (records) => void seen.push(...records.map(textOf)),
    });
    return seen;
  }
  const record = (id: string, payload: Uint8Array = Buffer.from(id)): StreamRecord => ({
    id,
    userKey: Buffer.from(id).toString('hex').slice(-8).padStart(32, '0').split('').reverse().join(''),
    payload,
  });

  test('takes a record that is published again within minutes as the one it is', async () => {
    const { stream } = await open(testTenant());
    for (let time = 0; time < 3; time++) await stream.publish([record('again'), record('and-again')]);
    const seen = STREAM_GROUPS.map((group) => collect(stream, group));
    await stream.settled();
    for (const texts of seen) expect(texts.toSorted()).toEqual(['again', 'and-again']);
  });

  test('refuses a record that is too long, and everything published with it', async () => {
    const { stream } = await open(testTenant());
    const long = record('long', new Uint8Array(MAX_STREAM_RECORD_BYTES + 1));
    await expect(stream.publish([record('short'), long])).rejects.toThrow(RangeError);
    expect((await stream.backlog()).records).toBe(0);
  });

  test('gives each record to one of the processes that read for a group', async () => {
    const tenant = testTenant();
    const [one, other] = [await open(tenant), await open(tenant)];
    const seen = [one, other].map(({ stream }) => STREAM_GROUPS.map((group) => collect(stream, group))[0]!);
    const ids = Array.from({ length: 300 }, (_, n) => `r${n}`);
    await one.stream.publish(ids.map((id) => record(id)));
    await other.stream.settled();
    expect(seen.flat().toSorted()).toEqual(ids.toSorted());
  });

  test('gives what was kept to another process when its keeper stops, and lets nothing go before it is done', async () => {
    const tenant = testTenant();
    const [one, other] = [await open(tenant), await open(tenant)];
    let done: (() => void) | null = null;
    const keeper = one.stream.subscribe('state', {
      maxRecords: 10,
      lingerMs: 0,
      handle: async ([first]) => {
        done = first!.keep();
      },
    });
    const logged = collect(one.stream, 'log');
    await one.stream.publish([record('kept')]);
    await eventually(async () => done !== null && logged.length === 1, Boolean, 20_000);
    expect((await one.stream.backlog()).records).toBe(1);
    await keeper.stop();
    const taken = collect(other.stream, 'state');
    await other.stream.settled();
    expect(taken).toEqual(['kept']);
  });

  test('tells whoever published a record when another process has handled it', async () => {
    const tenant = testTenant();
    const [one, other] = [await open(tenant), await open(tenant)];
    const { handled } = await one.stream.publishAndFollow(record('followed'), 'state');
    collect(other.stream, 'log');
    const seen = collect(other.stream, 'state');
    await handled;
    expect(seen).toEqual(['followed']);
  });

  test('handles what a consumer believes to be acknowledged and never sends, and lets nothing go before', async () => {
    const tenant = testTenant();
    // To whom everything is long overdue.
    const { stream, lines } = await open(tenant, { aheadMs: 3_600_000 });
    await stream.publish([record('passed-over'), record('sent')]);
    // As a new leader of the consumer may do: what was sent by the old one is passed over.
    const connection = await connect({ servers: nats.url });
    const consumer = await jetstream(connection).consumers.get(
      streamName(tenant),
      consumerName('log', partitionOf(record('passed-over').userKey)),
    );
    for await (const message of await consumer.fetch({ max_messages: 1, expires: 5000 })) message.ack();
    await connection.close();
    const seen = STREAM_GROUPS.map((group) => collect(stream, group));
    await stream.settled();
    for (const texts of seen) expect(texts.toSorted()).toEqual(['passed-over', 'sent']);
    expect(lines).toContainEqual(
      expect.objectContaining({ level: 'warn', fields: { group: 'log', found: expect.any(Number) } }),
    );
  });

  test('says that one server keeps each record once only', async () => {
    const { lines } = await open(testTenant());
    expect(lines).toContainEqual(
      expect.objectContaining({ level: 'warn', fields: expect.objectContaining({ replicas: 1, wanted: 3 }) }),
    );
  });

  test('is sought for as long as it takes; until then nothing is acknowledged', async () => {
    const away = await startNats();
    stops.push(() => away.stop());
    await away.servers[0]!.kill();
    const { stream } = await open(testTenant(), { url: away.url, untilUp: false });
    await expect(stream.publish([record('early')])).rejects.toMatchObject({ code: 'journal-unavailable' });
    await expect(stream.ping()).rejects.toMatchObject({ code: 'unavailable' });
    const seen = STREAM_GROUPS.map((group) => collect(stream, group));
    await away.servers[0]!.start();
    await up(stream);
    await stream.publish([record('late')]);
    await stream.settled();
    for (const texts of seen) expect(texts).toEqual(['late']);
  }, 60_000);

  test.each([
    ['a user and a password', 'user: "mar:quee", password: "p/w"', 'mar%3Aquee:p%2Fw@'],
    ['a token', 'token: "s3cret"', 's3cret@'],
  ])(
    'is opened with %s of the URL',
    async (_, authorization, credentials) => {
      const guarded = await startNats({ authorization });
      stops.push(() => guarded.stop());
      const { stream } = await open(testTenant(), { url: guarded.url.replace('nats://', `nats://${credentials}`) });
      await stream.publish([record('secret')]);
      const stranger = await open(testTenant(), { url: guarded.url, untilUp: false });
      await expect(stranger.stream.publish([record('x')])).rejects.toMatchObject({ code: 'journal-unavailable' });
      // What is said of a failure goes to the log: it must not have the password.
      expect(JSON.stringify(stranger.lines)).not.toContain('s3cret');
    },
    60_000,
  );
});
