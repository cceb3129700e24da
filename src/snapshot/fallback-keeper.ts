import { MATURITIES, type Maturity, maturityRank } from '../domain/item.ts';
import type { FallbackListStore, PopularLists } from '../domain/ports/fallback-list.ts';
import type { Logger } from '../domain/ports/logger.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { Assembly } from './assembly.ts';

const SAVE_EVERY_MS = 60_000;
const KEPT_PER_AUDIENCE = 200;

export interface FallbackKeeper {
  /** Told of each new catalogue: what was withdrawn is taken off the lists on disk at once, and what came back stands on them again. */
  followCatalogue(): void;
  /** Resolves when nothing is being written any more. */
  close(): Promise<void>;
}

/** Reads what an earlier process left as popular, and leaves it for the next one: once a minute, if it changed, and at the end. */
export async function keepFallbackLists(
  { fallbackLists, logger }: { readonly fallbackLists?: FallbackListStore; readonly logger: Logger },
  assembly: Assembly,
): Promise<FallbackKeeper> {
  if (fallbackLists === undefined) return { followCatalogue() {}, async close() {} };
  const store = fallbackLists;
  let counted: Snapshot['lists'] | null = null;
  /** As they were read or counted, and what of them is in the file. */
  let whole: PopularLists | null = null;
  let written: PopularLists | null = null;
  /** One write after the other: they share a file. */
  let writing: Promise<void> = Promise.resolve();

  try {
    const loaded = await store.load();
    whole = loaded.popular;
    written = loaded.popular;
    assembly.putFallback(loaded);
  } catch (error) {
    logger.warn({ err: error }, 'The fallback lists cannot be read; without stats there will be no popular row');
  }

  /** Writes what is to be kept, if the file has anything else. */
  function write(): Promise<void> {
    writing = writing.then(async () => {
      if (whole === null || assembly.catalogue === null) return;
      const wanted = withoutWithdrawn(whole, assembly.catalogue);
      if (written !== null && isSame(wanted, written)) return;
      try {
        await store.save(wanted);
        written = wanted;
      } catch (error) {
        logger.warn({ err: error }, 'The fallback lists cannot be written; the ones on disk stay');
      }
    });
    return writing;
  }

  function save(): Promise<void> {
    const { snapshot } = assembly;
    // Only what was counted is worth keeping: never a memory of a memory.
    if (snapshot !== null && snapshot.lists !== counted && snapshot.stats.totalUses > 0) {
      counted = snapshot.lists;
      whole = popularLists(snapshot);
    }
    return write();
  }

  const saving = setInterval(() => void save(), SAVE_EVERY_MS);
  saving.unref();
  return {
    followCatalogue: () => void write(),
    async close() {
      clearInterval(saving);
      await save();
    },
  };
}

/** The most used titles that each audience may see, as item ids. */
export function popularLists({ catalogue, lists }: Pick<Snapshot, 'catalogue' | 'lists'>): PopularLists {
  const used = lists.byUses.subarray(0, lists.usedCount);
  const listFor = (maturity: Maturity): string[] => {
    const allowed = used.filter((dense) => catalogue.maturity[dense]! <= maturityRank(maturity));
    return Array.from(allowed.subarray(0, KEPT_PER_AUDIENCE), (dense) => catalogue.itemId[dense]!);
  };
  return { kids: listFor('kids'), teen: listFor('teen'), adult: listFor('adult') };
}

/** What the catalogue does not know is left as it is: it may be there again when somebody reads the list. */
function withoutWithdrawn(lists: PopularLists, { denseOfItemId, withdrawn }: Snapshot['catalogue']): PopularLists {
  const stays = (itemId: string): boolean => {
    const dense = denseOfItemId(itemId);
    return dense < 0 || withdrawn[dense] === 0;
  };
  return { kids: lists.kids.filter(stays), teen: lists.teen.filter(stays), adult: lists.adult.filter(stays) };
}

const isSame = (a: PopularLists, b: PopularLists): boolean =>
  MATURITIES.every((level) => a[level].length === b[level].length && a[level].every((id, at) => id === b[level][at]));
