import type { Catalogue } from '../../domain/catalogue.ts';
import type { Decision } from '../../domain/decision.ts';
import { TRIGGERS } from '../../domain/event.ts';
import { eventsOfUsers } from '../dataset/user-events.ts';
import type { EventTable } from './event-table.ts';
import type { LoggedPages } from './logged-pages.ts';
import type { OpenPage } from './open-page.ts';
import { createPageCollector } from './page-collector.ts';
import { type PendingViews, slotCode, viewTableOf } from './view-table.ts';

/** A log whose events name pages by number (EventTable.decision, PendingViews.page) and slots by slotCode, -1 where they name none. */
export interface NamingLog {
  readonly table: EventTable;
  readonly views: PendingViews;
  /** Numbers of the pages that events name, by recommendation id. */
  readonly pages: ReadonlyMap<string, number>;
  readonly users: ReadonlyMap<string, number>;
}

const DAY_MS = 86_400_000;

/**
 * Finds the slot that each event answers, as v_outcomes does: the one that it names by impression, or by page and title; if it names
 * none, the slot with its title on the user's newest page of the 24 hours before it. Gives every view its item. Previews answer nothing.
 * Reads the decisions once, oldest first; holds on to a day of them. Then `decision` and `slot` of the table are as EventTable says.
 */
export async function attributeEvents(
  log: NamingLog,
  decisions: AsyncIterable<readonly Decision[]>,
  catalogue: Catalogue,
): Promise<LoggedPages> {
  const { table, views } = log;
  const naming = byNumber(table.decision, table.length, log.pages.size);
  const seeing = byNumber(views.columns.page, views.length, log.pages.size);
  const ofUsers = eventsOfUsers(table);
  const looks = new Set(views.columns.user.subarray(0, views.length));
  // By event: which page it answers, as far as that is known, and which slot.
  const page = new Int32Array(table.length).fill(-1);
  const slot = new Int32Array(table.length).fill(-1);
  const slotOfTitle = new Int32Array(catalogue.size).fill(-1);
  const collector = createPageCollector(table, catalogue, looks);
  const open: OpenPage[] = [];
  let count = 0;

  for await (const batch of decisions) {
    for (const decision of batch) {
      while (open.length > 0 && open[0]!.decision.servedAtMs + DAY_MS <= decision.servedAtMs) {
        collector.settle(open.shift()!, page, slot);
      }
      const made = look(decision);
      if (made !== null) open.push(made);
    }
  }
  for (const left of open) collector.settle(left, page, slot);
  return { ...collector.finish(), views: viewTableOf(views) };

  /** null: nothing came of the page and nobody saw it. */
  function look(decision: Decision): OpenPage | null {
    const { recommendationId, servedAtMs, userKey, slots } = decision;
    const number = log.pages.get(recommendationId) ?? -1;
    const user = log.users.get(userKey) ?? -1;
    const near = ofUsers.between(user, servedAtMs, servedAtMs + DAY_MS);
    if (number < 0 && near.length === 0) return null;
    const nth = count++;
    const dense = slots.itemNo.map((itemNo) => catalogue.denseOfItemNo(itemNo));
    const seen = new Uint8Array(dense.length);
    const events: number[] = [];
    let isForeign = false;
    const answers = (event: number, at: number): void => {
      page[event] = nth;
      slot[event] = at;
      events.push(event);
    };
    // From the end: the first slot of a title is the one that counts.
    for (let at = dense.length - 1; at >= 0; at--)
      if (dense[at]! >= 0) slotOfTitle[catalogue.titleOf[dense[at]!]!] = at;
    for (const event of naming.of(number)) {
      if (isPreview(event)) continue;
      const code = table.slot[event]!;
      const at = code < 0 ? slotOfTitle[titleOf(event)]! : placeOf(decision, code);
      if (at < 0) continue;
      if (table.user[event] !== user) isForeign = true;
      answers(event, at);
    }
    for (const event of near) {
      if (table.decision[event]! >= 0 || isPreview(event)) continue;
      const at = slotOfTitle[titleOf(event)]!;
      if (at >= 0) answers(event, at);
    }
    for (const view of seeing.of(number)) {
      const at = placeOf(decision, views.columns.slot[view]!);
      if (at < 0) continue;
      views.columns.itemNo[view] = slots.itemNo[at]!;
      if (views.columns.user[view] !== user) isForeign = true;
      seen[at] = 1;
    }
    for (const item of dense) if (item >= 0) slotOfTitle[catalogue.titleOf[item]!] = -1;
    return events.length === 0 && !seen.includes(1) ? null : { decision, user, nth, dense, seen, events, isForeign };
  }

  function titleOf(event: number): number {
    return catalogue.titleOf[catalogue.denseOfItemNo(table.itemNo[event]!)]!;
  }

  function isPreview(event: number): boolean {
    return table.trigger[event] === PREVIEW;
  }
}

const PREVIEW = TRIGGERS.indexOf('preview');

/** Place of a slot among the columns of its page; -1 when the page does not have it. */
function placeOf({ slots }: Decision, code: number): number {
  for (let at = 0; at < slots.itemNo.length; at++) {
    if (slotCode(slots.rowIndex[at]!, slots.position[at]!) === code) return at;
  }
  return -1;
}

/** The places of a column by the number that stands there (CSR); numbers below 0 are nobody's. */
function byNumber(column: Int32Array, length: number, numbers: number): { of(number: number): Int32Array } {
  const offsets = new Int32Array(numbers + 1);
  for (let at = 0; at < length; at++) if (column[at]! >= 0) offsets[column[at]! + 1]!++;
  for (let number = 0; number < numbers; number++) offsets[number + 1]! += offsets[number]!;
  const free = offsets.slice(0, numbers);
  const places = new Int32Array(offsets[numbers]!);
  for (let at = 0; at < length; at++) if (column[at]! >= 0) places[free[column[at]!]!++] = at;
  return { of: (number) => (number < 0 ? NOTHING : places.subarray(offsets[number], offsets[number + 1])) };
}

const NOTHING = new Int32Array(0);
