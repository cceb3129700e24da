import { type Maturity, maturityRank } from '../domain/item.ts';
import type { FallbackListStore, PopularLists } from '../domain/ports/fallback-list.ts';
import type { Logger } from '../domain/ports/logger.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { Assembly } from './assembly.ts';

const SAVE_EVERY_MS = 60_000;
const KEPT_PER_AUDIENCE = 200;

/** Reads what an earlier process left as popular, and leaves it for the next one: once a minute, if it changed, and at the end. */
export async function keepFallbackLists(
  { fallbackLists, logger }: { readonly fallbackLists?: FallbackListStore; readonly logger: Logger },
  assembly: Assembly,
): Promise<{ close(): Promise<void> }> {
  if (fallbackLists === undefined) return { async close() {} };
  const store = fallbackLists;
  let saved: Snapshot['lists'] | null = null;

  try {
    assembly.putFallback(await store.load());
  } catch (error) {
    logger.warn({ err: error }, 'The fallback lists cannot be read; without stats there will be no popular row');
  }

  async function save(): Promise<void> {
    const { snapshot } = assembly;
    // Only what was counted is worth keeping: never a memory of a memory.
    if (snapshot === null || snapshot.lists === saved || snapshot.stats.totalUses === 0) return;
    try {
      await store.save(popularLists(snapshot));
      saved = snapshot.lists;
    } catch (error) {
      logger.warn({ err: error }, 'The fallback lists cannot be written; the ones on disk stay');
    }
  }

  const saving = setInterval(() => void save(), SAVE_EVERY_MS);
  saving.unref();
  return {
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
