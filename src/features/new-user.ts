import { EVENT_TYPES, TRIGGERS } from '../domain/event.ts';
import { MAX_EVENTS, type UserState } from './user-state.ts';

/** Plays, completes and rates from which on a user is no longer new (api.md, `newUsers`). */
export const USES_OF_THE_KNOWN = 5;

/**
 * Whether the user has played, completed or rated fewer than five times, as far back as the state goes. A preview is no play. Somebody
 * of whom the state could not keep everything is not new, whatever the newest events are.
 */
export function isNewUser({ events }: Pick<UserState, 'events'>): boolean {
  if (events.length >= MAX_EVENTS) return false;
  let uses = 0;
  for (let at = 0; at < events.length; at++) if (isUse(events.type[at]!, events.trigger[at]!)) uses++;
  return uses < USES_OF_THE_KNOWN;
}

const PLAY = EVENT_TYPES.indexOf('play');
const COMPLETE = EVENT_TYPES.indexOf('complete');
const RATE = EVENT_TYPES.indexOf('rate');
const PREVIEW = TRIGGERS.indexOf('preview');

const isUse = (type: number, trigger: number): boolean =>
  type === COMPLETE || type === RATE || (type === PLAY && trigger !== PREVIEW);
