import { API_KEY_PREFIX, hashApiKey } from '../domain/api-key.ts';
import { MarqueeError } from '../domain/errors.ts';
import type { ChangeFeed } from '../domain/ports/change-feed.ts';
import type { ApiKey, KeyStore } from '../domain/ports/key-store.ts';
import type { Logger } from '../domain/ports/logger.ts';

/** All keys, in memory, so that no request waits for Postgres. */
export interface KeyRing {
  /** null: no such key, or revoked. A key never seen is looked up in the store once. Throws 'unavailable' if that fails. */
  find(key: string): ApiKey | null | Promise<ApiKey | null>;
  /** As find, for the key of an id that we signed. */
  findById(keyId: string): ApiKey | null | Promise<ApiKey | null>;
  /** Reads all keys again; rejects if they cannot be read, and the old ones stay. */
  refresh(): Promise<void>;
  close(): Promise<void>;
}

/** Loads the keys and follows their changes: at once by notification, and every pollMs by version. */
export async function openKeyRing(deps: {
  keyStore: KeyStore;
  changeFeed: ChangeFeed;
  logger: Logger;
  pollMs?: number;
}): Promise<KeyRing> {
  const { keyStore, changeFeed, logger, pollMs = 5000 } = deps;
  let keys = new Map<string, ApiKey>();
  let keysById = new Map<string, ApiKey>();
  let version = -1;
  let queued: Promise<void> | null = null;
  let running: Promise<void> = Promise.resolve();
  /** Hashes the store does not know: a flood of wrong keys costs one lookup each, and bounded memory. */
  const unknown = new Set<string>();
  const lookups = new Map<string, Promise<ApiKey | null>>();

  async function load(): Promise<void> {
    // The version first: a change between the two reads is then seen by the next poll.
    const { keys: loadedVersion } = await changeFeed.versions();
    const list = await keyStore.list();
    keys = new Map(list.map((key) => [key.keyHash, key]));
    keysById = new Map(list.map((key) => [key.keyId, key]));
    version = loadedVersion;
    unknown.clear();
    lookups.clear();
  }

  /** One load at a time and at most one waiting: it will see every change made before it starts. */
  function refresh(): Promise<void> {
    queued ??= running
      .catch(() => {})
      .then(() => {
        queued = null;
        running = load();
        return running;
      });
    return queued;
  }

  async function lookUp(keyHash: string): Promise<ApiKey | null> {
    const loaded = keys;
    const found = await keyStore.findByHash(keyHash).catch((cause: unknown) => {
      throw new MarqueeError('unavailable', 'This key cannot be checked right now. Try again in a moment.', { cause });
    });
    // A load that came between knows better than this lookup.
    if (keys !== loaded) return usable(keys.get(keyHash));
    if (found !== null) {
      keys.set(keyHash, found);
      return usable(found);
    }
    if (unknown.size >= MAX_UNKNOWN) unknown.delete(unknown.values().next().value!);
    unknown.add(keyHash);
    return null;
  }

  const refreshInBackground = () => {
    refresh().catch((error: unknown) => logger.warn({ err: error }, 'keys could not be read again; the old ones hold'));
  };
  const subscription = await changeFeed.subscribe((part) => {
    if (part === 'keys') refreshInBackground();
  });
  const timer = setInterval(() => {
    changeFeed.versions().then(
      (versions) => {
        if (versions.keys !== version) refreshInBackground();
      },
      (error: unknown) => logger.debug({ err: error }, 'versions could not be polled'),
    );
  }, pollMs);
  timer.unref();
  await refresh();

  return {
    find(key) {
      if (!key.startsWith(API_KEY_PREFIX) || key.length > MAX_KEY_LENGTH) return null;
      const keyHash = hashApiKey(key);
      const known = keys.get(keyHash);
      if (known !== undefined) return usable(known);
      if (unknown.has(keyHash)) return null;
      let lookup = lookups.get(keyHash);
      if (lookup === undefined) {
        lookup = lookUp(keyHash).finally(() => lookups.delete(keyHash));
        lookups.set(keyHash, lookup);
      }
      return lookup;
    },
    findById(keyId) {
      const known = keysById.get(keyId);
      if (known !== undefined) return usable(known);
      // The id came with our signature: the key was made a moment ago, elsewhere.
      return refresh().then(
        () => usable(keysById.get(keyId)),
        (cause: unknown) => {
          throw new MarqueeError('unavailable', 'This token cannot be checked right now. Try again in a moment.', {
            cause,
          });
        },
      );
    },
    refresh,
    async close() {
      clearInterval(timer);
      await subscription.close();
    },
  };
}

const MAX_UNKNOWN = 10_000;
const MAX_KEY_LENGTH = 256;

function usable(key: ApiKey | undefined): ApiKey | null {
  return key === undefined || key.revokedAt !== null ? null : key;
}
