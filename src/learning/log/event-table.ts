import type { EventKey } from '../../features/user-state.ts';

/**
 * What learning reads of a log, as columns: events with a known item, oldest first by (time, event key), the order in which the
 * user state keeps them. Users are numbered in order of appearance.
 */
export interface EventTable {
  readonly length: number;
  readonly users: number;
  readonly user: Int32Array;
  /** Permanent item number. */
  readonly itemNo: Int32Array;
  /** Index into EVENT_TYPES. */
  readonly type: Uint8Array;
  /** Index into TRIGGERS. */
  readonly trigger: Uint8Array;
  /** portion or value, NaN when the event had none: as StateEvent.value. */
  readonly value: Float32Array;
  readonly atMs: Float64Array;
  /**
   * When the service could know of it: when it was received, which may be long after it happened; of what was imported, when it happened.
   * A page's features know the events that had come before it was made, as it did (ADR 17).
   */
  readonly knownAtMs: Float64Array;
  readonly keyHigh: Uint32Array;
  readonly keyLow: Uint32Array;
  /**
   * Number of the page (LoggedPages) whose slot the event answers; -1: none that can be learned from, -2: one that was not kept, since
   * there are very many.
   */
  readonly decision: Int32Array;
  /** Which of the page's slots; -1: none. */
  readonly slot: Int32Array;
  /** When the page was served whose slot the event answers, any page of the log; NaN: none. What it showed was seen after that. */
  readonly shownAtMs: Float64Array;
}

export interface TableEvent {
  readonly user: number;
  readonly itemNo: number;
  readonly type: number;
  readonly trigger: number;
  readonly value: number;
  readonly atMs: number;
  /** Left out: when it happened. */
  readonly knownAtMs?: number;
  readonly key: EventKey;
  readonly decision: number;
  readonly slot?: number;
}

/** Collects events in any order; `finish` sorts them. */
export function createEventTableBuilder(): { add(event: TableEvent): void; finish(users: number): EventTable } {
  let room = 1024;
  let columns = allocate(room);
  let length = 0;
  return {
    add(event) {
      if (length === room) {
        room *= 2;
        const wider = allocate(room);
        copyInto(wider, columns);
        columns = wider;
      }
      columns.user[length] = event.user;
      columns.itemNo[length] = event.itemNo;
      columns.type[length] = event.type;
      columns.trigger[length] = event.trigger;
      columns.value[length] = event.value;
      columns.atMs[length] = event.atMs;
      columns.knownAtMs[length] = event.knownAtMs ?? event.atMs;
      columns.keyHigh[length] = event.key.high;
      columns.keyLow[length] = event.key.low;
      columns.decision[length] = event.decision;
      columns.slot[length] = event.slot ?? -1;
      columns.shownAtMs[length] = Number.NaN;
      length++;
    },
    finish: (users) => sorted({ ...columns, length, users }),
  };
}

/** The events for which `keep` is true, in the same order. */
export function filterEvents(table: EventTable, keep: (at: number) => boolean): EventTable {
  const order = new Int32Array(table.length);
  let count = 0;
  for (let at = 0; at < table.length; at++) if (keep(at)) order[count++] = at;
  return gathered(table, order.subarray(0, count));
}

function sorted(table: EventTable): EventTable {
  const { atMs, keyHigh, keyLow } = table;
  const order = Int32Array.from({ length: table.length }, (_, at) => at);
  order.sort((a, b) => atMs[a]! - atMs[b]! || keyHigh[a]! - keyHigh[b]! || keyLow[a]! - keyLow[b]!);
  return gathered(table, order);
}

function gathered(table: EventTable, order: Int32Array): EventTable {
  const out = { ...allocate(order.length), length: order.length, users: table.users };
  for (const name of COLUMNS) {
    const from = table[name];
    const to = out[name];
    for (let at = 0; at < order.length; at++) to[at] = from[order[at]!]!;
  }
  return out;
}

const allocate = (room: number) => ({
  user: new Int32Array(room),
  itemNo: new Int32Array(room),
  type: new Uint8Array(room),
  trigger: new Uint8Array(room),
  value: new Float32Array(room),
  atMs: new Float64Array(room),
  knownAtMs: new Float64Array(room),
  keyHigh: new Uint32Array(room),
  keyLow: new Uint32Array(room),
  decision: new Int32Array(room),
  slot: new Int32Array(room),
  shownAtMs: new Float64Array(room),
});

type Columns = ReturnType<typeof allocate>;
const COLUMNS = Object.keys(allocate(0)) as (keyof Columns)[];

function copyInto(to: Columns, from: Columns): void {
  for (const name of COLUMNS) to[name].set(from[name]);
}
