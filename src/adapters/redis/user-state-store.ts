import { MarqueeError } from '../../domain/errors.ts';
import type { UserStateStore, VersionedState } from '../../domain/ports/user-state-store.ts';
import { openRedisClient, type RedisClient, type RedisClientOptions } from './client.ts';

export interface RedisUserStateOptions extends Omit<RedisClientOptions, 'commandTimeoutMs' | 'connectTimeoutMs'> {
  readonly tenant: string;
  readonly commandTimeoutMs?: number;
  readonly connectTimeoutMs?: number;
}

/**
 * User states in Redis or a Redis Cluster: key `<tenant>:u:<userKey>`, value the version (u32, little-endian) and the state.
 * What is asked for within one turn of the event loop goes out as one pipeline. Every method rejects with MarqueeError
 * 'unavailable' while Redis is away; a write that rejected may have happened, and its user's version then tells.
 */
export async function openRedisUserStateStore(options: RedisUserStateOptions): Promise<UserStateStore> {
  const { tenant, commandTimeoutMs = 250, connectTimeoutMs = 2000 } = options;
  const client = await openRedisClient({ ...options, commandTimeoutMs, connectTimeoutMs });
  const compareAndSet = defineCompareAndSet(client);
  const keyOf = (userKey: string): string => `${tenant}:u:${userKey}`;

  const read = async (userKey: string): Promise<VersionedState | null> => {
    const value = await client.getBuffer(keyOf(userKey));
    return value === null ? null : versionedState(value);
  };

  return {
    read: (userKey) => read(userKey).catch(unavailable),
    readMany: (userKeys) => Promise.all(userKeys.map(read)).catch(unavailable),
    compareAndSetMany: (writes) =>
      Promise.all(
        writes.map(async ({ userKey, bytes, expectedVersion }) => {
          const expected = expectedVersion === 0 ? NO_VERSION : versionBytes(expectedVersion);
          const value = Buffer.concat([versionBytes(expectedVersion + 1), bytes]);
          return (await compareAndSet(keyOf(userKey), expected, value)) === 1;
        }),
      ).catch(unavailable),
    ping: () => client.ping().then(() => {}, unavailable),
    async close() {
      // quit() lets what is under way finish; without a connection it would wait for one.
      if (client.status === 'ready') await client.quit().catch(() => client.disconnect());
      else client.disconnect();
    },
  };
}

type CompareAndSet = (key: string, expected: Buffer, value: Buffer) => Promise<number>;

const VERSION_BYTES = 4;
/** GETRANGE of a key that is not there is empty. */
const NO_VERSION = Buffer.alloc(0);

const COMPARE_AND_SET = `
if redis.call('GETRANGE', KEYS[1], 0, ${VERSION_BYTES - 1}) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2])
return 1`;

function defineCompareAndSet(client: RedisClient): CompareAndSet {
  client.defineCommand('compareAndSetState', { numberOfKeys: 1, lua: COMPARE_AND_SET });
  // ioredis adds the method at run time, unknown to its types.
  const scripted = client as unknown as { compareAndSetState: CompareAndSet };
  return (key, expected, value) => scripted.compareAndSetState(key, expected, value);
}

function versionedState(value: Buffer): VersionedState {
  if (value.length < VERSION_BYTES) {
    throw new MarqueeError('data-check-failed', 'A stored user state is cut short. Rebuild it from the log.');
  }
  return { version: value.readUInt32LE(0), bytes: value.subarray(VERSION_BYTES) };
}

function versionBytes(version: number): Buffer {
  const bytes = Buffer.allocUnsafe(VERSION_BYTES);
  bytes.writeUInt32LE(version);
  return bytes;
}

function unavailable(cause: unknown): never {
  if (cause instanceof MarqueeError) throw cause;
  throw new MarqueeError('unavailable', 'User states cannot be reached at the moment. Try again shortly.', { cause });
}
