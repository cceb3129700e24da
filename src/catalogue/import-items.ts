import { MarqueeError } from '../domain/errors.ts';
import type { Item } from '../domain/item.ts';
import { accepted, type ImportRecord, refused } from './import-report.ts';
import { parseItem } from './item-schema.ts';
import { readNdjson } from './read-ndjson.ts';

/** Items as NDJSON, one a line, as POST /v1/items takes them; in batches as the source delivers. */
export async function* importItems(
  source: AsyncIterable<Uint8Array | string>,
  file: string,
): AsyncGenerator<readonly ImportRecord<Item>[]> {
  for await (const records of readNdjson(source, file)) yield records.map(toItem);
}

/** A record whose value must be an item; refused with the reason when it is not. */
export function toItem(record: ImportRecord<unknown>): ImportRecord<Item> {
  if (record.refusal) return record;
  try {
    return accepted(record.file, record.line, parseItem(record.value));
  } catch (error) {
    if (!(error instanceof MarqueeError)) throw error;
    return refused(record.file, record.line, error.code, error.message);
  }
}
