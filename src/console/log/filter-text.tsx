import { splitRowId } from '../../domain/row-id.ts';
import { rowName } from '../pins/row-options.ts';
import { useItem } from '../pins/use-item.ts';
import { useRows } from '../pins/use-rows.ts';
import type { FilterName, LogFilters } from './log-query.ts';
import { filterText } from './log-words.ts';

interface FilterTextProps {
  readonly name: FilterName;
  readonly value: NonNullable<LogFilters[FilterName]>;
}

/** What a filter says, by the titles that the catalogue knows. */
export function FilterText({ name, value }: FilterTextProps) {
  if (name === 'itemId') return <ItemTitle itemId={String(value)} />;
  if (name === 'rowId') return <RowTitle rowId={String(value)} />;
  return filterText(name, value);
}

export const ItemTitle = ({ itemId }: { itemId: string }) => useItem(itemId).title;

/** A row by its name; one that grew from a title, by that title. */
export function RowTitle({ rowId }: { rowId: string }) {
  const [kind, key] = splitRowId(rowId);
  if (key !== '' && GROWN.includes(kind)) return <GrownRowTitle kind={kind} itemId={key} />;
  return <KnownRowTitle rowId={rowId} />;
}

function GrownRowTitle({ kind, itemId }: { kind: string; itemId: string }) {
  return rowName(kind, useItem(itemId).title);
}

function KnownRowTitle({ rowId }: { rowId: string }) {
  const row = useRows().find((one) => one.rowId === rowId && !one.isFamily);
  return rowName(rowId, rowId.startsWith('collection:') ? (row?.title ?? null) : null);
}

/** Kinds of rows whose key is an item's id. */
const GROWN = ['because-you-watched', 'similar'];
