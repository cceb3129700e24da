import type { Decision } from '../../domain/decision.ts';
import { EVENT_TYPES } from '../../domain/event.ts';
import { ORIGINS } from '../../domain/origin.ts';
import { RUNGS } from '../../domain/page.ts';
import type { LoggedEvent, LogStore } from '../../domain/ports/log-store.ts';
import { createGrowingColumns } from '../log/growing-columns.ts';
import { createSlotTally, type SlotTally } from './slot-tally.ts';

/**
 * Everything that went by while training read the log, as columns: also what training leaves out (views, events on items that the
 * catalogue lacks), which only checks look at. Events in the order in which they were read.
 */
export interface WatchedLog {
  readonly events: {
    readonly length: number;
    /** Users are numbered in order of appearance. */
    readonly user: Int32Array;
    /** 0: names no item. */
    readonly itemNo: Int32Array;
    /** Index into EVENT_TYPES. */
    readonly type: Uint8Array;
    /** portion, or value for rate; NaN when the event had none. */
    readonly value: Float32Array;
    readonly atMs: Float64Array;
    readonly receivedAtMs: Float64Array;
    /** Index into ORIGINS. */
    readonly origin: Uint8Array;
    /** Number of the page that the event names; -1: none. */
    readonly page: Int32Array;
    /** 1: the user did it, not a preview or autoplay. */
    readonly byUser: Uint8Array;
  };
  readonly users: number;
  /** Of the pages of the log and those that events name, by number: NaN where the log does not have the page. */
  readonly namedPageAtMs: Float64Array;
  /** Index into ORIGINS. */
  readonly namedPageOrigin: Uint8Array;
  readonly pages: {
    readonly length: number;
    readonly servedAtMs: Float64Array;
    /** Index into RUNGS. */
    readonly rung: Uint8Array;
    /** Index into surfaces, regions. */
    readonly surface: Uint16Array;
    readonly region: Uint16Array;
  };
  readonly surfaces: readonly string[];
  readonly regions: readonly string[];
  readonly slots: SlotTally;
}

type ReadStore = Pick<LogStore, 'events' | 'decisions'>;

/** The same store, watched. */
export function watchLog(logStore: ReadStore): { readonly logStore: ReadStore; watched(): WatchedLog } {
  const events = createGrowingColumns({
    user: Int32Array,
    itemNo: Int32Array,
    type: Uint8Array,
    value: Float32Array,
    atMs: Float64Array,
    receivedAtMs: Float64Array,
    origin: Uint8Array,
    page: Int32Array,
    byUser: Uint8Array,
  });
  const pages = createGrowingColumns({
    servedAtMs: Float64Array,
    rung: Uint8Array,
    surface: Uint16Array,
    region: Uint16Array,
  });
  const named = createGrowingColumns({ atMs: Float64Array, origin: Uint8Array });
  const users = createNumbers();
  const pageNumbers = createNumbers();
  const surfaces = createNumbers();
  const regions = createNumbers();
  const slots = createSlotTally();

  function numberOfPage(recommendationId: string): number {
    const number = pageNumbers.of(recommendationId);
    if (number === named.length) named.add({ atMs: Number.NaN, origin: 0 });
    return number;
  }

  function seeEvent(event: LoggedEvent): void {
    const pageId = event.recommendationId ?? event.impressionIds[0]?.split('.')[0] ?? null;
    let page = -1;
    if (pageId !== null) page = numberOfPage(pageId);
    events.add({
      user: users.of(event.userKey),
      itemNo: event.itemNo,
      type: EVENT_TYPES.indexOf(event.type),
      value: (event.type === 'rate' ? event.value : event.portion) ?? Number.NaN,
      atMs: event.occurredAtMs,
      receivedAtMs: event.receivedAtMs,
      origin: ORIGINS.indexOf(event.origin),
      page,
      byUser: event.trigger === 'user' ? 1 : 0,
    });
  }

  function seePage(decision: Decision): void {
    const { recommendationId, servedAtMs } = decision;
    named.set(numberOfPage(recommendationId), { atMs: servedAtMs, origin: ORIGINS.indexOf(decision.origin) });
    pages.add({
      servedAtMs,
      rung: RUNGS.indexOf(decision.rung),
      surface: surfaces.of(decision.surface),
      region: regions.of(decision.region ?? ''),
    });
    slots.see(decision);
  }

  return {
    logStore: {
      async *events(filter) {
        for await (const batch of logStore.events(filter)) {
          for (const event of batch) seeEvent(event);
          yield batch;
        }
      },
      async *decisions(filter) {
        for await (const batch of logStore.decisions(filter)) {
          for (const decision of batch) seePage(decision);
          yield batch;
        }
      },
    },
    watched: () => ({
      events: { length: events.length, ...events.finish() },
      users: users.names().length,
      namedPageAtMs: named.finish().atMs,
      namedPageOrigin: named.finish().origin,
      pages: { length: pages.length, ...pages.finish() },
      surfaces: surfaces.names(),
      regions: regions.names(),
      slots: slots.tally(),
    }),
  };
}

/** Numbers names from 0 in order of appearance. */
function createNumbers() {
  const numbers = new Map<string, number>();
  return {
    of(name: string): number {
      const known = numbers.get(name);
      if (known !== undefined) return known;
      numbers.set(name, numbers.size);
      return numbers.size - 1;
    },
    names: (): readonly string[] => [...numbers.keys()],
  };
}
