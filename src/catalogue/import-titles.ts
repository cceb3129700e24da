import { MarqueeError } from '../domain/errors.ts';
import type { Item } from '../domain/item.ts';
import { toForeignItem } from './foreign-item.ts';
import { plainName } from './foreign-values.ts';
import { type ImportBatch, importBatch, valuesOf } from './import-batch.ts';
import { type ImportRecord, refused } from './import-report.ts';
import { readCsv } from './read-csv.ts';

const ID_COLUMNS = ['showid', 'itemid', 'id'];

/**
 * A catalogue as CSV with a header: an id column (show_id, itemId or id), title, and whatever foreignItem knows by name; other
 * columns are left alone. Ids stay the source's. Of two lines with one id the first is taken.
 */
export async function* importTitles(
  source: AsyncIterable<Uint8Array | string>,
  file: string,
): AsyncGenerator<ImportBatch> {
  let names: readonly string[] = [];
  let idColumn = '';
  const readHeader = (header: readonly string[]): void => {
    names = header.map(plainName);
    idColumn = ID_COLUMNS.find((name) => names.includes(name)) ?? '';
    if (idColumn !== '' && names.includes('title')) return;
    throw new MarqueeError(
      'bad-argument',
      `${file} must begin with a header line that has the columns show_id (or itemId, or id) and title.`,
    );
  };
  const lineOfId = new Map<string, number>();
  const toTitle = (record: ImportRecord<readonly string[]>): ImportRecord<Item> => {
    if (record.refusal) return record;
    const fields = new Map(names.map((name, place) => [name, record.value[place]]));
    const itemId = fields.get(idColumn)!.trim();
    const earlier = lineOfId.get(itemId);
    if (earlier !== undefined) {
      return refused(file, record.line, 'duplicate-item', `The title has the id of line ${earlier}.`);
    }
    const title = toForeignItem(record, itemId, fields);
    if (!title.refusal) lineOfId.set(itemId, record.line);
    return title;
  };

  for await (const records of readCsv(source, file, readHeader)) {
    const titles = records.map(toTitle);
    yield importBatch({ records: titles, items: valuesOf(titles) });
  }
}
