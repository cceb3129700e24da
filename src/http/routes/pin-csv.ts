import type { ListedPin, ListedPins, PinBoard } from '../../editorial/pins.ts';
import { CSV_TYPE, toCsv } from '../csv.ts';
import type { Answer } from '../route.ts';

/** All pins that the filters hold, in one file: limit and cursor are for pages. */
export async function pinsAsCsv(
  pinBoard: Pick<PinBoard, 'list'>,
  filters: Omit<ListedPins, 'cursor' | 'limit'>,
): Promise<Answer> {
  const all: ListedPin[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<PinBoard['list']>> = await pinBoard.list({ ...filters, cursor, limit: 500 });
    all.push(...page.pins);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return {
    status: 200,
    text: { mediaType: `${CSV_TYPE}; charset=utf-8; header=present`, content: toCsv(COLUMNS, all) },
  };
}

const COLUMNS: readonly (keyof ListedPin)[] = [
  'pinId',
  'state',
  'itemId',
  'rowId',
  'rowKind',
  'position',
  'from',
  'until',
  'timeZone',
  'repeat',
  'audience',
  'priority',
  'ifRowAbsent',
  'ifWatched',
  'enabled',
  'note',
  'campaign',
  'version',
  'createdAt',
  'updatedAt',
];
