import type { Catalogue } from '../../domain/catalogue.ts';
import type { Decision } from '../../domain/decision.ts';
import { EMPTY_STATE, type UserState } from '../../features/user-state.ts';
import { readLog } from '../log/read-log.ts';
import { createReplayedWorld } from '../log/replayed-world.ts';
import type { UserEvent } from './held-events.ts';

/**
 * The state that training makes of a user's events: the log is read by readLog, as if these were all there is, and replayed.
 * `pages`: what views name, by recommendation id.
 */
export async function trainingState(
  held: readonly UserEvent[],
  pages: ReadonlyMap<string, Decision>,
  catalogue: Catalogue,
): Promise<UserState> {
  const events = held
    .map(({ event }) => event)
    .sort((a, b) => a.occurredAtMs - b.occurredAtMs || (a.eventId < b.eventId ? -1 : 1));
  const named = new Set(events.flatMap(({ impressionIds }) => impressionIds.map((id) => id.split('.')[0]!)));
  const decisions = [...named].flatMap((id) => pages.get(id) ?? []).sort((a, b) => a.servedAtMs - b.servedAtMs);
  const log = {
    async *events() {
      yield events;
    },
    async *decisions() {
      yield decisions;
    },
  };
  const read = await readLog(log, catalogue, { origins: [] });
  const world = createReplayedWorld(read.table, catalogue, read.pages);
  for (let at = 0; at < read.table.length; at++) world.addEvent(at);
  for (let at = 0; at < read.pages.views.length; at++) world.addView(at);
  return read.users.length === 0 ? EMPTY_STATE : world.stateOf(0);
}
