import { describe, expect, test } from '@jest/globals';
import type { StoredItem } from '../../src/domain/item.ts';
import type { FallbackListStore, PopularLists } from '../../src/domain/ports/fallback-list.ts';
import { SILENT_LOGGER } from '../../src/domain/ports/logger.ts';
import { createCatalogue, withChanges } from '../../src/features/catalogue-columns.ts';
import { createAssembly } from '../../src/snapshot/assembly.ts';
import { keepFallbackLists } from '../../src/snapshot/fallback-keeper.ts';
import { aStoredItem } from '../support/items.ts';

const LEFT: PopularLists = { kids: ['i2'], teen: ['i2'], adult: ['i1', 'i2', 'i3', 'gone'] };

/** A process that found these lists on disk and counted nothing yet. */
async function opened(save: FallbackListStore['save'] = async () => {}) {
  const saved: PopularLists[] = [];
  const fallbackLists: FallbackListStore = {
    load: async () => ({ popular: LEFT, editors: [] }),
    async save(popular) {
      await save(popular);
      saved.push(popular);
    },
  };
  const assembly = createAssembly();
  const keeper = await keepFallbackLists({ fallbackLists, logger: SILENT_LOGGER }, assembly);
  const items = [1, 2, 3].map((itemNo) => aStoredItem(itemNo));
  let catalogue = createCatalogue(items, 1);
  assembly.put('catalogue', 1, { catalogue });
  return {
    keeper,
    saved,
    /** As the loader of the catalogue does it. */
    change(...changed: StoredItem[]) {
      catalogue = withChanges(catalogue, changed, catalogue.version + 1);
      assembly.put('catalogue', catalogue.version, { catalogue });
      keeper.followCatalogue();
    },
  };
}

describe('the lists on disk', () => {
  test('lose what is blocked or deleted as soon as the catalogue says so, and have it again when it is back', async () => {
    const { keeper, saved, change } = await opened();
    change(aStoredItem(2, { blocked: true }));
    await written();
    expect(saved.at(-1)).toEqual({ kids: [], teen: [], adult: ['i1', 'i3', 'gone'] });
    change(aStoredItem(3, { deleted: true }));
    await written();
    expect(saved.at(-1)).toEqual({ kids: [], teen: [], adult: ['i1', 'gone'] });
    change(aStoredItem(2));
    await written();
    expect(saved.at(-1)).toEqual({ kids: ['i2'], teen: ['i2'], adult: ['i1', 'i2', 'gone'] });
    await keeper.close();
    expect(saved.length).toBe(3);
  });

  test('are not written where nothing on them was withdrawn', async () => {
    const { keeper, saved, change } = await opened();
    change(aStoredItem(9), aStoredItem(10, { blocked: true }));
    await keeper.close();
    expect(saved).toEqual([]);
  });

  test('that could not be written are written with the next change', async () => {
    let isFull = true;
    const { keeper, saved, change } = await opened(async () => {
      if (isFull) throw new Error('No space left');
    });
    change(aStoredItem(2, { blocked: true }));
    await written();
    isFull = false;
    change(aStoredItem(9));
    await keeper.close();
    expect(saved).toEqual([{ kids: [], teen: [], adult: ['i1', 'i3', 'gone'] }]);
  });
});

/** The store of this test answers at once: by the next turn all that was to be written is. */
const written = () => new Promise((resolve) => setImmediate(resolve));
