import type { EventPath } from '../../src/commands/event-path.ts';
import { createDecisionIntake } from '../../src/ingest/accept-decisions.ts';
import type { Delivery, MonthSums } from './make-month.ts';

/** Events of one call to the intake. */
const EVENTS_A_CALL = 200;

/**
 * Lets a month go the way of all pages and events: into the journal, and by its consumer into Postgres and the user states, the roll-ups
 * following behind. A day of it at a time, so that the journal stays small.
 */
export async function storeMonth(
  path: EventPath,
  deliveries: Generator<Delivery, MonthSums>,
  onDay: (day: number) => void = () => {},
): Promise<MonthSums> {
  const decisionIntake = createDecisionIntake(path.journal);
  let today = 0;
  for (;;) {
    const { value, done } = deliveries.next();
    if (done === true) {
      await path.settled();
      return value;
    }
    const { day, decisions, events } = value;
    if (day !== today) {
      await path.drain();
      onDay(today);
      today = day;
    }
    await decisionIntake.accept(decisions);
    for (let first = 0; first < events.length; first += EVENTS_A_CALL) {
      await path.eventIntake.accept(events.slice(first, first + EVENTS_A_CALL));
    }
  }
}
