import type { Catalogue } from '../../domain/catalogue.ts';
import type { PageRoute } from '../../domain/decision.ts';
import { EVENT_TYPES } from '../../domain/event.ts';
import type { EventTable } from './event-table.ts';
import { createGrowingColumns } from './growing-columns.ts';
import type { LoggedPages, LoggedRequest } from './logged-pages.ts';
import type { OpenPage } from './open-page.ts';

/** Pages that are kept; of more than that about half, again and again, whichever they are. Several times what training draws of them. */
const MOST_PAGES = 50_000;
const LEARNED_FROM = ['R0', 'R1'];
/** Clicked for what was asked for, which no feature tells. */
const ABOUT_SOMETHING: readonly PageRoute[] = ['similar', 'search'];
const PLAY = EVENT_TYPES.indexOf('play');

/**
 * Takes pages whose events are all found, in the order in which they were served, and keeps what can be learned from. `looks`: users of
 * whom the log has views; what the others saw is taken to reach, in page order, as far down as they did anything.
 */
export function createPageCollector(
  table: EventTable,
  catalogue: Catalogue,
  looks: ReadonlySet<number>,
  mostPages = MOST_PAGES,
) {
  const decision = new Int32Array(table.length).fill(-1);
  const slot = new Int32Array(table.length).fill(-1);
  const shownAtMs = new Float64Array(table.length).fill(Number.NaN);
  const plays = createGrowingColumns({ atMs: Float64Array, knownAtMs: Float64Array, title: Int32Array });
  const playRegion: string[] = [];
  const requests = new Map<string, LoggedRequest>();
  let pages = createGrowingColumns(PAGE);
  let slots = createGrowingColumns(SLOT);
  let recommendationId: string[] = [];
  let request: LoggedRequest[] = [];
  /** Pages whose hash is not below it are dropped. */
  let keptBelow = 2 ** 32;

  /** `page` and `slot`: what each event of the table answers, as far as the pages up to a day after this one say. */
  function settle(one: OpenPage, page: Int32Array, slotOf: Int32Array): void {
    const answers = one.events.filter((event) => page[event] === one.nth);
    for (const event of answers) shownAtMs[event] = one.decision.servedAtMs;
    countPlays(one, answers, slotOf);
    const kept = usable(one) ? shownSlots(one, answers, slotOf) : [];
    if (kept.length === 0) return;
    const isKept = hashOf(one.decision.recommendationId) < keptBelow;
    for (const event of answers) {
      decision[event] = isKept ? pages.length : NOT_KEPT;
      slot[event] = isKept ? kept.indexOf(slotOf[event]!) : -1;
    }
    if (!isKept) return;
    keep(one, kept, answers.length);
    while (pages.length > mostPages) halve();
  }

  /** One play an impression, the first. */
  function countPlays({ decision: { region }, dense }: OpenPage, answers: readonly number[], slotOf: Int32Array): void {
    if (region === null) return;
    const first = new Map<number, number>();
    for (const event of answers) {
      if (table.type[event] !== PLAY) continue;
      const other = first.get(slotOf[event]!);
      if (other === undefined || event < other) first.set(slotOf[event]!, event);
    }
    for (const [at, event] of first) {
      const title = catalogue.titleOf[dense[at]!]!;
      plays.add({ atMs: table.atMs[event]!, knownAtMs: table.knownAtMs[event]!, title });
      playRegion.push(region);
    }
  }

  /** What goes on with another page counts its rows and positions from 0 again: it does not say where on the screen its slots stood. */
  function usable({ decision: { rung, route, parentId }, user, isForeign }: OpenPage): boolean {
    const isWhole = parentId === null && !ABOUT_SOMETHING.includes(route);
    return LEARNED_FROM.includes(rung) && isWhole && user >= 0 && !isForeign;
  }

  /** Places of the slots that the user saw. */
  function shownSlots({ dense, seen, user }: OpenPage, answers: readonly number[], slotOf: Int32Array): number[] {
    const shown = new Uint8Array(seen);
    for (const event of answers) shown[slotOf[event]!] = 1;
    if (!looks.has(user)) shown.fill(1, 0, shown.lastIndexOf(1) + 1);
    return Array.from(shown.keys()).filter((at) => shown[at] === 1 && dense[at]! >= 0);
  }

  function keep({ decision: of, user, dense }: OpenPage, kept: readonly number[], answers: number): void {
    for (const at of kept) {
      const { rowIndex, position, propensity } = of.slots;
      slots.add({ item: dense[at]!, row: rowIndex[at]!, position: position[at]!, propensity: propensity[at]! });
    }
    pages.add({ user, servedAtMs: of.servedAtMs, answers, slotsEnd: slots.length });
    recommendationId.push(of.recommendationId);
    request.push(requestOf(of));
  }

  /** The same few again and again: a page needs no object of its own. */
  function requestOf(of: OpenPage['decision']): LoggedRequest {
    const { surface, region, language } = of;
    const timeZone = of.timeZone ?? 'UTC';
    const key = JSON.stringify([surface, region, language, timeZone]);
    const known = requests.get(key) ?? { surface, region, language, timeZone };
    requests.set(key, known);
    return known;
  }

  function halve(): void {
    keptBelow /= 2;
    const survivors: number[] = [];
    const placeOf = new Int32Array(pages.length).fill(NOT_KEPT);
    for (let page = 0; page < pages.length; page++) {
      if (hashOf(recommendationId[page]!) >= keptBelow) continue;
      placeOf[page] = survivors.length;
      survivors.push(page);
    }
    for (let event = 0; event < decision.length; event++) {
      if (decision[event]! < 0) continue;
      decision[event] = placeOf[decision[event]!]!;
      if (decision[event] === NOT_KEPT) slot[event] = -1;
    }
    const [oldPages, oldSlots] = [pages.columns, slots.columns];
    pages = createGrowingColumns(PAGE);
    slots = createGrowingColumns(SLOT);
    for (const page of survivors) {
      for (let at = page === 0 ? 0 : oldPages.slotsEnd[page - 1]!; at < oldPages.slotsEnd[page]!; at++) {
        slots.add(rowOf(oldSlots, at));
      }
      pages.add({ ...rowOf(oldPages, page), slotsEnd: slots.length });
    }
    recommendationId = survivors.map((page) => recommendationId[page]!);
    request = survivors.map((page) => request[page]!);
  }

  return {
    settle,
    /** Writes into the table what each event answers. */
    finish(): Omit<LoggedPages, 'views'> {
      table.decision.set(decision);
      table.slot.set(slot);
      table.shownAtMs.set(shownAtMs);
      const { slotsEnd, ...columns } = pages.finish();
      return {
        ...columns,
        ...slots.finish(),
        length: pages.length,
        recommendationId,
        request,
        slotOffsets: offsetsOf(slotsEnd),
        plays: { ...plays.finish(), length: plays.length, region: playRegion },
      };
    },
  };
}

const NOT_KEPT = -2;
const PAGE = { user: Int32Array, servedAtMs: Float64Array, answers: Int32Array, slotsEnd: Int32Array };
const SLOT = { item: Int32Array, row: Int16Array, position: Int16Array, propensity: Float32Array };

function offsetsOf(ends: Int32Array): Int32Array {
  const offsets = new Int32Array(ends.length + 1);
  offsets.set(ends, 1);
  return offsets;
}

function rowOf<Names extends string>(columns: Readonly<Record<Names, ArrayLike<number>>>, at: number) {
  return Object.fromEntries(Object.keys(columns).map((name) => [name, columns[name as Names][at]])) as Record<
    Names,
    number
  >;
}

/** FNV-1a: evenly spread, the same for the same page in every run. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  // Its low bits are its best ones, and pages are told apart by the high ones.
  return Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0;
}
