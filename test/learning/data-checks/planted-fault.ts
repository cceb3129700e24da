import type { DataFacts } from '../../../src/domain/data-checks.ts';
import type { Decision } from '../../../src/domain/decision.ts';
import type { EventType } from '../../../src/domain/event.ts';
import type { LoggedEvent } from '../../../src/domain/ports/log-store.ts';
import { dayOf, type MadeLog } from './clean-log.ts';

/** What went wrong, what it does to a log, and the check that must say so. */
export interface PlantedFault {
  readonly fault: string;
  readonly check: string;
  plant(log: MadeLog): void;
  /** What the live model was made from, where it matters. */
  readonly previous?: DataFacts;
}

/** A whole day in the midst of the log, a Sunday. */
export const DAY = 20;
export const HOUR_MS = 3_600_000;

export const onDay = (event: LoggedEvent): boolean => dayOf(event.occurredAtMs) === DAY;
export const servedOnDay = (page: Decision): boolean => dayOf(page.servedAtMs) === DAY;

export function change(
  log: MadeLog,
  which: (event: LoggedEvent, at: number) => boolean,
  to: (event: LoggedEvent, at: number) => Partial<LoggedEvent>,
): void {
  log.events = log.events.map((event, at) => (which(event, at) ? { ...event, ...to(event, at) } : event));
}

export function changePages(
  log: MadeLog,
  which: (page: Decision) => boolean,
  to: (page: Decision) => Partial<Decision>,
) {
  log.decisions = log.decisions.map((page) => (which(page) ? { ...page, ...to(page) } : page));
}

export const isOf =
  (...types: EventType[]) =>
  (event: LoggedEvent): boolean =>
    types.includes(event.type);

export const copyOf = (event: LoggedEvent, changes: Partial<LoggedEvent> = {}): LoggedEvent => ({
  ...event,
  eventId: `copy-of-${event.eventId}`,
  ...changes,
});

export const moved = (event: LoggedEvent, byMs: number): Partial<LoggedEvent> => ({
  occurredAtMs: event.occurredAtMs + byMs,
  receivedAtMs: event.receivedAtMs + byMs,
});

export const KNOWN_BEFORE: DataFacts = { catalogueItems: 120, itemsWithGenres: 120, itemsWithReleaseDate: 118 };
