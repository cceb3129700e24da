import type { Catalogue } from '../../domain/catalogue.ts';
import { EVENT_TYPES, TRIGGERS } from '../../domain/event.ts';
import type { Item } from '../../domain/item.ts';
import { createCatalogue } from '../../features/catalogue-columns.ts';
import { createEventTableBuilder, type EventTable } from '../log/event-table.ts';
import type { TrainRows } from '../log/read-table.ts';
import type { TestRows } from './evaluation.ts';

export interface EvaluationFiles {
  readonly train: TrainRows;
  readonly test: { readonly userId: readonly string[]; readonly itemId: readonly string[] };
  readonly items: readonly Item[];
  readonly candidates: ReadonlyMap<string, readonly string[]> | null;
}

/**
 * The files as training sees a log: the catalogue is every item that any of them names, each training row a completed view (every
 * row is a positive, whatever its value). Rows are ordered by time; ties and rows without a time keep the file's order.
 */
export function evaluationInput({ train, test, items, candidates }: EvaluationFiles): {
  table: EventTable;
  catalogue: Catalogue;
  tests: TestRows;
  candidates?: ReadonlyMap<number, Int32Array>;
} {
  const itemNos = new Map<string, number>();
  const known = new Map(items.map((item) => [item.itemId, item]));
  const nameItem = (itemId: string): void => {
    if (!itemNos.has(itemId)) itemNos.set(itemId, itemNos.size + 1);
  };
  for (const ids of [known.keys(), train.itemId, test.itemId, ...(candidates?.values() ?? [])])
    for (const id of ids) nameItem(id);
  const stored = [...itemNos].map(([itemId, itemNo]) => ({
    itemNo,
    item: openToAll(known.get(itemId), itemId),
    blocked: false,
    deleted: false,
    revision: itemNo,
  }));
  const catalogue = createCatalogue(stored, 1);

  const users = new Map<string, number>();
  const userNo = (userId: string): number => {
    const no = users.get(userId) ?? users.size;
    users.set(userId, no);
    return no;
  };
  const builder = createEventTableBuilder();
  const times = timesOf(train);
  for (let at = 0; at < train.userId.length; at++) {
    builder.add({
      user: userNo(train.userId[at]!),
      itemNo: itemNos.get(train.itemId[at]!)!,
      type: EVENT_TYPES.indexOf('complete'),
      trigger: TRIGGERS.indexOf('user'),
      value: Number.NaN,
      atMs: times[at]!,
      // The merge breaks ties by key: the row's number, so the file's order stands.
      key: { high: 0, low: at },
      decision: -1,
    });
  }
  const denseOf = (itemId: string): number => catalogue.titleOf[catalogue.denseOfItemNo(itemNos.get(itemId)!)]!;
  const tests = {
    user: Int32Array.from(test.userId, userNo),
    title: Int32Array.from(test.itemId, denseOf),
  };
  const byUser =
    candidates === null
      ? undefined
      : new Map([...candidates].map(([userId, ids]) => [userNo(userId), Int32Array.from(new Set(ids.map(denseOf)))]));
  return { table: builder.finish(users.size), catalogue, tests, ...(byUser && { candidates: byUser }) };
}

/** A row without a time happened when the row before it of the same user did; without any, rows are a second apart. */
function timesOf({ userId, atMs }: TrainRows): Float64Array {
  const latest = new Map<string, number>();
  const anyTime = atMs.some((time) => !Number.isNaN(time));
  return Float64Array.from(atMs, (given, at) => {
    const time = Number.isNaN(given) ? (anyTime ? (latest.get(userId[at]!) ?? 0) : at * 1000) : given;
    latest.set(userId[at]!, time);
    return time;
  });
}

const EVERYWHERE = [{ region: '*', from: null, until: null }] as const;

/** Rights do not matter here: what is measured is the order. An item that no file describes is its id and nothing else. */
function openToAll(item: Item | undefined, itemId: string): Item {
  const plain: Item = item ?? {
    itemId,
    type: 'film',
    title: itemId,
    description: '',
    genres: [],
    tags: [],
    cast: [],
    directors: [],
    language: null,
    releaseDate: null,
    startsAt: null,
    endsAt: null,
    durationS: null,
    maturity: 'adult',
    seriesId: null,
    season: null,
    episode: null,
    windows: EVERYWHERE,
    imageUrl: null,
  };
  return { ...plain, maturity: 'kids', windows: EVERYWHERE };
}
