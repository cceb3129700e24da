import type { Item } from '../domain/item.ts';
import { toForeignItem } from './foreign-item.ts';
import type { ImportRecord } from './import-report.ts';
import type { MetarankFields } from './metarank-events.ts';

/**
 * Items put together from events that each may say only some of their fields: of each field the latest counts. Holds the
 * catalogue of the file, and nothing of its traffic.
 */
export interface MetarankItems {
  /** Refused when the item would not be one with these fields; it then stays as it was. */
  add(at: { file: string; line: number }, itemId: string, atMs: number, fields: MetarankFields): ImportRecord<Item>;
  /** As they are now. */
  all(): Iterable<Item>;
}

export function createMetarankItems(): MetarankItems {
  const known = new Map<string, { item: Item; said: ReadonlyMap<string, { value: unknown; atMs: number }> }>();
  return {
    add(at, itemId, atMs, fields) {
      const said = new Map(known.get(itemId)?.said);
      for (const [name, value] of fields) {
        if (atMs >= (said.get(name)?.atMs ?? Number.NEGATIVE_INFINITY)) said.set(name, { value, atMs });
      }
      const values = new Map([...said].map(([name, { value }]) => [name, value]));
      const record = toForeignItem(at, itemId, values, { tagsOfOthers: true });
      if (!record.refusal) known.set(itemId, { item: record.value, said });
      return record;
    },
    *all() {
      for (const { item } of known.values()) yield item;
    },
  };
}
