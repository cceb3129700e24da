import { MarqueeError } from '../domain/errors.ts';
import { SNAPSHOT_PARTS, type SnapshotPart } from '../domain/ports/change-feed.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { createAssembly } from './assembly.ts';
import { keepFallbackLists } from './fallback-keeper.ts';
import { createLoaders } from './loaders.ts';
import { createModelLoader, type RefusedModel } from './model-loader.ts';
import { createPart, type Part } from './part.ts';
import type { LoadedPart, SnapshotStores } from './snapshot-stores.ts';
import { createTextFollower } from './text-follower.ts';

export interface SnapshotHolder {
  /**
   * The snapshot of now: take it once, use it without waiting in between (a replaced ranker lives on for some seconds, not
   * longer). Throws 'unavailable' until the catalogue could be read for the first time.
   */
  current(): Snapshot;
  /** Clock time at which each part was last loaded. */
  readonly loadedAtMs: Readonly<Partial<Record<LoadedPart, number>>>;
  /** The live version that was not taken, and why; the one before it serves on. null: the live one serves. */
  readonly refusedModel: RefusedModel | null;
  /** Loads parts anew and resolves when they are in place, and can be searched: all of them unless told which. */
  refresh(parts?: readonly SnapshotPart[]): Promise<void>;
  close(): Promise<void>;
}

/** What is learned of rows over weeks is read again as often as this many times the item stats are: all of it is read each time. */
const AFFINITY_RESTS = 30;

/** Loads every part, then keeps them true. Resolves after the first loads, also when some failed: those are tried again. */
export async function openSnapshot(given: SnapshotStores): Promise<SnapshotHolder> {
  const { changeFeed, clock, logger, pollMs = 5_000, statsRefreshMs = 10_000 } = given;
  const follower = given.createTextIndex && createTextFollower({ index: given.createTextIndex(), logger });
  const assembly = createAssembly(follower);
  const modelLoader = createModelLoader(given);
  const loaders = createLoaders(given, assembly, modelLoader);
  const restMs: Record<LoadedPart, number> = {
    catalogue: 100,
    models: 100,
    pins: 20,
    objectives: 20,
    switches: 20,
    templates: 20,
    editorial: 20,
    stats: statsRefreshMs,
    exposure: statsRefreshMs,
    'row-affinity': AFFINITY_RESTS * statsRefreshMs,
  };
  const loadedAtMs: Partial<Record<LoadedPart, number>> = {};
  const partOf = (name: LoadedPart): Part =>
    createPart({
      name,
      load: async () => {
        await loaders[name]();
        loadedAtMs[name] = clock.nowMs();
        if (name === 'catalogue') fallbackKeeper.followCatalogue();
      },
      restMs: restMs[name],
      logger,
      failureLevel: name === 'models' ? 'error' : 'warn',
    });
  const parts: Record<LoadedPart, Part> = {
    catalogue: partOf('catalogue'),
    models: partOf('models'),
    stats: partOf('stats'),
    pins: partOf('pins'),
    objectives: partOf('objectives'),
    switches: partOf('switches'),
    exposure: partOf('exposure'),
    'row-affinity': partOf('row-affinity'),
    templates: partOf('templates'),
    editorial: partOf('editorial'),
  };
  const isLoaded = (name: SnapshotPart): name is LoadedPart => name in parts;
  const fallbackKeeper = await keepFallbackLists(given, assembly);

  async function refresh(names: readonly SnapshotPart[] = SNAPSHOT_PARTS): Promise<void> {
    await Promise.all(names.filter(isLoaded).map((name) => parts[name].refresh()));
  }

  async function poll(): Promise<void> {
    try {
      const versions = await changeFeed.versions();
      for (const name of SNAPSHOT_PARTS) {
        if (!isLoaded(name) || versions[name] === assembly.versions[name]) continue;
        // A damaged package stays damaged, and is dear to try. All else failed because Postgres did, which answers again.
        if (name === 'models' && parts[name].isFailing) continue;
        parts[name].markStale();
      }
    } catch (error) {
      logger.warn({ err: error }, 'The versions of the snapshot parts cannot be read; what is loaded serves on');
    }
  }

  // Before the first loads, so that no change falls between them and the subscription.
  const subscription = await changeFeed
    .subscribe((name) => {
      if (isLoaded(name)) parts[name].markStale();
    })
    .catch((error: unknown) => {
      logger.warn({ err: error }, 'Changes are not announced; polling alone finds them');
      return null;
    });
  await refresh();
  const polling = setInterval(() => void poll(), pollMs);
  polling.unref();

  return {
    current() {
      if (assembly.snapshot !== null) return assembly.snapshot;
      throw new MarqueeError('unavailable', 'The catalogue cannot be read yet: try again shortly.');
    },
    loadedAtMs,
    get refusedModel() {
      return modelLoader.refused;
    },
    async refresh(names) {
      await refresh(names);
      await follower?.texts.pending();
    },
    async close() {
      clearInterval(polling);
      await subscription?.close();
      await Promise.all(Object.values(parts).map((part) => part.close()));
      await fallbackKeeper.close();
      await follower?.close();
      assembly.dispose();
    },
  };
}
