import type { Decision } from '../../src/domain/decision.ts';
import type { ViewerEvent } from '../../src/domain/event.ts';
import { actOnPage } from './month-events.ts';
import { createPageMaker, type MonthPage } from './month-page.ts';
import type { MonthWorld } from './month-world.ts';

/** What comes in within an hour, in the order it comes. */
export interface Delivery {
  readonly day: number;
  readonly decisions: readonly Decision[];
  readonly events: readonly ViewerEvent[];
}

export interface MonthSums {
  pages: number;
  events: number;
  /** Of the events: sent again, and hours or days late. */
  repeated: number;
  lateEvents: number;
  latePages: number;
}

const HOURS = 24;
/** The last hour of a day has no pages: what is done about one is done before the day is over. */
const BUSY_HOURS = 23;
const REPEATED = 0.01;
const LATE = 0.01;
const LATEST_HOURS = 72;
const LATE_PAGE = 0.01;
const LATEST_PAGE_HOURS = 6;

/**
 * A month, hour by hour, as it comes in: 1 % of the events a second time, 1 % of them hours or days late, 1 % of the pages after what was
 * done about them, the rest of an hour in any order. `onPage` sees each page once, with what came of it: the truth is counted there.
 * The same for the same world and numbers.
 */
export function* makeMonth(
  world: MonthWorld,
  itemNoOf: (item: number) => number,
  onPage: (page: MonthPage) => void,
): Generator<Delivery, MonthSums> {
  const { random, startMs, days, hourMs, users, activity } = world;
  const maker = createPageMaker(world, itemNoOf);
  const sums: MonthSums = { pages: 0, events: 0, repeated: 0, lateEvents: 0, latePages: 0 };
  const coming = new Map<number, { decisions: Decision[]; events: ViewerEvent[] }>();
  const at = (hour: number) => {
    const there = coming.get(hour) ?? { decisions: [], events: [] };
    coming.set(hour, there);
    return there;
  };
  const later = (hours: number): number => 1 + Math.floor(random() * hours);

  function* deliver(hour: number): Iterable<Delivery> {
    const there = coming.get(hour);
    coming.delete(hour);
    if (there === undefined) return;
    yield { day: Math.floor(hour / HOURS), decisions: mixed(there.decisions), events: mixed(there.events) };
  }

  for (let day = 0; day < days; day++) {
    const visitors = Array.from({ length: HOURS }, (): number[] => []);
    for (let user = 0; user < users; user++) {
      if (random() < activity[user]!) visitors[hourOfDay()]!.push(user);
    }
    for (let hourOf = 0; hourOf < HOURS; hourOf++) {
      const hour = day * HOURS + hourOf;
      for (const user of visitors[hourOf]!) {
        const servedAtMs = startMs + hour * hourMs + Math.floor(random() * hourMs);
        const page = maker.make(user, servedAtMs, day);
        const events = actOnPage(world, page);
        onPage(page);
        sums.pages++;
        sums.events += events.length;
        const isLate = random() < LATE_PAGE;
        if (isLate) sums.latePages++;
        at(hour + (isLate ? later(LATEST_PAGE_HOURS) : 0)).decisions.push(page.decision);
        for (const event of events) {
          const ownHour = Math.floor((event.occurredAtMs - startMs) / hourMs);
          const chance = random();
          const comesLate = chance < LATE;
          if (comesLate) sums.lateEvents++;
          at(ownHour + (comesLate ? later(LATEST_HOURS) : 0)).events.push(event);
          if (chance < 1 - REPEATED) continue;
          sums.repeated++;
          at(ownHour + Math.floor(random() * LATEST_HOURS)).events.push(event);
        }
      }
      yield* deliver(hour);
    }
  }
  for (let hour = days * HOURS; coming.size > 0; hour++) yield* deliver(hour);
  return sums;

  /** Evenings more than mornings. */
  function hourOfDay(): number {
    return Math.floor(BUSY_HOURS * Math.sqrt(random()));
  }

  function mixed<T>(records: T[]): T[] {
    for (let last = records.length - 1; last > 0; last--) {
      const other = Math.floor(random() * (last + 1));
      [records[last], records[other]] = [records[other]!, records[last]!];
    }
    return records;
  }
}
