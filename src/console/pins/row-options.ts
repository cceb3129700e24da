import type { ListedRow } from '../../../clients/typescript/src/index.ts';
import type { RowKind } from './pin-fields.ts';

export interface RowOption {
  /** As rowKey of PinFields. */
  readonly value: string;
  readonly label: string;
  /** Which surfaces have it, and how often: "TV 100% · Web 98%"; '' where nothing is known. */
  readonly reach: string;
}

/** The rows a pin may name: rows of their own, then any row of a kind that has several. */
export function rowOptions(rows: readonly ListedRow[]): readonly RowOption[] {
  return [...rows]
    .sort((a, b) => Number(a.isFamily) - Number(b.isFamily) || shareOf(b) - shareOf(a))
    .map((row) => ({
      value: row.isFamily ? `kind:${row.kind}` : row.rowId,
      label: row.isFamily ? `Any row of the kind ${kindName(row.kind)}` : rowName(row.rowId, row.title),
      reach: row.surfaces
        .filter(({ pages }) => pages !== null)
        .map(({ surface, pages }) => `${SURFACE_WORDS[surface]} ${Math.round(pages! * 100)}%`)
        .join(' · '),
    }));
}

/** A row as people call it: "top-picks" -> "Top picks", "genre:drama" -> "Genre: drama". Titles of rows are said to users, not to editors. */
export function rowName(rowId: string, title: string | null = null): string {
  const colon = rowId.indexOf(':');
  if (title !== null) return `${kindName(colon < 0 ? rowId : rowId.slice(0, colon))}: ${title}`;
  return colon < 0 ? kindName(rowId) : `${kindName(rowId.slice(0, colon))}: ${rowId.slice(colon + 1)}`;
}

/** Where a pin stands, in words. */
export function pinRowName({ rowId, rowKind }: { rowId?: string | null; rowKind?: RowKind | null }): string {
  return rowId != null ? rowName(rowId) : `Any ${kindName(rowKind ?? 'personal')} row`;
}

/** "because-you-watched" -> "Because you watched". */
function kindName(kind: string): string {
  const words = kind.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const shareOf = ({ surfaces }: ListedRow): number => Math.max(0, ...surfaces.map(({ pages }) => pages ?? 0));
const SURFACE_WORDS = { tv: 'TV', web: 'Web', mobile: 'Mobile' } as const;
